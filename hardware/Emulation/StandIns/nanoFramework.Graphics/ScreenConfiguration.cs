namespace nanoFramework.UI;

/// <summary>
/// Which part of a display's memory is the screen. The device takes <paramref name="width"/> for the longer side and
/// <paramref name="height"/> for the shorter one, whatever they are.
/// </summary>
/// <param name="x">First column.</param>
/// <param name="y">First row.</param>
/// <param name="width">The longer side in pixels.</param>
/// <param name="height">The shorter side in pixels.</param>
/// <param name="graphicDriver">The display's commands. Without one the device crashes.</param>
public struct ScreenConfiguration(ushort x, ushort y, ushort width, ushort height, GraphicDriver? graphicDriver = null)
{
    /// <summary>First column.</summary>
    public ushort X { get; set; } = x;

    /// <summary>First row.</summary>
    public ushort Y { get; set; } = y;

    /// <summary>The longer side in pixels.</summary>
    public ushort Width { get; set; } = width;

    /// <summary>The shorter side in pixels.</summary>
    public ushort Height { get; set; } = height;

    /// <summary>The display's commands.</summary>
    public GraphicDriver? GraphicDriver { get; set; } = graphicDriver;
}
