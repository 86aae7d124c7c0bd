namespace PaymentCode.Core.Symbols
{
    /// <summary>Systematic Reed–Solomon encoder over GF(256), field polynomial x^8+x^4+x^3+x^2+1 (11D), primitive element 02; the generator's roots
    /// are the powers 0 to parity − 1 of it (as in ISO/IEC 18004 Annex A).</summary>
    public sealed class ReedSolomon
    {
        /// <summary>Length of a codeword in bytes at most: data and parity together.</summary>
        public const int MaxLength = 255;

        const int FieldPolynomial = 0x11D;

        // The table goes round twice, so that the sum of two logarithms needs no remainder.
        readonly byte[] _powers = new byte[2 * MaxLength];
        readonly byte[] _logarithms = new byte[256];
        readonly byte[] _generatorLogarithms;

        /// <summary>An encoder that makes <paramref name="parityCount"/> parity bytes, 1 to 254.</summary>
        public ReedSolomon(int parityCount)
        {
            int value = 1;
            for (int i = 0; i < MaxLength; i++)
            {
                _powers[i] = (byte)value;
                _powers[i + MaxLength] = (byte)value;
                _logarithms[value] = (byte)i;
                value <<= 1;
                if (value > 255)
                {
                    value ^= FieldPolynomial;
                }
            }

            _generatorLogarithms = MakeGenerator(parityCount);
        }

        /// <summary>How many parity bytes each codeword gets.</summary>
        public int ParityCount => _generatorLogarithms.Length;

        /// <summary>The power <paramref name="exponent"/> (0 to 509) of the field's primitive element.</summary>
        public byte Power(int exponent) => _powers[exponent];

        /// <summary>Makes the parity of every <paramref name="stride"/>-th data byte, first <paramref name="start"/>, last below
        /// <paramref name="dataEnd"/>, and writes it with the same stride from <paramref name="dataEnd"/> + <paramref name="start"/> on, the coefficient
        /// of the highest power first. With stride 1 and start 0 that is the plain codeword: data, then parity.</summary>
        public void Encode(byte[] codeword, int start, int dataEnd, int stride)
        {
            int count = _generatorLogarithms.Length;
            byte[] generator = _generatorLogarithms;
            byte[] powers = _powers;

            // One place more than there is parity: it stays 0 and feeds the last step of the shift.
            byte[] remainder = new byte[count + 1];
            for (int i = start; i < dataEnd; i += stride)
            {
                int feedback = codeword[i] ^ remainder[0];
                if (feedback == 0)
                {
                    for (int j = 0; j < count; j++)
                    {
                        remainder[j] = remainder[j + 1];
                    }

                    continue;
                }

                int logarithm = _logarithms[feedback];
                for (int j = 0; j < count; j++)
                {
                    remainder[j] = (byte)(remainder[j + 1] ^ powers[logarithm + generator[j]]);
                }
            }

            int target = dataEnd + start;
            for (int j = 0; j < count; j++)
            {
                codeword[target] = remainder[j];
                target += stride;
            }
        }

        // The product of (x - 02^i), i = 0 .. count-1, as logarithms, highest power first, without the leading 1. No coefficient of it is zero: the
        // polynomial is a codeword of the least weight a Reed–Solomon code allows, which is its length.
        byte[] MakeGenerator(int count)
        {
            byte[] polynomial = new byte[count + 1];
            polynomial[0] = 1;
            for (int i = 0; i < count; i++)
            {
                for (int j = i + 1; j > 0; j--)
                {
                    polynomial[j] ^= _powers[_logarithms[polynomial[j - 1]] + i];
                }
            }

            byte[] logarithms = new byte[count];
            for (int j = 0; j < count; j++)
            {
                logarithms[j] = _logarithms[polynomial[j + 1]];
            }

            return logarithms;
        }
    }
}
