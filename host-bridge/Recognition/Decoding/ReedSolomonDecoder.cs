using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition;

/// <summary>Puts errors and erasures of a Reed–Solomon codeword right: Berlekamp–Massey started with the erasures, Chien's search, Forney's formula
/// (Blahut, "Theory and Practice of Error Control Codes", chapter 9). The code is the one that <see cref="ReedSolomon"/> writes.</summary>
static class ReedSolomonDecoder
{
    const int MaxParity = 64;

    /// <summary>Corrects in place what twice the errors plus the erasures do not exceed the parity.</summary>
    /// <param name="codeword">Data and then parity, at most 255 bytes; unchanged if it cannot be corrected.</param>
    /// <param name="parity">Parity bytes, at most 64.</param>
    /// <param name="erasures">Positions whose bytes are doubtful, at most as many as there is parity.</param>
    /// <returns>How many bytes were changed, or −1.</returns>
    public static int Correct(Span<byte> codeword, int parity, ReadOnlySpan<int> erasures)
    {
        Span<byte> syndromes = stackalloc byte[MaxParity];
        syndromes = syndromes[..parity];
        if (MakeSyndromes(codeword, syndromes))
        {
            return 0;
        }

        Span<byte> locator = stackalloc byte[MaxParity + 1];
        locator = locator[..(parity + 1)];
        int degree = MakeLocator(syndromes, codeword.Length, erasures, locator);
        if (degree < 0 || 2 * degree - erasures.Length > parity)
        {
            return -1;
        }

        Span<int> places = stackalloc int[MaxParity];
        if (!TryFindPlaces(locator[..(degree + 1)], codeword.Length, places))
        {
            return -1;
        }

        Span<byte> corrections = stackalloc byte[MaxParity];
        MakeCorrections(syndromes, locator[..(degree + 1)], codeword.Length, places[..degree], corrections);
        Apply(codeword, places[..degree], corrections);
        if (!MakeSyndromes(codeword, syndromes))
        {
            Apply(codeword, places[..degree], corrections);
            return -1;
        }

        return degree - corrections[..degree].Count((byte)0);
    }

    // The codeword's values at the generator's roots; true if all are 0.
    static bool MakeSyndromes(ReadOnlySpan<byte> codeword, Span<byte> syndromes)
    {
        bool clean = true;
        for (int j = 0; j < syndromes.Length; j++)
        {
            byte value = 0;
            foreach (byte coefficient in codeword)
            {
                value = (byte)(coefficient ^ (value == 0 ? 0 : GaloisField.Power(GaloisField.Logarithm(value) + j)));
            }

            syndromes[j] = value;
            clean &= value == 0;
        }

        return clean;
    }

    // The polynomial whose roots are the inverses of the places, lowest power first; its degree, or -1 if there is none.
    static int MakeLocator(ReadOnlySpan<byte> syndromes, int length, ReadOnlySpan<int> erasures, Span<byte> locator)
    {
        int parity = syndromes.Length;
        Span<byte> shifted = stackalloc byte[MaxParity + 1];
        Span<byte> next = stackalloc byte[MaxParity + 1];
        shifted = shifted[..(parity + 1)];
        next = next[..(parity + 1)];
        locator.Clear();
        locator[0] = 1;
        for (int i = 0; i < erasures.Length; i++)
        {
            byte place = GaloisField.Power(length - 1 - erasures[i]);
            for (int j = i + 1; j > 0; j--)
            {
                locator[j] ^= GaloisField.Multiply(place, locator[j - 1]);
            }
        }

        locator.CopyTo(shifted);
        int size = erasures.Length;
        for (int step = erasures.Length; step < parity; step++)
        {
            byte discrepancy = 0;
            for (int j = 0; j <= step; j++)
            {
                discrepancy ^= GaloisField.Multiply(locator[j], syndromes[step - j]);
            }

            // The helper polynomial moves up one power in every step.
            for (int j = parity; j > 0; j--)
            {
                shifted[j] = shifted[j - 1];
            }

            shifted[0] = 0;
            if (discrepancy == 0)
            {
                continue;
            }

            for (int j = 0; j <= parity; j++)
            {
                next[j] = (byte)(locator[j] ^ GaloisField.Multiply(discrepancy, shifted[j]));
            }

            if (2 * size <= step + erasures.Length)
            {
                size = step + 1 + erasures.Length - size;
                for (int j = 0; j <= parity; j++)
                {
                    shifted[j] = GaloisField.Divide(locator[j], discrepancy);
                }
            }

            next.CopyTo(locator);
        }

        int degree = locator.LastIndexOfAnyExcept((byte)0);
        return degree == size ? degree : -1;
    }

    static bool TryFindPlaces(ReadOnlySpan<byte> locator, int length, Span<int> places)
    {
        int found = 0;
        for (int power = 0; power < length; power++)
        {
            if (Evaluate(locator, Inverse(power)) == 0)
            {
                if (found == locator.Length - 1)
                {
                    return false;
                }

                places[found++] = length - 1 - power;
            }
        }

        return found == locator.Length - 1;
    }

    static void MakeCorrections(
        ReadOnlySpan<byte> syndromes, ReadOnlySpan<byte> locator, int length, ReadOnlySpan<int> places, Span<byte> corrections)
    {
        Span<byte> evaluator = stackalloc byte[MaxParity];
        evaluator = evaluator[..syndromes.Length];
        for (int i = 0; i < syndromes.Length; i++)
        {
            byte sum = 0;
            for (int j = 0; j <= Math.Min(i, locator.Length - 1); j++)
            {
                sum ^= GaloisField.Multiply(locator[j], syndromes[i - j]);
            }

            evaluator[i] = sum;
        }

        for (int i = 0; i < places.Length; i++)
        {
            int power = length - 1 - places[i];
            int inverse = Inverse(power);

            // The formal derivative keeps the odd powers, each lowered by one.
            byte slope = 0;
            for (int j = 1; j < locator.Length; j += 2)
            {
                slope ^= GaloisField.Multiply(locator[j], GaloisField.Power(inverse * (j - 1) % ReedSolomon.MaxLength));
            }

            corrections[i] = slope == 0
                ? (byte)0
                : GaloisField.Multiply(GaloisField.Power(power), GaloisField.Divide(Evaluate(evaluator, inverse), slope));
        }
    }

    static void Apply(Span<byte> codeword, ReadOnlySpan<int> places, ReadOnlySpan<byte> corrections)
    {
        for (int i = 0; i < places.Length; i++)
        {
            codeword[places[i]] ^= corrections[i];
        }
    }

    static int Inverse(int power) => (ReedSolomon.MaxLength - power) % ReedSolomon.MaxLength;

    // At the element whose logarithm is given; coefficients lowest power first.
    static byte Evaluate(ReadOnlySpan<byte> polynomial, int logarithm)
    {
        byte value = 0;
        for (int j = polynomial.Length - 1; j >= 0; j--)
        {
            value = (byte)(polynomial[j] ^ (value == 0 ? 0 : GaloisField.Power(GaloisField.Logarithm(value) + logarithm)));
        }

        return value;
    }
}
