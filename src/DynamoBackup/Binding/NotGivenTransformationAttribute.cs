using System;
using System.Management.Automation;

namespace DynamoBackup.Binding;

/// <summary>Takes a value that is not one (<see cref="NotGiven"/>) for a parameter that is not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotGivenTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => NotGiven.Is(inputData) ? null! : inputData;
}
