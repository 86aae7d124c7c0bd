using System.Buffers.Binary;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition;

/// <summary>From how lit each block is to the payload: format field, placement, mask, Reed–Solomon with erasures, CRC (MATRIX.md, sections 4 to 7).</summary>
static class StreamDecoder
{
    /// <summary>How many blocks of the best format word may contradict it while the picture still counts as a symbol. Chance makes three in one of a
    /// thousand quadrangles, and those have no timing pattern.</summary>
    const int MaxFormatErrors = 3;

    const int LengthsTried = 3;

    /// <summary>Reads a grid.</summary>
    /// <param name="shape">The block size.</param>
    /// <param name="levels">For each block, row by row, above 0 lit and below 0 dark; the nearer to 0, the more doubtful.</param>
    /// <param name="payload">The payload, whose CRC is right, or null.</param>
    /// <param name="errors">How many bytes were put right.</param>
    /// <returns>Whether this is a symbol: it has a payload, or at least a format field with few errors.</returns>
    public static bool TryRead(SymbolShape shape, ReadOnlySpan<float> levels, out byte[]? payload, out int errors)
    {
        payload = null;
        errors = 0;
        Span<int> lengths = stackalloc int[LengthsTried];
        bool isSymbol = TryReadFormat(shape, levels, lengths);

        int bytes = shape.Layout.CapacityBytes;
        Span<byte> stream = stackalloc byte[bytes];
        Span<float> certainties = stackalloc float[bytes];
        ReadStream(shape, levels, stream, certainties);
        foreach (int length in lengths)
        {
            if (length > 0 && TryCorrect(shape.Layout, length, stream, certainties, out payload, out errors))
            {
                return true;
            }
        }

        return isSymbol;
    }

    static bool TryReadFormat(SymbolShape shape, ReadOnlySpan<float> levels, Span<int> lengths)
    {
        Span<float> field = stackalloc float[MatrixLayout.FormatBits];
        uint hard = 0;
        for (int bit = 0; bit < field.Length; bit++)
        {
            field[bit] = Math.Clamp(levels[shape.FormatBlocks[bit]], -1, 1);
            hard = hard << 1 | (field[bit] > 0 ? 1u : 0);
        }

        Span<float> scores = stackalloc float[lengths.Length];
        scores.Fill(float.MinValue);
        lengths.Clear();
        for (int length = 1; length <= MatrixLayout.MaxPayload; length++)
        {
            if (shape.Layout.ParityFor(length) == 0)
            {
                continue;
            }

            uint word = shape.FormatWords[length];
            float score = 0;
            for (int bit = 0; bit < field.Length; bit++)
            {
                score += (word >> (field.Length - 1 - bit) & 1) != 0 ? field[bit] : -field[bit];
            }

            for (int rank = 0; rank < lengths.Length; rank++)
            {
                if (score > scores[rank])
                {
                    scores[rank..^1].CopyTo(scores[(rank + 1)..]);
                    lengths[rank..^1].CopyTo(lengths[(rank + 1)..]);
                    scores[rank] = score;
                    lengths[rank] = length;
                    break;
                }
            }
        }

        return uint.PopCount(hard ^ shape.FormatWords[lengths[0]]) <= MaxFormatErrors;
    }

    static void ReadStream(SymbolShape shape, ReadOnlySpan<float> levels, Span<byte> stream, Span<float> certainties)
    {
        for (int i = 0; i < stream.Length; i++)
        {
            int value = 0;
            float least = float.MaxValue;
            for (int bit = 0; bit < 8; bit++)
            {
                float level = levels[shape.DataBlocks[8 * i + bit]];
                value = value << 1 | (level > 0 ? 1 : 0);
                least = Math.Min(least, Math.Abs(level));
            }

            stream[i] = (byte)(value ^ GaloisField.Power(i * MatrixLayout.MaskStep % ReedSolomon.MaxLength));
            certainties[i] = least;
        }
    }

    static bool TryCorrect(
        MatrixLayout layout, int length, ReadOnlySpan<byte> stream, ReadOnlySpan<float> certainties, out byte[]? payload, out int errors)
    {
        payload = null;
        errors = 0;
        int parity = layout.ParityFor(length);
        int data = length + MatrixLayout.CrcBytes;
        Span<byte> corrected = stackalloc byte[data];
        Span<byte> codeword = stackalloc byte[ReedSolomon.MaxLength];
        Span<float> trust = stackalloc float[ReedSolomon.MaxLength];
        for (int start = 0; start < layout.CodewordCount; start++)
        {
            int size = 0;
            for (int i = start; i < data; i += layout.CodewordCount)
            {
                codeword[size] = stream[i];
                trust[size++] = certainties[i];
            }

            for (int j = 0; j < parity; j++)
            {
                int i = data + j * layout.CodewordCount + start;
                codeword[size] = stream[i];
                trust[size++] = certainties[i];
            }

            int changed = CorrectBySteps(codeword[..size], parity, trust[..size]);
            if (changed < 0)
            {
                return false;
            }

            errors += changed;
            for (int i = start; i < data; i += layout.CodewordCount)
            {
                corrected[i] = codeword[i / layout.CodewordCount];
            }
        }

        byte[] found = corrected[..length].ToArray();
        if (Crc32.Compute(found, 0, length) != BinaryPrimitives.ReadUInt32BigEndian(corrected[length..]))
        {
            return false;
        }

        payload = found;
        return true;
    }

    // First as it is, then with more and more of the most doubtful bytes given up. Four parity bytes always stay to check the result.
    static int CorrectBySteps(Span<byte> codeword, int parity, ReadOnlySpan<float> trust)
    {
        const int Steps = 8;
        const int Reserve = 4;
        Span<float> keys = stackalloc float[codeword.Length];
        Span<int> order = stackalloc int[codeword.Length];
        trust.CopyTo(keys);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        keys.Sort(order);
        for (int step = 0; step < Steps; step++)
        {
            int changed = ReedSolomonDecoder.Correct(codeword, parity, order[..((parity - Reserve) * step / (Steps - 1))]);
            if (changed >= 0)
            {
                return changed;
            }
        }

        return -1;
    }
}
