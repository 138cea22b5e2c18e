using System.Reflection;
using System.Reflection.Emit;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>The engine's folders, from the top down: what is in one may use what is below it, and nothing above or beside it.</summary>
public class ArchitectureTests
{
    private const string Root = "DynamoBackup.Engine";

    // Folders of one number are siblings, and do not know each other. The engine's top folder may use all of them.
    private static readonly Dictionary<string, int> Heights = new()
    {
        [Root] = 7,
        [Root + ".Limiting"] = 6,
        [Root + ".Creating"] = 6,
        [Root + ".Watching"] = 6,
        [Root + ".Listing"] = 5,
        [Root + ".Calling"] = 4,
        [Root + ".Outcomes"] = 3,
        [Root + ".Requests"] = 2,
        [Root + ".Service"] = 1,
        [Root + ".Runtime"] = 1,
    };

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(opCode => opCode.Value);

    [Fact]
    public void No_folder_uses_one_above_or_beside_it()
    {
        var wrong = TypesOf(typeof(BackupEngine).Assembly)
            .SelectMany(type => UsedBy(type).Select(used => (From: type, To: used)))
            .Where(arrow => arrow.From.Namespace != arrow.To.Namespace)
            .Where(arrow => Heights[arrow.From.Namespace!] <= Heights[arrow.To.Namespace!])
            .Select(arrow => $"{arrow.From.FullName} -> {arrow.To.FullName}")
            .Distinct();

        Assert.True(!wrong.Any(), string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void No_types_of_one_folder_use_each_other_in_a_circle()
    {
        var arrows = TypesOf(typeof(BackupEngine).Assembly)
            .ToDictionary(type => type, type => UsedBy(type).Where(used => used != type && !IsPart(used, type)).ToHashSet());

        // What is used by nothing that is left, or uses nothing that is left, is in no circle.
        for (var before = 0; before != arrows.Count;)
        {
            before = arrows.Count;
            foreach (var type in arrows.Keys.Where(type => !arrows[type].Any(arrows.ContainsKey)).ToList())
            {
                arrows.Remove(type);
            }
        }

        Assert.True(arrows.Count == 0, string.Join(Environment.NewLine, arrows.Keys.Select(type => type.FullName)));
    }

    private static bool IsPart(Type type, Type of) => OutermostOf(type) == OutermostOf(of);

    private static IEnumerable<Type> TypesOf(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true && type.DeclaringType is null);

    private static Type OutermostOf(Type type) => type.DeclaringType is { } outer ? OutermostOf(outer) : type;

    // Fields, parameters, results, bases, and what method bodies name: calls, fields, locals and type tokens.
    private static IEnumerable<Type> UsedBy(Type type)
    {
        const BindingFlags all =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var parts = new[] { type }.Concat(NestedOf(type)).ToList();
        var methods = parts.SelectMany(part => part.GetMethods(all).Cast<MethodBase>().Concat(part.GetConstructors(all)));
        return parts.SelectMany(part => part.GetInterfaces().Append(part.BaseType))
            .Concat(parts.SelectMany(part => part.GetFields(all).Select(field => field.FieldType)))
            .Concat(methods.SelectMany(UsedBy))
            .SelectMany(Parts)
            .Where(used => used.Assembly == type.Assembly && used.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true)
            .Select(OutermostOf)
            .Where(used => used != type)
            .Distinct();
    }

    private static IEnumerable<Type> NestedOf(Type type) => type
        .GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
        .SelectMany(nested => NestedOf(nested).Prepend(nested));

    private static IEnumerable<Type?> UsedBy(MethodBase method)
    {
        var body = method.GetMethodBody();
        return method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append((method as MethodInfo)?.ReturnType)
            .Concat(body?.LocalVariables.Select(local => local.LocalType) ?? [])
            .Concat(body is null ? [] : TokensOf(method, body.GetILAsByteArray()!));
    }

    private static IEnumerable<Type?> TokensOf(MethodBase method, byte[] code)
    {
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var i = 0; i < code.Length;)
        {
            var opCode = OpCodesByValue[code[i] == 0xFE ? (short)(0xFE00 | code[++i]) : code[i]];
            i++;
            if (opCode.OperandType
                is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, i), ofType, ofMethod);
                yield return member as Type ?? member?.DeclaringType;
            }

            i += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Parts(Type? type) => type switch
    {
        null => [],
        { HasElementType: true } => Parts(type.GetElementType()),
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()),
        _ => [type],
    };
}
