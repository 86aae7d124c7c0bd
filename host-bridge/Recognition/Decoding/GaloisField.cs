using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition;

/// <summary>Arithmetic in the field of the symbol's Reed–Solomon code (MATRIX.md, section 5).</summary>
static class GaloisField
{
    static readonly byte[] Powers = MakePowers();
    static readonly byte[] Logarithms = MakeLogarithms();

    /// <summary>α to a power of 0 to 509.</summary>
    public static byte Power(int exponent) => Powers[exponent];

    /// <summary>The logarithm of a number that is not 0.</summary>
    public static int Logarithm(byte value) => Logarithms[value];

    public static byte Multiply(byte a, byte b) => a == 0 || b == 0 ? (byte)0 : Powers[Logarithms[a] + Logarithms[b]];

    public static byte Divide(byte a, byte b) => a == 0 ? (byte)0 : Powers[Logarithms[a] + ReedSolomon.MaxLength - Logarithms[b]];

    static byte[] MakePowers()
    {
        var powers = new byte[2 * ReedSolomon.MaxLength];
        var encoder = new ReedSolomon(1);
        for (int i = 0; i < powers.Length; i++)
        {
            powers[i] = encoder.Power(i);
        }

        return powers;
    }

    static byte[] MakeLogarithms()
    {
        var logarithms = new byte[256];
        for (int i = 0; i < ReedSolomon.MaxLength; i++)
        {
            logarithms[Powers[i]] = (byte)i;
        }

        return logarithms;
    }
}
