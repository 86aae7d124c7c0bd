namespace Iot.Device.Ssd13xx.Commands;

/// <summary>Starts the scrolling that was set up.</summary>
public class ActivateScroll : ISharedCommand
{
    /// <inheritdoc/>
    public byte Id => 0x2F;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Ends scrolling.</summary>
public class DeactivateScroll : ISharedCommand
{
    /// <inheritdoc/>
    public byte Id => 0x2E;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Sleep: the display is dark and keeps its RAM.</summary>
public class SetDisplayOff : ISharedCommand
{
    /// <inheritdoc/>
    public byte Id => 0xAE;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Ends sleep.</summary>
public class SetDisplayOn : ISharedCommand
{
    /// <inheritdoc/>
    public byte Id => 0xAF;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>A 0 in display RAM is lit.</summary>
public class SetInverseDisplay : ISharedCommand
{
    /// <inheritdoc/>
    public byte Id => 0xA7;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id];
}

/// <summary>Sets the contrast.</summary>
/// <param name="contrastSetting">0 to 255.</param>
public class SetContrastControlForBank0(byte contrastSetting = 0x7F) : ISharedCommand
{
    /// <inheritdoc/>
    public byte Id => 0x81;

    /// <summary>The contrast.</summary>
    public byte ContrastSetting { get; } = contrastSetting;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, ContrastSetting];
}

/// <summary>Sets how many rows are scanned.</summary>
public class SetMultiplexRatio : ISharedCommand
{
    /// <summary>Rows less one.</summary>
    /// <param name="multiplexRatio">15 to 127; the SSD1306 has 64 rows.</param>
    /// <exception cref="ArgumentException">It is less or more.</exception>
    public SetMultiplexRatio(byte multiplexRatio = 63)
    {
        if (multiplexRatio is < 0x0F or > 0x7F)
        {
            throw new ArgumentException("The multiplex ratio is 15 to 127.", nameof(multiplexRatio));
        }

        MultiplexRatio = multiplexRatio;
    }

    /// <inheritdoc/>
    public byte Id => 0xA8;

    /// <summary>Rows less one.</summary>
    public byte MultiplexRatio { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, MultiplexRatio];
}
