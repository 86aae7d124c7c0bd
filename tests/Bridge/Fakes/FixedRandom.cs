namespace PaymentCode.Bridge.Tests;

/// <summary>Random numbers for golden bytes: the lowest of each range, bytes 7E 7D 00 01 02 …</summary>
sealed class FixedRandom : Random
{
    public override int Next(int minValue, int maxValue) => minValue;

    public override void NextBytes(byte[] buffer)
    {
        ReadOnlySpan<byte> bytes = [0xFF, 0x7E, 0x7D, 0x00, 0x11];
        bytes[..buffer.Length].CopyTo(buffer);
    }
}
