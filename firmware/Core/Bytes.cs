using System;

namespace PaymentCode.Core
{
    /// <summary>Operations on whole byte arrays that the device's class library lacks.</summary>
    public static class Bytes
    {
        /// <summary>A new array with <paramref name="count"/> bytes from <paramref name="offset"/>.</summary>
        public static byte[] Slice(byte[] source, int offset, int count)
        {
            byte[] slice = new byte[count];
            Array.Copy(source, offset, slice, 0, count);
            return slice;
        }

        /// <summary>A new array: <paramref name="first"/>, then <paramref name="second"/>.</summary>
        public static byte[] Concat(byte[] first, byte[] second)
        {
            byte[] both = new byte[first.Length + second.Length];
            Array.Copy(first, 0, both, 0, first.Length);
            Array.Copy(second, 0, both, first.Length, second.Length);
            return both;
        }

        /// <summary>
        /// Compares <paramref name="count"/> bytes in a time that does not depend on where they differ: for authenticators and
        /// check values. Both ranges must exist.
        /// </summary>
        public static bool SameInFixedTime(byte[] first, int firstOffset, byte[] second, int secondOffset, int count)
        {
            int difference = 0;
            for (int i = 0; i < count; i++)
            {
                difference |= first[firstOffset + i] ^ second[secondOffset + i];
            }

            return difference == 0;
        }

        /// <summary>Whether both arrays have the same length and content. The time depends on the lengths only.</summary>
        public static bool Same(byte[] first, byte[] second)
            => first.Length == second.Length && SameInFixedTime(first, 0, second, 0, first.Length);

        /// <summary>The characters' low bytes: for text that is ASCII.</summary>
        public static byte[] FromAscii(string text)
        {
            byte[] bytes = new byte[text.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)text[i];
            }

            return bytes;
        }
    }
}
