namespace Iot.Device.Pn532.Links;

/// <summary>
/// A command as upstream frames it (UM0701-02 §6.2.1.1): 00 FF LEN LCS D4 command data DCS. Preamble and postamble, which the manual has
/// around that, are there only while the chip is told to leave out its own. From 250 bytes of data on the frame is meant to be an extended
/// one (§6.2.1.2) and is malformed: its length does not count D4 and the command, and there is no checksum after it.
/// </summary>
internal static class CommandFrame
{
    /// <summary>TFI of a frame to the chip.</summary>
    public const byte ToChip = 0xD4;

    private const int FirstExtendedLength = 250;

    /// <summary>Makes the frame.</summary>
    /// <param name="command">The command.</param>
    /// <param name="data">Its parameters.</param>
    /// <param name="ambles">Whether to put preamble and postamble around it.</param>
    public static byte[] Of(Command command, ReadOnlySpan<byte> data, bool ambles)
    {
        int counted = data.Length + 2;
        byte[] length = data.Length < FirstExtendedLength
            ? [(byte)counted, (byte)-counted]
            : [0xFF, 0xFF, (byte)(data.Length >> 8), (byte)data.Length];
        int sum = ToChip + (byte)command;
        foreach (byte value in data)
        {
            sum += value;
        }

        byte[] amble = ambles ? [0x00] : [];
        return [.. amble, 0x00, 0xFF, .. length, ToChip, (byte)command, .. data, (byte)-sum, .. amble];
    }
}
