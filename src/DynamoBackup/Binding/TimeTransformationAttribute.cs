using System;
using System.Management.Automation;
using DynamoBackup.Output;

namespace DynamoBackup.Binding;

/// <summary>Takes a timespan for a parameter that is a number of days, minutes or seconds.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    private readonly TimeUnit _unit;

    /// <summary>Makes the rule.</summary>
    /// <param name="unit">The unit of the parameter's number.</param>
    public TimeTransformationAttribute(TimeUnit unit) => _unit = unit;

    /// <inheritdoc/>
    /// <exception cref="ArgumentTransformationMetadataException">The text is a clock's, such as 00:10:00.</exception>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            TimeSpan time when _unit is TimeUnit.Days => time.TotalDays,
            TimeSpan time => _unit is TimeUnit.Minutes ? time.TotalMinutes : time.TotalSeconds,
            // Whether 10:00 is ten hours or ten minutes, its writer knows.
            string text when text.Contains(':') && TimeSpan.TryParse(text, out _) =>
                throw new ArgumentTransformationMetadataException(
                    Texts.ClockIsNoNumber(text, _unit.ToString(), _unit is TimeUnit.Seconds ? 30 : 10)),
            _ => inputData,
        };
}
