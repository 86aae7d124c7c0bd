using System.Reflection.Metadata;

namespace PaymentCode.DeviceTruth.Rules;

/// <summary>What a method body may not hold.</summary>
static class BodyRules
{
    public const string SwitchTable = "switch over 255 cases";
    public const string FarBranch = "branch over 32 KB";
    public const string CheckedArithmetic = "checked arithmetic never throws";
    public const string RawMemory = "raw memory";
    public const string EnumText = "an enum's text is its number";
    public const string EnumFlags = "HasFlag means any bit";
    public const string Clock = "time and threads belong to Program";
    public const string Randomness = "System.Random";

    const int LargestSwitch = 255;
    const int FarthestBranch = 0x7FFF;

    static readonly string[] RawMemoryOpCodes = ["localloc", "cpblk", "initblk", "calli", "arglist", "mkrefany", "refanyval", "refanytype", "sizeof"];

    // The state machine is stepped from outside: only Program, the loop around it, may wait or ask what time it is.
    static readonly string[] ClockTypes = ["System.Threading.Thread", "System.Threading.Timer", "System.Environment"];

    static readonly string[] TextTypes = ["System.String", "System.Text.StringBuilder"];

    public static IEnumerable<Finding> Check(FirmwareImage image) => image.Methods.SelectMany(CheckMethod);

    static IEnumerable<Finding> CheckMethod(FirmwareMethod method)
    {
        IReadOnlyList<Instruction> instructions = method.Instructions;
        for (int i = 0; i < instructions.Count; i++)
        {
            Instruction instruction = instructions[i];
            if (instruction.Name == "switch" && instruction.Branches.Length > LargestSwitch)
            {
                yield return new Finding(SwitchTable, method.Name, $"{instruction.Branches.Length} cases");
            }

            if (instruction.Branches.Any(b => Math.Abs(b) > FarthestBranch))
            {
                yield return new Finding(FarBranch, method.Name, $"at {instruction.Offset:X4}");
            }

            if (instruction.Name.Contains(".ovf", StringComparison.Ordinal))
            {
                yield return new Finding(CheckedArithmetic, method.Name, instruction.Name);
            }

            if (RawMemoryOpCodes.Contains(instruction.Name))
            {
                yield return new Finding(RawMemory, method.Name, instruction.Name);
            }

            foreach (Finding finding in CheckEnumText(method, instructions, i).Concat(CheckCall(method, instruction)))
            {
                yield return finding;
            }
        }
    }

    static IEnumerable<Finding> CheckCall(FirmwareMethod method, Instruction instruction)
    {
        if (instruction.Name is not ("call" or "callvirt" or "newobj" or "ldftn"))
        {
            yield break;
        }

        var (type, member) = method.Image.NameOfMember(method.Token(instruction));
        bool isClock = ClockTypes.Contains(type) || (type == "System.DateTime" && member is "get_UtcNow" or "get_Today");
        if (isClock && method.Image.Metadata.GetString(method.DeclaringType.Name) != "Program")
        {
            yield return new Finding(Clock, method.Name, $"{type}.{member}");
        }

        if (type == "System.Random")
        {
            yield return new Finding(Randomness, method.Name, "not for secrets, and on the board its seed is ignored");
        }

        if (type == "System.Enum" && member == "HasFlag")
        {
            yield return new Finding(EnumFlags, method.Name, "use & and ==");
        }
    }

    static IEnumerable<Finding> CheckEnumText(FirmwareMethod method, IReadOnlyList<Instruction> instructions, int at)
    {
        Instruction instruction = instructions[at];
        if (instruction.Name is not ("box" or "constrained.") || !IsEnum(method.Image, method.Token(instruction)))
        {
            yield break;
        }

        // The first call after the boxing is what the enum was boxed for.
        Instruction? call = instructions.Skip(at + 1).FirstOrDefault(n => n.Name is "call" or "callvirt" or "newobj" || n.Branches.Length > 0);
        if (call is null || call.Branches.Length > 0)
        {
            yield break;
        }

        var (type, member) = method.Image.NameOfMember(method.Token(call));
        if (TextTypes.Contains(type) || member == "ToString")
        {
            yield return new Finding(EnumText, method.Name, method.Image.NameOfType(method.Token(instruction)));
        }
    }

    static bool IsEnum(FirmwareImage image, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            EntityHandle parent = image.Metadata.GetTypeDefinition((TypeDefinitionHandle)handle).BaseType;
            return !parent.IsNil && image.NameOfType(parent) == "System.Enum";
        }

        return Surface.DeviceSurface.Types.TryGetValue(image.NameOfType(handle), out var type) && type.Kind == "enum";
    }
}
