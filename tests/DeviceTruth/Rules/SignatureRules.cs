using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace PaymentCode.DeviceTruth.Rules;

/// <summary>
/// What declarations may not hold: generics and multi-dimensional arrays convert and then crash the interpreter, pointers are refused by the
/// metadata processor, a default interface method throws when it is called, and 128 locals or parameters are too many.
/// </summary>
static class SignatureRules
{
    public const string DefaultInterfaceMethod = "default interface method";
    public const string TooManyLocals = "128 locals or parameters";
    const int Most = 127;

    public static IEnumerable<Finding> Check(FirmwareImage image)
    {
        var findings = new List<Finding>();
        foreach (var (type, name) in image.Types)
        {
            CheckType(image, type, name, findings);
        }

        foreach (FirmwareMethod method in image.Methods)
        {
            CheckMethod(method, findings);
        }

        CheckReferences(image, findings);
        return findings;
    }

    static void CheckType(FirmwareImage image, TypeDefinition type, string name, List<Finding> findings)
    {
        SignatureNames names = Names(image, name, findings);
        if (type.GetGenericParameters().Count > 0)
        {
            findings.Add(new Finding(SignatureNames.Generics, name, "a generic type"));
        }

        foreach (FieldDefinition field in type.GetFields().Select(image.Metadata.GetFieldDefinition))
        {
            field.DecodeSignature(names, null);
        }

        foreach (PropertyDefinition property in type.GetProperties().Select(image.Metadata.GetPropertyDefinition))
        {
            property.DecodeSignature(names, null);
        }
    }

    static void CheckMethod(FirmwareMethod method, List<Finding> findings)
    {
        MetadataReader metadata = method.Image.Metadata;
        SignatureNames names = Names(method.Image, method.Name, findings);
        MethodSignature<string> signature = method.Definition.DecodeSignature(names, null);
        if (method.Definition.GetGenericParameters().Count > 0)
        {
            findings.Add(new Finding(SignatureNames.Generics, method.Name, "a generic method"));
        }

        bool isInterface = method.DeclaringType.Attributes.HasFlag(TypeAttributes.Interface);
        if (isInterface && method.Body is not null)
        {
            findings.Add(new Finding(DefaultInterfaceMethod, method.Name, "an interface method with a body"));
        }

        int locals = method.Body is { LocalSignature.IsNil: false }
            ? metadata.GetStandaloneSignature(method.Body.LocalSignature).DecodeLocalSignature(names, null).Length
            : 0;
        int parameters = signature.ParameterTypes.Length + (signature.Header.IsInstance ? 1 : 0);
        if (locals > Most || parameters > Most)
        {
            findings.Add(new Finding(TooManyLocals, method.Name, $"{locals} locals, {parameters} parameters"));
        }
    }

    static void CheckReferences(FirmwareImage image, List<Finding> findings)
    {
        MetadataReader metadata = image.Metadata;
        foreach (TypeReferenceHandle handle in metadata.TypeReferences)
        {
            string name = image.NameOfType(handle);
            if (name.Contains('`', StringComparison.Ordinal))
            {
                findings.Add(new Finding(SignatureNames.Generics, image.Name, $"a reference to {name}"));
            }
        }

        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference reference = metadata.GetMemberReference(handle);
            var (type, member) = image.NameOfMember(handle);
            SignatureNames names = Names(image, $"{image.Name}, reference to {type}.{member}", findings);
            if (reference.GetKind() == MemberReferenceKind.Method)
            {
                reference.DecodeMethodSignature(names, null);
            }
            else
            {
                reference.DecodeFieldSignature(names, null);
            }
        }

        for (int row = 1; row <= metadata.GetTableRowCount(TableIndex.TypeSpec); row++)
        {
            TypeSpecificationHandle handle = MetadataTokens.TypeSpecificationHandle(row);
            metadata.GetTypeSpecification(handle).DecodeSignature(Names(image, image.Name, findings), null);
        }

        if (metadata.GetTableRowCount(TableIndex.MethodSpec) > 0)
        {
            findings.Add(new Finding(SignatureNames.Generics, image.Name, "a call of a generic method"));
        }
    }

    static SignatureNames Names(FirmwareImage image, string where, List<Finding> findings) =>
        new(image, told => findings.Add(new Finding(told.Rule, where, told.What)));
}
