namespace Iot.Device.Ssd13xx;

/// <summary>A font of fixed width for <see cref="Ssd13xx.DrawString"/>; the name is upstream's.</summary>
public abstract class IFont
{
    /// <summary>Width of a character in pixels, 8 or 16.</summary>
    public virtual byte Width { get; }

    /// <summary>Height of a character in pixels.</summary>
    public virtual byte Height { get; }

    /// <summary>The rows of a character, the leftmost pixel in bit 0.</summary>
    /// <param name="character">The character.</param>
    public abstract byte[] this[char character] { get; }
}
