namespace nanoFramework.UI;

/// <summary>Where a display hangs on SPI.</summary>
/// <param name="spiBus">Bus number, 1 or 2.</param>
/// <param name="chipselect">GPIO number of the chip select.</param>
/// <param name="dataCommand">GPIO number of data/command.</param>
/// <param name="reset">GPIO number of the reset, or -1 where none is wired.</param>
/// <param name="backLight">GPIO number of the backlight, or -1 where none is wired. The device leaves it low.</param>
public struct SpiConfiguration(byte spiBus, int chipselect, int dataCommand, int reset, int backLight)
{
    /// <summary>Bus number.</summary>
    public byte SpiBus { get; set; } = spiBus;

    /// <summary>GPIO number of the chip select.</summary>
    public int ChipSelect { get; set; } = chipselect;

    /// <summary>GPIO number of data/command.</summary>
    public int DataCommand { get; set; } = dataCommand;

    /// <summary>GPIO number of the reset.</summary>
    public int Reset { get; set; } = reset;

    /// <summary>GPIO number of the backlight.</summary>
    public int BackLight { get; set; } = backLight;
}
