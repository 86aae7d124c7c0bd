using static PaymentCode.Emulation.Ili9341Command;

namespace PaymentCode.Emulation;

/// <summary>
/// The ILI9341's frame memory of 240 columns and 320 pages with 18 bits a pixel, and the address counter that moves through the window
/// (datasheet V1.11 §8.2.20 to 8.2.22 and §9.3).
/// </summary>
internal sealed class Ili9341Memory(Ili9341Registers registers)
{
    private const int Width = Ili9341Chip.Width;
    private const int Height = Ili9341Chip.Height;
    private const int CounterMask = 0x1FF;

    private readonly int[] _pixels = new int[Width * Height];
    private readonly byte[] _received = new byte[3];
    private int _receivedCount;
    private int _column;
    private int _page;
    private bool _full;

    /// <summary>A pixel of a page and a column of the memory, six bits each of red, green, blue.</summary>
    public int this[int page, int column] => _pixels[(page * Width) + column];

    public void Randomise(Random random)
    {
        for (int i = 0; i < _pixels.Length; i++)
        {
            _pixels[i] = random.Next(1 << 18);
        }
    }

    /// <summary>RAMWR and RAMRD: the counter goes to the window's start.</summary>
    public void Rewind()
    {
        _column = registers.Word(ColumnAddressSet, 0) & CounterMask;
        _page = registers.Word(PageAddressSet, 0) & CounterMask;
        Continue();
    }

    /// <summary>Write and read memory continue: the counter stays, what was left of a pixel is dropped.</summary>
    public void Continue()
    {
        _receivedCount = 0;
        _full = false;
    }

    /// <summary>A byte of pixel data; a pixel is stored with its last one.</summary>
    /// <returns>Whether that was the last byte of a pixel.</returns>
    public bool Write(byte value)
    {
        _received[_receivedCount++] = value;
        bool is16 = registers.PixelFormat == 5;
        if (_receivedCount < (is16 ? 2 : 3))
        {
            return false;
        }

        _receivedCount = 0;
        if (!_full)
        {
            if (Address() is int address)
            {
                _pixels[address] = is16 ? Expand((_received[0] << 8) | _received[1]) : Pack(_received[0], _received[1], _received[2]);
            }

            Advance();
        }

        return true;
    }

    /// <summary>The pixel at the counter, which then moves on: one byte a colour, six bits at the top (section 7.1.10, 18 bits a pixel).</summary>
    public byte[] Read()
    {
        int pixel = Address() is int address ? _pixels[address] : 0;
        Advance();
        return [(byte)((pixel >> 12) << 2), (byte)(pixel >> 6 << 2), (byte)(pixel << 2)];
    }

    /// <summary>Where the counter points, or null where the memory has no such place: data out of range is ignored (section 8.2.20).</summary>
    private int? Address()
    {
        (int column, int page) = registers.SwapsRowsAndColumns ? (_page, _column) : (_column, _page);
        if (column >= Width || page >= Height)
        {
            return null;
        }

        column = registers.MirrorsColumns ? Width - 1 - column : column;
        page = registers.MirrorsRows ? Height - 1 - page : page;
        return (page * Width) + column;
    }

    private void Advance()
    {
        if (_column != (registers.Word(ColumnAddressSet, 2) & CounterMask))
        {
            _column = (_column + 1) & CounterMask;
            return;
        }

        _column = registers.Word(ColumnAddressSet, 0) & CounterMask;
        if (_page != (registers.Word(PageAddressSet, 2) & CounterMask))
        {
            _page = (_page + 1) & CounterMask;
            return;
        }

        _page = registers.Word(PageAddressSet, 0) & CounterMask;
        _full = !registers.WrapsWindow;
    }

    private int Expand(int rgb565)
    {
        int red = rgb565 >> 11;
        int green = (rgb565 >> 5) & 0x3F;
        int blue = rgb565 & 0x1F;
        return (Widen(red, green) << 12) | (green << 6) | Widen(blue, green);
    }

    // Section 8.3.29, EPF. Value 3 copies green's low bit for a colour equal to green's upper bits, and the top bit otherwise.
    private int Widen(int colour, int green) => (colour << 1) | registers.PixelExpansion switch
    {
        1 => 0,
        2 => 1,
        3 when colour == green >> 1 => green & 1,
        _ => colour >> 4,
    };

    private static int Pack(byte red, byte green, byte blue) => (red >> 2 << 12) | (green >> 2 << 6) | (blue >> 2);
}
