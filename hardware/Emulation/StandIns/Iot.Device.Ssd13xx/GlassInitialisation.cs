namespace Iot.Device.Ssd13xx;

/// <summary>What upstream's constructor sends to each glass, in one transfer.</summary>
internal static class GlassInitialisation
{
    private const byte CommandsFollow = 0x00;

    public static byte[] BytesFor(Ssd13xx.DisplayResolution resolution)
    {
        (byte multiplex, byte offset, byte comPins, byte contrast) = resolution switch
        {
            Ssd13xx.DisplayResolution.OLED64x128 => ((byte)0x3F, (byte)0x1F, (byte)0x12, (byte)0xCF),
            Ssd13xx.DisplayResolution.OLED128x32 => ((byte)0x1F, (byte)0x00, (byte)0x02, (byte)0x8F),
            Ssd13xx.DisplayResolution.OLED96x16 => ((byte)0x1F, (byte)0x00, (byte)0x02, (byte)0xAF),
            _ => ((byte)0x3F, (byte)0x00, (byte)0x12, (byte)0xCF),
        };
        byte[] commands =
        [
            0xAE, 0xD5, 0x80, 0xA8, multiplex, 0xD3, offset, 0x40, 0x8D, 0x14, 0x20, 0x00, 0xA1, 0xC8, 0xDA, comPins,
            0x81, contrast, 0xD9, 0xF1, 0xDB, 0x40, 0xA4, 0xA6, 0xAF,
        ];
        return resolution == Ssd13xx.DisplayResolution.OLED64x128 ? [CommandsFollow, 0xD5, .. commands] : [CommandsFollow, .. commands];
    }
}
