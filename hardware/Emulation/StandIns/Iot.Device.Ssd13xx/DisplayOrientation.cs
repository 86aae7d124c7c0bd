namespace Iot.Device.Ssd13xx;

/// <summary>How the picture stands on the glass.</summary>
public enum DisplayOrientation
{
    /// <summary>Upright on a glass that is higher than wide.</summary>
    Portrait = 1,

    /// <summary>Upright on a glass that is wider than high.</summary>
    Landscape = 2,

    /// <summary>As <see cref="Portrait"/>, upside down.</summary>
    Portrait180 = 3,

    /// <summary>As <see cref="Landscape"/>, upside down.</summary>
    Landscape180 = 4,
}
