using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace PaymentCode.DeviceTruth.Rules;

/// <summary>How large an assembly is, in bytes: the board's format has 64 KB each for its code and for its string literals.</summary>
sealed record AssemblySize(string Name, int Il, int Literals, int Methods)
{
    public override string ToString() => $"{Name}: {Il:N0} bytes of IL in {Methods} methods, {Literals:N0} bytes of string literals (at most {SizeRules.Most:N0} each)";
}

static class SizeRules
{
    public const string TooLarge = "assembly size";
    public const int Most = 48 * 1024;

    public static AssemblySize Measure(FirmwareImage image)
    {
        List<FirmwareMethod> methods = [.. image.Methods];
        return new AssemblySize(image.Name, methods.Sum(m => m.Body?.Size ?? 0), LiteralBytes(image.Metadata), methods.Count);
    }

    public static IEnumerable<Finding> Check(FirmwareImage image)
    {
        AssemblySize size = Measure(image);
        if (size.Il > Most || size.Literals > Most)
        {
            yield return new Finding(TooLarge, image.Name, size.ToString());
        }
    }

    /// <summary>The board keeps literals as UTF-8 with a zero at the end.</summary>
    static int LiteralBytes(MetadataReader metadata)
    {
        int bytes = 0;
        for (UserStringHandle handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
        {
            string text = metadata.GetUserString(handle);
            bytes += text.Length == 0 ? 0 : Encoding.UTF8.GetByteCount(text) + 1;
        }

        return bytes;
    }
}
