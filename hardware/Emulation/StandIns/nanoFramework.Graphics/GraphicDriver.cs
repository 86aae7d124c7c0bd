namespace nanoFramework.UI;

/// <summary>
/// The commands of a display. A sequence is a row of steps, each a <see cref="GraphicDriverCommandType"/>, a byte of length, and for a command
/// that many bytes, the command's code first.
/// </summary>
public class GraphicDriver
{
    /// <summary>Replaces the screen's longer side where it is not 0.</summary>
    public uint Width { get; set; }

    /// <summary>Where it is not 0, the device takes it for the longer side too, and knows no shorter one: leave it 0.</summary>
    public uint Height { get; set; }

    /// <summary>Bits a pixel. The device reads something else in its place.</summary>
    public byte BitsPerPixel { get; set; }

    /// <summary>What switches the display on. The device crashes without it.</summary>
    public byte[]? InitializationSequence { get; set; }

    /// <summary>The command that pixels follow.</summary>
    public byte MemoryWrite { get; set; }

    /// <summary>The command that sets first and last column.</summary>
    public byte SetColumnAddress { get; set; }

    /// <summary>The command that sets first and last row.</summary>
    public byte SetRowAddress { get; set; }

    /// <summary>The sequence that wakes it. Nothing sends it.</summary>
    public byte[]? PowerModeNormal { get; set; }

    /// <summary>The sequence that sends it to sleep. Nothing sends it.</summary>
    public byte[]? PowerModeSleep { get; set; }

    /// <summary>The sequence for <see cref="DisplayOrientation.Portrait"/>, or null where it has none.</summary>
    public byte[]? OrientationPortrait { get; set; }

    /// <summary>The sequence for <see cref="DisplayOrientation.Portrait180"/>, or null where it has none.</summary>
    public byte[]? OrientationPortrait180 { get; set; }

    /// <summary>The sequence for <see cref="DisplayOrientation.Landscape"/>, or null where it has none.</summary>
    public byte[]? OrientationLandscape { get; set; }

    /// <summary>The sequence for <see cref="DisplayOrientation.Landscape180"/>, or null where it has none.</summary>
    public byte[]? OrientationLandscape180 { get; set; }

    /// <summary>The sequence that clears it, or null to write zeros everywhere.</summary>
    public byte[]? Clear { get; set; }

    /// <summary>The command for the brightness. Nothing sends it.</summary>
    public byte Brightness { get; set; }

    /// <summary>The orientation after initialisation.</summary>
    public DisplayOrientation DefaultOrientation { get; set; }

    /// <summary>How its window is set.</summary>
    public SetWindowType SetWindowType { get; set; }
}
