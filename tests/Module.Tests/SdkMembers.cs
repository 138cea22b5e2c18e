using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DynamoBackup.Tests.Module;

/// <summary>
/// The types, methods and fields of some assemblies of the AWS SDK, read from their metadata: a type as its full name, a member
/// as <c>type::name(parameters) result</c>.
/// </summary>
internal sealed class SdkMembers
{
    private const string Sdk = "AWSSDK.";

    private readonly Dictionary<string, string?> _bases = [];
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);

    /// <summary>Reads assemblies.</summary>
    /// <param name="paths">Their paths.</param>
    public SdkMembers(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            using var file = new PEReader(File.OpenRead(path));
            var reader = file.GetMetadataReader();
            foreach (var type in reader.TypeDefinitions)
            {
                Add(reader, type);
            }
        }
    }

    /// <summary>What an assembly refers to of the AWS SDK.</summary>
    /// <param name="path">The assembly's path.</param>
    public static IReadOnlyList<string> UsedBy(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var types = reader.TypeReferences.Where(type => IsOfSdk(reader, type))
            .Select(type => SignatureNames.Instance.GetTypeFromReference(reader, type, 0));
        var members = reader.MemberReferences.Select(reader.GetMemberReference)
            .Where(member => OwnerOf(reader, member.Parent) is { } owner && IsOfSdk(reader, owner))
            .Select(member => NameOf(reader, member));
        return [.. types, .. members];
    }

    /// <summary>Whether the assemblies have it, the type itself or one that it derives from.</summary>
    /// <param name="name">The type or member, as <see cref="UsedBy"/> has it.</param>
    public bool Contains(string name)
    {
        var parts = name.Split("::", 2);
        if (parts.Length == 1)
        {
            return _bases.ContainsKey(name);
        }

        for (string? type = parts[0]; type is not null; type = _bases.GetValueOrDefault(type))
        {
            if (_members.Contains($"{type}::{parts[1]}"))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var definition = reader.GetTypeDefinition(handle);
        var type = SignatureNames.Instance.GetTypeFromDefinition(reader, handle, 0);
        _bases[type] = definition.BaseType.IsNil ? null : SignatureNames.NameOf(reader, definition.BaseType);
        foreach (var method in definition.GetMethods().Select(reader.GetMethodDefinition))
        {
            var signature = method.DecodeSignature(SignatureNames.Instance, null);
            _members.Add($"{type}::{reader.GetString(method.Name)}{SignatureNames.Of(signature)}");
        }

        foreach (var field in definition.GetFields().Select(reader.GetFieldDefinition))
        {
            _members.Add($"{type}::{reader.GetString(field.Name)} {field.DecodeSignature(SignatureNames.Instance, null)}");
        }
    }

    private static string NameOf(MetadataReader reader, MemberReference member)
    {
        var name = $"{SignatureNames.NameOf(reader, OwnerOf(reader, member.Parent)!.Value)}::{reader.GetString(member.Name)}";
        return member.GetKind() is MemberReferenceKind.Method
            ? name + SignatureNames.Of(member.DecodeMethodSignature(SignatureNames.Instance, null))
            : $"{name} {member.DecodeFieldSignature(SignatureNames.Instance, null)}";
    }

    // A member of a generic type hangs on the type with its arguments.
    private static TypeReferenceHandle? OwnerOf(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind is HandleKind.TypeReference)
        {
            return (TypeReferenceHandle)parent;
        }

        if (parent.Kind is not HandleKind.TypeSpecification)
        {
            return null;
        }

        var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (blob.ReadSignatureTypeCode() is not SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadCompressedInteger();
        return blob.ReadTypeHandle() is { Kind: HandleKind.TypeReference } type ? (TypeReferenceHandle)type : null;
    }

    private static bool IsOfSdk(MetadataReader reader, TypeReferenceHandle handle)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsOfSdk(reader, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => reader
                .GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
                .StartsWith(Sdk, StringComparison.Ordinal),
            _ => false,
        };
    }
}
