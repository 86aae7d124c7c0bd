using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace PaymentCode.DeviceTruth.Rules;

/// <summary>One IL instruction (ECMA-335 III): its opcode, token operand, and where it may branch to, relative to the next instruction.</summary>
sealed record Instruction(int Offset, OpCode OpCode, int Token, int[] Branches)
{
    static readonly FrozenDictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToFrozenDictionary(o => o.Value);

    public string Name => OpCode.Name!;

    public static List<Instruction> ReadAll(byte[] il)
    {
        var instructions = new List<Instruction>();
        for (int at = 0; at < il.Length;)
        {
            int start = at;
            short value = il[at++];
            if (value == 0xFE)
            {
                value = unchecked((short)(0xFE00 | il[at++]));
            }

            OpCode code = OpCodesByValue[value];
            ReadOnlySpan<byte> operand = il.AsSpan(at);
            at += SizeOfOperand(code, operand);
            instructions.Add(new Instruction(start, code, ReadToken(code, operand), ReadBranches(code, operand)));
        }

        return instructions;
    }

    static int SizeOfOperand(OpCode code, ReadOnlySpan<byte> operand) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };

    static int ReadToken(OpCode code, ReadOnlySpan<byte> operand) => code.OperandType switch
    {
        OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig
            or OperandType.InlineString => BinaryPrimitives.ReadInt32LittleEndian(operand),
        _ => 0,
    };

    static int[] ReadBranches(OpCode code, ReadOnlySpan<byte> operand)
    {
        switch (code.OperandType)
        {
            case OperandType.ShortInlineBrTarget:
                return [(sbyte)operand[0]];
            case OperandType.InlineBrTarget:
                return [BinaryPrimitives.ReadInt32LittleEndian(operand)];
            case OperandType.InlineSwitch:
                int[] targets = new int[BinaryPrimitives.ReadInt32LittleEndian(operand)];
                for (int i = 0; i < targets.Length; i++)
                {
                    targets[i] = BinaryPrimitives.ReadInt32LittleEndian(operand[(4 + (4 * i))..]);
                }

                return targets;
            default:
                return [];
        }
    }
}
