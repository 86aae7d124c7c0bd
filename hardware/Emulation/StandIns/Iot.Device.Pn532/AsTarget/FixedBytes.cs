namespace Iot.Device.Pn532.AsTarget;

/// <summary>A parameter of TgInitAsTarget whose length the chip prescribes.</summary>
internal static class FixedBytes
{
    /// <summary>Copies a new value over the old one.</summary>
    /// <param name="place">The old one.</param>
    /// <param name="value">The new one.</param>
    /// <param name="name">Of the parameter.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void Set(byte[] place, byte[] value, string name)
    {
        if (value.Length != place.Length)
        {
            throw new ArgumentException($"{name} has {place.Length} bytes, not {value.Length}.", nameof(value));
        }

        value.CopyTo(place, 0);
    }
}
