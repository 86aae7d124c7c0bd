using System.Device.Spi;

namespace PaymentCode.Emulation;

/// <summary>A chip on an SPI bus, selected by a low level on its chip-select pin.</summary>
public interface ISpiChip : IPoweredPart
{
    /// <summary>The chip-select pin went low.</summary>
    void Select();

    /// <summary>Eight clocks.</summary>
    /// <param name="mosi">The bits the controller sent, the first one in bit 7 whatever order the controller calls it.</param>
    /// <param name="mode">Clock polarity and phase on the bus.</param>
    /// <param name="clockHz">Clock of the bus in hertz.</param>
    /// <returns>The bits the chip sent, the first one in bit 7.</returns>
    byte Exchange(byte mosi, SpiMode mode, int clockHz);

    /// <summary>The chip-select pin went high.</summary>
    void Deselect();
}
