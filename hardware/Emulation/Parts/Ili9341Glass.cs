using static PaymentCode.Emulation.Ili9341Command;

namespace PaymentCode.Emulation;

/// <summary>How the ILI9341 puts its frame memory on the glass: scan directions, scrolling, partial area, colours.</summary>
internal sealed class Ili9341Glass(Ili9341Registers registers, Ili9341Modes modes, Ili9341Memory memory)
{
    private const int Width = Ili9341Chip.Width;
    private const int Height = Ili9341Chip.Height;

    /// <summary>VSCRDEF's three areas have to be all lines together; else what scrolls is undefined (section 8.2.26).</summary>
    public bool IsScrollingDefined => registers.Word(VerticalScrollingDefinition, 0)
        + registers.Word(VerticalScrollingDefinition, 2) + registers.Word(VerticalScrollingDefinition, 4) == Height;

    /// <summary>The colour of a pixel of the upright glass while it is on, 0xRRGGBB.</summary>
    public int ColourAt(int x, int y)
    {
        int line = LineOf(y);
        if (line >= registers.ScannedLines || (modes.Partial && !IsInPartialArea(line)))
        {
            return 0;
        }

        // Mounted so that source 1 is at the right.
        int column = registers.ShiftsSourcesDown ? x : Width - 1 - x;
        bool inverted = modes.Inverted == registers.DrivesWhiteGlass;
        int pixel = memory[PageShownAt(line), column] ^ (inverted ? 0x3FFFF : 0);
        (int first, int green, int last) = (pixel >> 12, (pixel >> 6) & 0x3F, pixel & 0x3F);
        (int red, int blue) = registers.SendsBgr ? (first, last) : (last, first);
        return (Shade(red) << 16) | (Shade(green) << 8) | Shade(blue);
    }

    // Gate 1 is the top row of the glass (section 8.3.7, GS and SM).
    private int LineOf(int row)
    {
        int gate = registers.ScansGatesDown ? Height - 1 - row : row;
        return registers.InterlacesGates ? (gate / 2) + (gate % 2 * (Height / 2)) : gate;
    }

    // Idle mode shows the top bit of each colour alone (section 8.2.32).
    private int Shade(int sixBits) => modes.Idle ? (sixBits >> 5) * 0xFF : (sixBits << 2) | (sixBits >> 4);

    private bool IsInPartialArea(int line)
    {
        int start = registers.Word(PartialArea, 0);
        int end = registers.Word(PartialArea, 2);
        int counted = Counted(line);
        return start <= end ? counted >= start && counted <= end : counted >= start || counted <= end;
    }

    private int PageShownAt(int line)
    {
        int top = registers.Word(VerticalScrollingDefinition, 0);
        int height = registers.Word(VerticalScrollingDefinition, 2);
        int counted = Counted(line);
        if (!modes.Scrolls || !IsScrollingDefined || counted < top || counted >= top + height)
        {
            return line;
        }

        int start = registers.Word(VerticalScrollingStartAddress, 0);
        return Counted(top + ((counted - top + Math.Max(0, start - top)) % height));
    }

    // With ML the areas are counted from the bottom (sections 8.2.25 and 8.2.26).
    private int Counted(int line) => registers.RefreshesUpwards ? Height - 1 - line : line;
}
