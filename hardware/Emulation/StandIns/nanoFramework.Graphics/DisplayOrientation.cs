namespace nanoFramework.UI;

/// <summary>How a display stands.</summary>
public enum DisplayOrientation
{
    /// <summary>Upright.</summary>
    Portrait = 0,

    /// <summary>Upright, upside down.</summary>
    Portrait180 = 1,

    /// <summary>Lying.</summary>
    Landscape = 2,

    /// <summary>Lying, upside down.</summary>
    Landscape180 = 3,
}
