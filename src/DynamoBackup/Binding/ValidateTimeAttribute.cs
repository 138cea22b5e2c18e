using System;
using System.Management.Automation;
using DynamoBackup.Output;

namespace DynamoBackup.Binding;

/// <summary>
/// Refuses a time that is not a number (of 0, where that is allowed), or is shorter than a millisecond or longer than a year.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateTimeAttribute : ValidateArgumentsAttribute
{
    private readonly TimeUnit _unit;

    /// <summary>Makes the rule.</summary>
    /// <param name="unit">The unit of the parameter's number.</param>
    public ValidateTimeAttribute(TimeUnit unit) => _unit = unit;

    /// <summary>Whether 0 is allowed, for no limit.</summary>
    public bool AllowZero { get; set; }

    /// <inheritdoc/>
    /// <exception cref="ValidationMetadataException">The value breaks the rule.</exception>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        var least = 0.001 / (_unit is TimeUnit.Minutes ? 60 : 1);
        var most = _unit is TimeUnit.Minutes ? TimeSpan.FromDays(365).TotalMinutes : TimeSpan.FromDays(365).TotalSeconds;
        if (arguments is not double value || !((value >= least || (AllowZero && value == 0)) && value <= most))
        {
            throw new ValidationMetadataException(Texts.NotATime(arguments, _unit is TimeUnit.Minutes, AllowZero, most));
        }
    }
}
