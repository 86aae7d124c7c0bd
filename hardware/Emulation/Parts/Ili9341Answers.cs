using static PaymentCode.Emulation.Ili9341Command;

namespace PaymentCode.Emulation;

/// <summary>
/// What the ILI9341 sends back over a serial interface (datasheet V1.11 §7.1.10): eight bits follow the command at once, 24 and 32 bits after
/// one idle clock, pixels after a dummy byte. Identification is as it left the factory, without what a module's maker may have burnt in.
/// </summary>
internal sealed class Ili9341Answers(Ili9341Registers registers, Ili9341Modes modes)
{
    /// <summary>What follows a read command; null where the command reads nothing.</summary>
    /// <param name="command">The command.</param>
    /// <param name="diagnosed">Whether the self-diagnosis after waking up has ended (section 8.2.10).</param>
    public byte[]? To(Ili9341Command command, bool diagnosed) => command switch
    {
        ReadDisplayIdentification => AfterIdleClock(0x00, 0x80, 0x00),
        ReadDisplayStatus => AfterIdleClock(Status()),
        ReadDisplayPowerMode => [PowerMode()],
        ReadDisplayMadctl => [(byte)(registers.Madctl & 0xFC)],
        ReadDisplayPixelFormat => [(byte)(registers[PixelFormatSet, 0] & 0x77)],
        ReadDisplayImageFormat => [0x00],
        ReadDisplaySignalMode => [(byte)((modes.TearingEffect ? 0x80 : 0) | ((registers[TearingEffectLineOn, 0] & 1) << 6))],
        ReadDisplaySelfDiagnostic => [(byte)(diagnosed ? 0xC0 : 0x00)],
        GetScanline => AfterIdleClock(0x00, 0x00),
        ReadDisplayBrightness => [registers[WriteDisplayBrightness, 0]],
        ReadCtrlDisplay => [(byte)(registers[WriteCtrlDisplay, 0] & 0x2C)],
        ReadAdaptiveBrightness => [(byte)(registers[WriteAdaptiveBrightness, 0] & 0x03)],
        ReadMinimumBrightness => [registers[WriteMinimumBrightness, 0]],
        NvMemoryStatusRead => AfterIdleClock(0x00, 0x00),
        ReadId4 => AfterIdleClock(0x00, 0x93, 0x41),
        ReadId1 or ReadId3 => [0x00],
        ReadId2 => [0x80],
        MemoryRead or ReadMemoryContinue => [0x00],
        _ => null,
    };

    private byte PowerMode() =>
        (byte)((modes.Awake ? 0x90 : 0) | (modes.Idle ? 0x40 : 0) | (modes.Partial ? 0x20 : 0x08) | (modes.DisplayOn ? 0x04 : 0));

    private byte[] Status() =>
    [
        (byte)((modes.Awake ? 0x80 : 0) | ((registers.Madctl & 0xFC) >> 1)),
        (byte)((registers.PixelFormat << 4) | (modes.Idle ? 8 : 0) | (modes.Partial ? 4 : 1) | (modes.Awake ? 2 : 0)),
        (byte)((modes.DisplayOn ? 4 : 0) | (modes.TearingEffect ? 2 : 0)),
        (byte)((registers[TearingEffectLineOn, 0] & 1) << 5),
    ];

    private static byte[] AfterIdleClock(params byte[] value)
    {
        byte[] shifted = new byte[value.Length + 1];
        for (int i = 0; i < value.Length; i++)
        {
            shifted[i] |= (byte)(value[i] >> 1);
            shifted[i + 1] = (byte)(value[i] << 7);
        }

        return shifted;
    }
}
