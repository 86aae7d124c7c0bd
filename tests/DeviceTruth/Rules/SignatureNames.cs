using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace PaymentCode.DeviceTruth.Rules;

/// <summary>Reads a signature as text, and tells of each construct in it that the board does not have.</summary>
sealed class SignatureNames(FirmwareImage image, Action<(string Rule, string What)> tell) : ISignatureTypeProvider<string, object?>
{
    public const string Generics = "generics";
    public const string MultiDimensional = "multi-dimensional array";
    public const string Pointers = "pointer";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => image.NameOfType(handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => image.NameOfType(handle);

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetArrayType(string elementType, ArrayShape shape) =>
        Tell(MultiDimensional, $"{elementType}[{new string(',', shape.Rank - 1)}]");

    public string GetPointerType(string elementType) => Tell(Pointers, elementType + "*");

    public string GetPinnedType(string elementType) => Tell(Pointers, "fixed " + elementType);

    public string GetFunctionPointerType(MethodSignature<string> signature) => Tell(Pointers, "a function pointer");

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        Tell(Generics, $"{genericType}<{string.Join(", ", typeArguments)}>");

    public string GetGenericMethodParameter(object? genericContext, int index) => Tell(Generics, $"!!{index}");

    public string GetGenericTypeParameter(object? genericContext, int index) => Tell(Generics, $"!{index}");

    string Tell(string rule, string what)
    {
        tell((rule, what));
        return what;
    }
}
