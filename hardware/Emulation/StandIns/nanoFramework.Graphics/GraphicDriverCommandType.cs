namespace nanoFramework.UI;

/// <summary>What a step of a <see cref="GraphicDriver"/>'s sequence is.</summary>
public enum GraphicDriverCommandType
{
    /// <summary>A pause; one byte follows, in tens of milliseconds. The device does not make it: it multiplies the time by this 0.</summary>
    Sleep = 0,

    /// <summary>A command; a byte with the number of bytes follows, then the command and its parameters.</summary>
    Command = 1,
}
