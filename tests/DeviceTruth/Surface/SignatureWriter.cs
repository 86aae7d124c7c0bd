using System.Collections.Frozen;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace PaymentCode.DeviceTruth.Surface;

/// <summary>The table's type names as signature blobs (ECMA-335 II.23.2).</summary>
sealed class SignatureWriter(TypeTokens tokens)
{
    static readonly FrozenDictionary<string, PrimitiveTypeCode> Primitives = Enum.GetValues<PrimitiveTypeCode>()
        .Where(code => code != PrimitiveTypeCode.TypedReference)
        .ToFrozenDictionary(code => "System." + code);

    /// <summary>Names that mean a generic parameter of the type being written.</summary>
    public List<string> GenericParameters { get; set; } = [];

    public static bool IsPrimitive(string name) => Primitives.ContainsKey(name);

    public BlobBuilder Field(string type)
    {
        var blob = new BlobBuilder();
        WriteType(new BlobEncoder(blob).Field().Type(), type);
        return blob;
    }

    public BlobBuilder Method(bool isInstance, string returnType, string[] parameters)
    {
        var blob = new BlobBuilder();
        Write(new BlobEncoder(blob).MethodSignature(isInstanceMethod: isInstance), returnType, parameters);
        return blob;
    }

    public BlobBuilder Property(bool isInstance, string type, string[] parameters)
    {
        var blob = new BlobBuilder();
        Write(new BlobEncoder(blob).PropertySignature(isInstance), type, parameters);
        return blob;
    }

    void Write(MethodSignatureEncoder encoder, string returnType, string[] parameters) => encoder.Parameters(
        parameters.Length,
        result =>
        {
            if (returnType == "System.Void")
            {
                result.Void();
            }
            else
            {
                WriteType(result.Type(), returnType);
            }
        },
        list =>
        {
            foreach (string parameter in parameters)
            {
                bool byReference = parameter.EndsWith('&');
                WriteType(list.AddParameter().Type(byReference), byReference ? parameter[..^1] : parameter);
            }
        });

    void WriteType(SignatureTypeEncoder encoder, string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            WriteType(encoder.SZArray(), type[..^2]);
        }
        else if (Primitives.TryGetValue(type, out PrimitiveTypeCode code))
        {
            encoder.PrimitiveType(code);
        }
        else if (GenericParameters.IndexOf(type) is >= 0 and int index)
        {
            encoder.GenericTypeParameter(index);
        }
        else
        {
            encoder.Type(tokens.Of(type), tokens.IsValueType(type));
        }
    }
}
