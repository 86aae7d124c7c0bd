using System;
using PaymentCode.Core;

namespace PaymentCode.Terminal
{
    /// <summary>Digits as they are typed, each 0 to 9 in a byte, so that a password can be wiped.</summary>
    internal sealed class TypedText
    {
        /// <summary>Most digits that any entry takes.</summary>
        public const int Capacity = 20;

        private readonly byte[] _digits = new byte[Capacity];

        public int Count { get; private set; }

        /// <summary>Adds a digit.</summary>
        /// <param name="key">'0' to '9'.</param>
        /// <param name="most">How many there may be.</param>
        public void Add(char key, int most)
        {
            if (Count < most)
            {
                _digits[Count++] = (byte)(key - '0');
            }
        }

        public void Wipe()
        {
            Array.Clear(_digits, 0, Capacity);
            Count = 0;
        }

        /// <summary>The digits as a number, at most 18 of them.</summary>
        public long Number()
        {
            long number = 0;
            for (int i = 0; i < Count; i++)
            {
                number = number * 10 + _digits[i];
            }

            return number;
        }

        /// <summary>A copy; the caller wipes it if it is secret.</summary>
        public byte[] Digits()
        {
            return Bytes.Slice(_digits, 0, Count);
        }

        /// <summary>The digits as text, not for secrets: strings cannot be wiped.</summary>
        public string Text()
        {
            char[] characters = new char[Count];
            for (int i = 0; i < Count; i++)
            {
                characters[i] = (char)('0' + _digits[i]);
            }

            return new string(characters);
        }
    }
}
