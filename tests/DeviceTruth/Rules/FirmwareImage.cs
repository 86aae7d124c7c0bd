using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace PaymentCode.DeviceTruth.Rules;

/// <summary>Something that the board cannot do, or does wrong.</summary>
sealed record Finding(string Rule, string Where, string What)
{
    public override string ToString() => $"{Where}: {Rule}: {What}";
}

/// <summary>A compiled firmware assembly, and names for what its tokens mean.</summary>
sealed class FirmwareImage
{
    readonly PEReader _pe;

    public FirmwareImage(ImmutableArray<byte> image)
    {
        _pe = new PEReader(image);
        Metadata = _pe.GetMetadataReader();
        Name = Metadata.GetString(Metadata.GetAssemblyDefinition().Name);
    }

    public string Name { get; }

    public MetadataReader Metadata { get; }

    /// <summary>Names of the assemblies that this one was compiled to refer to.</summary>
    public IEnumerable<string> References => Metadata.AssemblyReferences.Select(r => Metadata.GetString(Metadata.GetAssemblyReference(r).Name));

    public IEnumerable<(TypeDefinition Type, string Name)> Types =>
        Metadata.TypeDefinitions.Select(Metadata.GetTypeDefinition).Select(t => (t, NameOf(t)));

    /// <summary>Every method, with its body where it has one.</summary>
    public IEnumerable<FirmwareMethod> Methods =>
        from type in Types
        from handle in type.Type.GetMethods()
        let method = Metadata.GetMethodDefinition(handle)
        let body = method.RelativeVirtualAddress == 0 ? null : _pe.GetMethodBody(method.RelativeVirtualAddress)
        select new FirmwareMethod(this, type.Type, method, body, $"{type.Name}.{Metadata.GetString(method.Name)}");

    public string NameOf(TypeDefinition type)
    {
        string name = Metadata.GetString(type.Name);
        if (type.IsNested)
        {
            return NameOf(Metadata.GetTypeDefinition(type.GetDeclaringType())) + "+" + name;
        }

        return type.Namespace.IsNil ? name : Metadata.GetString(type.Namespace) + "." + name;
    }

    /// <summary>The name of a type token; a constructed type (array, generic instance) as its signature reads.</summary>
    public string NameOfType(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => NameOf(Metadata.GetTypeDefinition((TypeDefinitionHandle)handle)),
        HandleKind.TypeReference => NameOf(Metadata.GetTypeReference((TypeReferenceHandle)handle)),
        HandleKind.TypeSpecification =>
            Metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new SignatureNames(this, _ => { }), null),
        _ => "",
    };

    /// <summary>The declaring type and the name of a field or method token, also where another assembly has it.</summary>
    public (string Type, string Member) NameOfMember(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                var method = Metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return (NameOfType(method.GetDeclaringType()), Metadata.GetString(method.Name));
            case HandleKind.FieldDefinition:
                var field = Metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return (NameOfType(field.GetDeclaringType()), Metadata.GetString(field.Name));
            case HandleKind.MemberReference:
                var reference = Metadata.GetMemberReference((MemberReferenceHandle)handle);
                return (NameOfType(reference.Parent), Metadata.GetString(reference.Name));
            case HandleKind.MethodSpecification:
                return NameOfMember(Metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            default:
                return ("", "");
        }
    }

    string NameOf(TypeReference type)
    {
        string name = Metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return NameOf(Metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope)) + "+" + name;
        }

        return type.Namespace.IsNil ? name : Metadata.GetString(type.Namespace) + "." + name;
    }
}

/// <summary>A method of a firmware assembly.</summary>
sealed record FirmwareMethod(FirmwareImage Image, TypeDefinition DeclaringType, MethodDefinition Definition, MethodBodyBlock? Body, string Name)
{
    public string TypeName => Image.NameOf(DeclaringType);

    public string SimpleName => Image.Metadata.GetString(Definition.Name);

    public IReadOnlyList<Instruction> Instructions => Body is null ? [] : Instruction.ReadAll(Body.GetILBytes()!);

    public EntityHandle Token(Instruction instruction) => MetadataTokens.EntityHandle(instruction.Token);
}
