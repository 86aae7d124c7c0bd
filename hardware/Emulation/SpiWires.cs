using System.Device.Spi;

namespace PaymentCode.Emulation;

/// <summary>The three common wires of an SPI bus with the chips on them, each with a chip-select pin of its own.</summary>
public sealed class SpiWires
{
    private readonly List<ISpiChip> _chips = [];
    private readonly List<ISpiChip> _selected = [];

    internal SpiWires(int mosiPin, int misoPin, int clockPin)
    {
        MosiPin = mosiPin;
        MisoPin = misoPin;
        ClockPin = clockPin;
    }

    /// <summary>GPIO number of the data line to the chips.</summary>
    public int MosiPin { get; }

    /// <summary>GPIO number of the data line from the chips.</summary>
    public int MisoPin { get; }

    /// <summary>GPIO number of the clock.</summary>
    public int ClockPin { get; }

    internal IReadOnlyList<ISpiChip> Chips => _chips;

    /// <summary>Solders a chip to the bus.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="chipSelect">Its chip-select pin, active low.</param>
    /// <returns>The same chip, for wiring in one line.</returns>
    /// <typeparam name="TChip">Its type.</typeparam>
    public TChip Attach<TChip>(TChip chip, BoardPin chipSelect)
        where TChip : ISpiChip
    {
        _chips.Add(chip);
        chipSelect.LevelChanged += high =>
        {
            if (high && _selected.Remove(chip))
            {
                chip.Deselect();
            }
            else if (!high && !_selected.Contains(chip))
            {
                _selected.Add(chip);
                chip.Select();
            }
        };
        return chip;
    }

    /// <summary>Eight clocks for the chips that are selected; with none the line from them stays high.</summary>
    internal byte Exchange(byte mosi, SpiMode mode, int clockHz)
    {
        byte miso = 0xFF;
        foreach (ISpiChip chip in _selected)
        {
            miso &= chip.Exchange(mosi, mode, clockHz);
        }

        return miso;
    }
}
