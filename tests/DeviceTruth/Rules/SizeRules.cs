using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace PaymentCode.DeviceTruth.Rules;

/// <summary>How large an assembly is, in bytes: the board's format has 64 KB each for its code and for its strings, which are literals and names.</summary>
sealed record AssemblySize(string Name, int Il, int Strings, int Methods)
{
    public bool IsWithinLimits => Il <= SizeRules.Most && Strings <= SizeRules.Most;

    public override string ToString() => $"{Name}: {Il:N0} bytes of IL in {Methods} methods, {Strings:N0} bytes of strings (at most {SizeRules.Most:N0} each)";
}

static class SizeRules
{
    public const string TooLarge = "assembly size";
    public const int Most = 48 * 1024;

    public static AssemblySize Measure(FirmwareImage image)
    {
        List<FirmwareMethod> methods = [.. image.Methods];
        int strings = Literals(image.Metadata).Concat(Names(image.Metadata)).Distinct().Sum(s => Encoding.UTF8.GetByteCount(s) + 1);
        return new AssemblySize(image.Name, methods.Sum(m => m.Body?.Size ?? 0), strings, methods.Count);
    }

    public static IEnumerable<Finding> Check(FirmwareImage image)
    {
        AssemblySize size = Measure(image);
        if (!size.IsWithinLimits)
        {
            yield return new Finding(TooLarge, image.Name, size.ToString());
        }
    }

    static IEnumerable<string> Literals(MetadataReader metadata)
    {
        for (UserStringHandle handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
        {
            yield return metadata.GetUserString(handle);
        }
    }

    // What the board keeps of the metadata: it looks members up by name across assemblies. Names of parameters and locals stay behind.
    static IEnumerable<string> Names(MetadataReader metadata)
    {
        IEnumerable<StringHandle> names =
        [
            .. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).SelectMany(t => new[] { t.Namespace, t.Name }),
            .. metadata.TypeReferences.Select(metadata.GetTypeReference).SelectMany(t => new[] { t.Namespace, t.Name }),
            .. metadata.FieldDefinitions.Select(f => metadata.GetFieldDefinition(f).Name),
            .. metadata.MethodDefinitions.Select(m => metadata.GetMethodDefinition(m).Name),
            .. metadata.MemberReferences.Select(m => metadata.GetMemberReference(m).Name),
        ];
        return names.Select(metadata.GetString);
    }
}
