using System;
using System.Globalization;
using System.Management.Automation;

namespace DynamoBackup;

/// <summary>Refuses a time that is not a number (of 0, where that is allowed), or is shorter than a millisecond or longer than a year.</summary>
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
            throw new ValidationMetadataException(string.Format(
                CultureInfo.InvariantCulture,
                "The value {0} is not a time: give a number of {1} {2}, a millisecond at least, up to {3} (a year).",
                arguments,
                _unit is TimeUnit.Minutes ? "minutes" : "seconds",
                AllowZero ? "of more than 0, or 0 for no limit" : "of more than 0",
                most));
        }
    }
}

/// <summary>The unit of a parameter that is a time.</summary>
public enum TimeUnit
{
    /// <summary>Minutes.</summary>
    Minutes,

    /// <summary>Seconds.</summary>
    Seconds,
}
