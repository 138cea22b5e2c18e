using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace Amazon.PowerShell.Common;

/// <summary>A path of a response's properties, such as <c>BackupDetails.BackupArn</c>; a list counts for each of its elements.</summary>
internal sealed class SelectPath
{
    private const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public;

    private readonly List<PropertyInfo> _properties = [];

    /// <summary>Reads a path; null where the type has no such property.</summary>
    public static SelectPath? Parse(Type type, string text)
    {
        var path = new SelectPath();
        foreach (var name in text.Split('.'))
        {
            if (PropertyOf(type, name) is not { } property)
            {
                return null;
            }

            path._properties.Add(property);
            type = ElementTypeOf(property.PropertyType);
        }

        return path;
    }

    /// <summary>A cmdlet's parameter of a name or alias; null where it has none.</summary>
    public static PropertyInfo? ParameterOf(Type cmdlet, string name) =>
        PropertyOf(cmdlet, name)
        ?? cmdlet.GetProperties(Own).FirstOrDefault(property => property
            .GetCustomAttributes<AliasAttribute>()
            .SelectMany(alias => alias.AliasNames)
            .Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>What stands at the end of the path.</summary>
    public object[] ValuesOf(object? response)
    {
        IEnumerable<object?> values = [response];
        foreach (var property in _properties)
        {
            values = values.Where(value => value is not null).SelectMany(value => Elements(property.GetValue(value)));
        }

        return [.. values.Where(value => value is not null).Cast<object>()];
    }

    private static IEnumerable<object?> Elements(object? value) =>
        value is IEnumerable list and not string ? list.Cast<object?>() : [value];

    private static Type ElementTypeOf(Type type) =>
        type == typeof(string)
            ? type
            : type.GetInterface("System.Collections.Generic.IEnumerable`1")?.GetGenericArguments()[0] ?? type;

    private static PropertyInfo? PropertyOf(Type type, string name)
    {
        var found = type.GetProperties(Own).Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count == 1 ? found[0] : null;
    }
}
