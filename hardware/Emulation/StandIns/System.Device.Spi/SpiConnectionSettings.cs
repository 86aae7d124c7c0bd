using System.Device.Gpio;

namespace System.Device.Spi;

/// <summary>Which chip on which bus, and how it is spoken to.</summary>
/// <param name="busId">Bus number, 1 or 2 on the ESP32.</param>
/// <param name="chipSelectLine">GPIO number of the chip select, or -1 where the firmware drives it itself.</param>
public sealed class SpiConnectionSettings(int busId, int chipSelectLine = -1)
{
    private int _activeState;

    internal SpiConnectionSettings(SpiConnectionSettings other)
        : this(other.BusId, other.ChipSelectLine)
    {
        Mode = other.Mode;
        DataBitLength = other.DataBitLength;
        ClockFrequency = other.ClockFrequency;
        DataFlow = other.DataFlow;
        ChipSelectLineActiveState = other.ChipSelectLineActiveState;
        Configuration = other.Configuration;
    }

    /// <summary>Bus number.</summary>
    public int BusId { get; set; } = busId;

    /// <summary>GPIO number of the chip select.</summary>
    public int ChipSelectLine { get; set; } = chipSelectLine;

    /// <summary>Clock polarity and phase.</summary>
    public SpiMode Mode { get; set; }

    /// <summary>Bits of a word, 8 or 16.</summary>
    public int DataBitLength { get; set; } = 8;

    /// <summary>Clock in hertz, 500 kHz to begin with.</summary>
    public int ClockFrequency { get; set; } = 500_000;

    /// <summary>Order of the bits.</summary>
    public DataFlow DataFlow { get; set; }

    /// <summary>The level of the chip select that selects, low to begin with.</summary>
    public PinValue ChipSelectLineActiveState
    {
        get => _activeState;
        set => _activeState = value == PinValue.Low ? 0 : 1;
    }

    /// <summary>Wiring of the data lines.</summary>
    public SpiBusConfiguration Configuration { get; set; }
}
