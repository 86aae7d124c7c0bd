using PaymentCode.Core;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Token.Tests;

/// <summary>The records in the memory, as documented in the firmware's Storage folder, for tests that need one that takes years to come by.</summary>
internal static class FramLayout
{
    public const int Ledger = 0x400;
    public const int LedgerLength = 43;
    public const int Channel = 0x500;
    public const int ChannelLength = 5;
    private const int SequenceLength = 4;
    private const int ChecksumLength = 4;

    /// <summary>The same memory with another application transaction counter.</summary>
    public static byte[] WithCounter(byte[] image, byte keyVersion, ushort counter)
    {
        byte[] changed = [.. image];
        int slotLength = SequenceLength + LedgerLength + ChecksumLength;
        for (int slot = 0; slot < 2; slot++)
        {
            Span<byte> bytes = changed.AsSpan(Ledger + (slot * slotLength), slotLength);
            if (!Checksum(bytes).AsSpan().SequenceEqual(bytes[(SequenceLength + LedgerLength)..]))
            {
                continue;
            }

            bytes[SequenceLength + 1] = keyVersion;
            bytes[SequenceLength + 2] = (byte)(counter >> 8);
            bytes[SequenceLength + 3] = (byte)counter;
            Checksum(bytes).CopyTo(bytes[(SequenceLength + LedgerLength)..]);
        }

        return changed;
    }

    /// <summary>The same memory with another sequence counter of the secure channel.</summary>
    public static byte[] WithChannelSequence(byte[] image, uint sequence)
    {
        byte[] changed = [.. image];
        int slotLength = SequenceLength + ChannelLength + ChecksumLength;
        for (int slot = 0; slot < 2; slot++)
        {
            Span<byte> bytes = changed.AsSpan(Channel + (slot * slotLength), slotLength);
            if (Checksum(bytes).AsSpan().SequenceEqual(bytes[^ChecksumLength..]))
            {
                bytes[SequenceLength] = (byte)(sequence >> 16);
                bytes[SequenceLength + 1] = (byte)(sequence >> 8);
                bytes[SequenceLength + 2] = (byte)sequence;
                Checksum(bytes).CopyTo(bytes[^ChecksumLength..]);
            }
        }

        return changed;
    }

    private static byte[] Checksum(ReadOnlySpan<byte> slot)
    {
        byte[] checksum = new byte[ChecksumLength];
        BigEndian.Put(Crc32.Compute(slot.ToArray(), 0, slot.Length - ChecksumLength), checksum, 0, ChecksumLength);
        return checksum;
    }
}
