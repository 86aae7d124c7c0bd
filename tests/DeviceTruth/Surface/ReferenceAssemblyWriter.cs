using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace PaymentCode.DeviceTruth.Surface;

/// <summary>
/// Writes one table as a reference assembly (ECMA-335 II.22): all declarations, no bodies. Metadata is written rather than C# source compiled,
/// because a table lists what is public only, and C# would ask for the private implementations of interfaces as well.
/// </summary>
sealed class ReferenceAssemblyWriter
{
    const string ByRefLike = "System.Runtime.CompilerServices.IsByRefLikeAttribute";

    // The tables hold no attributes. Without this one a second [DataRow] on a test would not compile.
    static readonly string[] Repeatable = ["nanoFramework.TestFramework.DataRowAttribute"];

    readonly MetadataBuilder _metadata = new();
    readonly List<ApiType> _types;
    readonly TypeTokens _tokens;
    readonly SignatureWriter _signatures;
    int _fields;
    int _methods;
    int _parameters;

    ReferenceAssemblyWriter(ApiAssembly assembly, IReadOnlyDictionary<string, ApiType> allTypes)
    {
        // An enclosing type's row comes before its nested types' (II.22.32); ordinal order of the names gives that.
        _types = [.. assembly.Types.OrderBy(t => t.Name, StringComparer.Ordinal)];
        if (_types.Any(t => t.Has("ref")))
        {
            var constructor = new ApiMember('M', ".ctor", "public", "System.Void", "", "");
            _types.Add(new ApiType(assembly.Name, ByRefLike, "class", "internal sealed", "System.Attribute", [], [constructor]));
        }

        _tokens = new TypeTokens(_metadata, assembly.Name, _types, allTypes);
        _signatures = new SignatureWriter(_tokens);
    }

