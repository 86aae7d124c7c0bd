using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace PaymentCode.DeviceTruth.Surface;

/// <summary>Finds or makes the token of a type: a definition in this assembly, or a reference into the one that has it.</summary>
sealed class TypeTokens
{
    readonly MetadataBuilder _metadata;
    readonly IReadOnlyDictionary<string, ApiType> _allTypes;
    readonly Dictionary<string, EntityHandle> _known = [];
    readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = [];

    public TypeTokens(MetadataBuilder metadata, string assembly, List<ApiType> own, IReadOnlyDictionary<string, ApiType> allTypes)
    {
        _metadata = metadata;
        _allTypes = allTypes;
        for (int i = 0; i < own.Count; i++)
        {
            // Row 1 is <Module>.
            _known.Add(own[i].Name, MetadataTokens.TypeDefinitionHandle(i + 2));
        }

        foreach (string reference in ApiTable.Assemblies[assembly].References)
        {
            AddAssembly(reference);
        }
    }

    public EntityHandle Of(string name)
    {
        if (!_known.TryGetValue(name, out EntityHandle handle))
        {
            ApiType type = Find(name);
            var (space, simple, encloser) = SplitName(name);
            EntityHandle scope = encloser is null ? _assemblies[type.Assembly] : Of(encloser);
            handle = _metadata.AddTypeReference(scope, _metadata.GetOrAddString(space), _metadata.GetOrAddString(simple));
            _known.Add(name, handle);
        }

        return handle;
    }

    public bool IsValueType(string name) => Find(name).Kind is "struct" or "enum";

    /// <summary>An enum's underlying type; any other type itself.</summary>
    public string UnderlyingOf(string name) => _allTypes.TryGetValue(name, out ApiType? type) && type.Kind == "enum" ? type.Base : name;

    /// <summary>Namespace, simple name and enclosing type of a name like <c>A.B.Outer+Inner</c>.</summary>
    public static (string Space, string Name, string? Encloser) SplitName(string name)
    {
        int plus = name.LastIndexOf('+');
        if (plus >= 0)
        {
            return ("", name[(plus + 1)..], name[..plus]);
        }

        int dot = name.LastIndexOf('.');
        return dot < 0 ? ("", name, null) : (name[..dot], name[(dot + 1)..], null);
    }

    ApiType Find(string name) => _allTypes.TryGetValue(name, out ApiType? type)
        ? type
        : throw new FormatException($"The tables use the type {name}, which none of them declares.");

    void AddAssembly(string name) => _assemblies.Add(
        name,
        _metadata.AddAssemblyReference(_metadata.GetOrAddString(name), new Version(1, 0, 0, 0), default, default, default(AssemblyFlags), default));
}