    public static ImmutableArray<byte> Write(ApiAssembly assembly, IReadOnlyDictionary<string, ApiType> allTypes)
    {
        var writer = new ReferenceAssemblyWriter(assembly, allTypes);
        writer.WriteHeads(assembly.Name);
        foreach (ApiType type in writer._types)
        {
            writer.WriteType(type);
        }

        var root = new MetadataRootBuilder(writer._metadata);
        var pe = new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), root, new BlobBuilder(), deterministicIdProvider: _ => default);
        var image = new BlobBuilder();
        pe.Serialize(image);
        return image.ToImmutableArray();
    }

    void WriteHeads(string name)
    {
        _metadata.AddModule(0, Text(name + ".dll"), _metadata.GetOrAddGuid(new Guid(1, 0, 0, new byte[8])), default, default);
        _metadata.AddAssembly(Text(name), new Version(1, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.None);
        _metadata.AddTypeDefinition(default, default, Text("<Module>"), default, NextField, NextMethod);
    }

    void WriteType(ApiType type)
    {
        var (space, name, encloser) = TypeTokens.SplitName(type.Name);
        var attributes = TypeFlags.Of(type, nested: encloser is not null);
        EntityHandle parent = BaseOf(type);
        var handle = _metadata.AddTypeDefinition(attributes, Text(space), Text(name), parent, NextField, NextMethod);
        if (encloser is not null)
        {
            _metadata.AddNestedType(handle, (TypeDefinitionHandle)_tokens.Of(encloser));
        }

        foreach (string implemented in type.Interfaces)
        {
            _metadata.AddInterfaceImplementation(handle, _tokens.Of(implemented));
        }

        _signatures.GenericParameters = GenericParametersOf(type);
        for (int i = 0; i < _signatures.GenericParameters.Count; i++)
        {
            _metadata.AddGenericParameter(handle, default, Text(_signatures.GenericParameters[i]), i);
        }

        WriteTypeAttributes(type, handle);
        WriteFields(type);
        WriteMembers(type, handle);
    }

    EntityHandle BaseOf(ApiType type) => type.Kind switch
    {
        "interface" => default,
        "struct" => _tokens.Of("System.ValueType"),
        "enum" => _tokens.Of("System.Enum"),
        "delegate" => _tokens.Of("System.MulticastDelegate"),
        _ => type.Base.Length == 0 ? default : _tokens.Of(type.Base),
    };

    void WriteTypeAttributes(ApiType type, TypeDefinitionHandle handle)
    {
        if (type.Has("flags"))
        {
            AddAttribute(handle, "System.FlagsAttribute");
        }

        if (type.Has("ref"))
        {
            AddAttribute(handle, ByRefLike);
        }

        if (Repeatable.Contains(type.Name))
        {
            var value = new BlobBuilder();
            new BlobEncoder(value).CustomAttributeSignature(
                fixedArguments => fixedArguments.AddArgument().Scalar().Constant((int)AttributeTargets.Method),
                named => named.Count(1).AddArgument(false, t => t.ScalarType().Boolean(), n => n.Name("AllowMultiple"), l => l.Scalar().Constant(true)));
            AddAttribute(handle, "System.AttributeUsageAttribute", "System.AttributeTargets", value);
        }

        if (type.Members.FirstOrDefault(m => m.Row == 'P' && m.Extra.Length > 0) is { } indexer)
        {
            var value = new BlobBuilder();
            new BlobEncoder(value).CustomAttributeSignature(
                fixedArguments => fixedArguments.AddArgument().Scalar().Constant(indexer.Name), named => named.Count(0));
            AddAttribute(handle, "System.Reflection.DefaultMemberAttribute", "System.String", value);
        }
    }

    void AddAttribute(EntityHandle parent, string attribute, string argumentType = "", BlobBuilder? value = null)
    {
        if (value is null)
        {
            value = new BlobBuilder();
            new BlobEncoder(value).CustomAttributeSignature(_ => { }, named => named.Count(0));
        }

        string[] parameters = argumentType.Length == 0 ? [] : [argumentType];
        var signature = _metadata.GetOrAddBlob(_signatures.Method(isInstance: true, "System.Void", parameters));
        var constructor = _metadata.AddMemberReference(_tokens.Of(attribute), Text(".ctor"), signature);
        _metadata.AddCustomAttribute(parent, constructor, _metadata.GetOrAddBlob(value));
    }

    void WriteFields(ApiType type)
    {
        if (type.Kind == "enum")
        {
            AddField("value__", type.Base, FieldAttributes.Public | FieldAttributes.SpecialName | FieldAttributes.RTSpecialName);
        }
        else if (type.Kind == "struct" && !SignatureWriter.IsPrimitive(type.Name))
        {
            // A struct is not assigned before its fields are: the compiler must see that there are some.
            AddField("_state", "System.Object", FieldAttributes.Private);
        }

        foreach (ApiMember field in type.Members.Where(m => m.Row == 'F'))
        {
            var access = field.Has("protected") ? FieldAttributes.Family : FieldAttributes.Public;
            var shape = field.Has("const") ? FieldAttributes.Static | FieldAttributes.Literal | FieldAttributes.HasDefault
                : (field.IsStatic ? FieldAttributes.Static : 0) | (field.Has("readonly") ? FieldAttributes.InitOnly : 0);
            var handle = AddField(field.Name, field.Type, access | shape);
            if (field.Has("const"))
            {
                string underlying = type.Kind == "enum" && field.Type == type.Name ? type.Base : _tokens.UnderlyingOf(field.Type);
                _metadata.AddConstant(handle, Constants.Parse(underlying, field.Extra));
            }
        }
    }

    FieldDefinitionHandle AddField(string name, string type, FieldAttributes attributes)
    {
        _fields++;
        return _metadata.AddFieldDefinition(attributes, Text(name), _metadata.GetOrAddBlob(_signatures.Field(type)));
    }

    void WriteMembers(ApiType type, TypeDefinitionHandle handle)
    {
        if (type.Kind == "delegate")
        {
            var constructor = new ApiMember('M', ".ctor", "public", "System.Void", "System.Object object, System.IntPtr method", "");
            AddMethod(type, constructor, constructor.Name, "System.Void", [.. constructor.Parameters]);
        }

        foreach (ApiMember method in type.Members.Where(m => m.Row == 'M'))
        {
            AddMethod(type, method, method.Name, method.Type, [.. method.Parameters]);
        }

        PropertyDefinitionHandle first = default;
        foreach (ApiMember property in type.Members.Where(m => m.Row == 'P'))
        {
            PropertyDefinitionHandle added = AddProperty(type, property);
            first = first.IsNil ? added : first;
        }

        if (!first.IsNil)
        {
            _metadata.AddPropertyMap(handle, first);
        }

        EventDefinitionHandle firstEvent = default;
        foreach (ApiMember declared in type.Members.Where(m => m.Row == 'E'))
        {
            EventDefinitionHandle added = AddEvent(type, declared);
            firstEvent = firstEvent.IsNil ? added : firstEvent;
        }

        if (!firstEvent.IsNil)
        {
            _metadata.AddEventMap(handle, firstEvent);
        }
    }

    PropertyDefinitionHandle AddProperty(ApiType type, ApiMember property)
    {
        ApiParameter[] index = [.. property.Parameters];
        string[] indexTypes = [.. index.Select(p => p.Type)];
        var signature = _metadata.GetOrAddBlob(_signatures.Property(!property.IsStatic, property.Type, indexTypes));
        var handle = _metadata.AddProperty(PropertyAttributes.None, Text(property.Name), signature);
        if (property.Accessors.Contains("get;", StringComparison.Ordinal))
        {
            var getter = AddMethod(type, property, "get_" + property.Name, property.Type, index);
            _metadata.AddMethodSemantics(handle, MethodSemanticsAttributes.Getter, getter);
        }

        if (property.Accessors.Contains("set;", StringComparison.Ordinal))
        {
            var value = new ApiParameter("", property.Type, "value", null);
            var setter = AddMethod(type, property, "set_" + property.Name, "System.Void", [.. index, value]);
            _metadata.AddMethodSemantics(handle, MethodSemanticsAttributes.Setter, setter);
        }

        return handle;
    }

    EventDefinitionHandle AddEvent(ApiType type, ApiMember declared)
    {
        var handle = _metadata.AddEvent(EventAttributes.None, Text(declared.Name), _tokens.Of(declared.Type));
        var value = new ApiParameter("", declared.Type, "value", null);
        var adder = AddMethod(type, declared, "add_" + declared.Name, "System.Void", [value]);
        _metadata.AddMethodSemantics(handle, MethodSemanticsAttributes.Adder, adder);
        var remover = AddMethod(type, declared, "remove_" + declared.Name, "System.Void", [value]);
        _metadata.AddMethodSemantics(handle, MethodSemanticsAttributes.Remover, remover);
        return handle;
    }

    MethodDefinitionHandle AddMethod(ApiType type, ApiMember member, string name, string returnType, ApiParameter[] parameters)
    {
        string[] types = [.. parameters.Select(p => p.Modifier is "out" or "ref" ? p.Type + "&" : p.Type)];
        var signature = _metadata.GetOrAddBlob(_signatures.Method(!member.IsStatic, returnType, types));
        var implementation = type.Kind == "delegate" ? MethodImplAttributes.Runtime : MethodImplAttributes.IL;
        var firstParameter = MetadataTokens.ParameterHandle(_parameters + 1);
        _methods++;
        var handle = _metadata.AddMethodDefinition(
            TypeFlags.OfMethod(type, member, name), implementation, Text(name), signature, bodyOffset: -1, firstParameter);
        for (int i = 0; i < parameters.Length; i++)
        {
            AddParameter(parameters[i], i + 1);
        }

        return handle;
    }

    void AddParameter(ApiParameter parameter, int sequence)
    {
        var attributes = parameter.Modifier == "out" ? ParameterAttributes.Out : ParameterAttributes.None;
        if (parameter.Default is not null)
        {
            attributes |= ParameterAttributes.Optional | ParameterAttributes.HasDefault;
        }

        _parameters++;
        var handle = _metadata.AddParameter(attributes, Text(parameter.Name), sequence);
        if (parameter.Modifier == "params")
        {
            AddAttribute(handle, "System.ParamArrayAttribute");
        }

        if (parameter.Default is not null)
        {
            _metadata.AddConstant(handle, Constants.Parse(_tokens.UnderlyingOf(parameter.Type), parameter.Default));
        }
    }

    /// <summary>The tables name a generic delegate's parameters only where they are used: in the signature of its Invoke.</summary>
    static List<string> GenericParametersOf(ApiType type)
    {
        if (!type.Name.Contains('`', StringComparison.Ordinal))
        {
            return [];
        }

        ApiMember invoke = type.Members.Single(m => m.Name == "Invoke");
        return [.. invoke.Parameters.Select(p => p.Type).Append(invoke.Type).Where(t => !t.Contains('.', StringComparison.Ordinal)).Distinct()];
    }

    FieldDefinitionHandle NextField => MetadataTokens.FieldDefinitionHandle(_fields + 1);

    MethodDefinitionHandle NextMethod => MetadataTokens.MethodDefinitionHandle(_methods + 1);

    StringHandle Text(string text) => _metadata.GetOrAddString(text);
}
