namespace PaymentCode.Emulation;

/// <summary>
/// Solomon Systech SSD1306 (datasheet rev 1.5) with a 128×64 glass on I2C, as it is sold on small modules: charge pump, glass wired for
/// the alternative COM pin configuration, mounted so that segment remap A1 and COM scan direction C8 give an upright picture. What a
/// person sees follows from display RAM and every command of table 9-1 that concerns a static picture; scroll commands are taken and
/// only recorded, and so are fading and blinking. Commands the table does not have, and values it excludes, are in
/// <see cref="UnknownCommands"/>.
/// </summary>
public sealed class Ssd1306Chip : II2cChip
{
    /// <summary>Columns of the glass.</summary>
    public const int Width = 128;

    /// <summary>Rows of the glass.</summary>
    public const int Height = 64;

    private const int Pages = 8;

    private readonly byte[] _ram = new byte[Width * Pages];
    private readonly Random _random;
    private readonly int _address;
    private readonly List<string> _unknownCommands = [];
    private readonly List<byte> _command = [];
    private bool _powered;
    private bool _selected;
    private bool _expectControl;
    private bool _onlyOne;
    private bool _isData;

    // Table 9-1, all at the values of section 8.9 after a reset.
    private AddressingMode _addressingMode;
    private int _columnStart;
    private int _columnEnd;
    private int _pageStart;
    private int _pageEnd;
    private int _pageModeColumn;
    private int _column;
    private int _page;
    private int _startLine;
    private bool _segmentRemap;
    private bool _comRemap;
    private int _multiplex;
    private int _displayOffset;
    private bool _alternativeComPins;
    private bool _comLeftRightRemap;
    private bool _inverse;
    private bool _entireDisplayOn;
    private bool _displayOn;
    private bool _chargePump;
    private bool _zoomed;

    /// <summary>A module that is off.</summary>
    /// <param name="seed">Decides what the display RAM holds at power-on.</param>
    /// <param name="address">7-bit address: 3C, or 3D with SA0 high.</param>
    public Ssd1306Chip(int seed = 0, int address = 0x3C)
    {
        _random = new Random(seed);
        _address = address;
        Reset();
    }

    private enum AddressingMode
    {
        Horizontal,
        Vertical,
        Page,
    }

    /// <inheritdoc/>
    public int MaxClockHz => 400_000;

    /// <summary>Whether anything can be lit: supply, display on (AF) and charge pump (8D 14).</summary>
    public bool IsOn => _powered && _displayOn && _chargePump;

    /// <summary>Contrast, 0 to 255; 127 after a reset. A pixel at 0 still glows.</summary>
    public byte Contrast { get; private set; }

    /// <summary>Whether scrolling is on (2F). The picture is shown as if it stood still.</summary>
    public bool IsScrolling { get; private set; }

    /// <summary>Whether it fades out or blinks (23). The picture is shown as if it did not.</summary>
    public bool IsFading { get; private set; }

    /// <summary>Commands the datasheet does not have and values it excludes, in hexadecimal. Tests expect none.</summary>
    public IReadOnlyList<string> UnknownCommands => _unknownCommands;

    /// <summary>How many bytes went into display RAM since the module was made.</summary>
    public long DataBytes { get; private set; }

    /// <inheritdoc/>
    public bool Start(int address, bool read)
    {
        _selected = _powered && address == _address;
        _expectControl = !read;
        return _selected;
    }

    /// <inheritdoc/>
    public bool Receive(byte value)
    {
        if (!_selected)
        {
            return false;
        }

        if (_expectControl)
        {
            // Section 8.1.5.2: Co in bit 7, D/C# in bit 6, six zeros.
            _onlyOne = (value & 0x80) != 0;
            _isData = (value & 0x40) != 0;
            _expectControl = false;
            if ((value & 0x3F) != 0)
            {
                _unknownCommands.Add($"control byte {value:X2}");
            }

            return true;
        }

        _expectControl = _onlyOne;
        if (_isData)
        {
            WriteRam(value);
        }
        else
        {
            TakeCommandByte(value);
        }

        return true;
    }

    /// <summary>A read gives the status: bit 6 is set while the display is off (table 9-2).</summary>
    public byte Send() => _displayOn ? (byte)0x00 : (byte)0x40;

    /// <inheritdoc/>
    public void Stop() => _selected = false;

    /// <summary>A low level on RES#: all settings go back (section 8.9), display RAM stays.</summary>
    public void Reset()
    {
        _command.Clear();
        _addressingMode = AddressingMode.Page;
        _columnStart = 0;
        _columnEnd = Width - 1;
        _pageStart = 0;
        _pageEnd = Pages - 1;
        _pageModeColumn = 0;
        _column = 0;
        _page = 0;
        _startLine = 0;
        _segmentRemap = false;
        _comRemap = false;
        _multiplex = Height;
        _displayOffset = 0;
        _alternativeComPins = true;
        _comLeftRightRemap = false;
        _inverse = false;
        _entireDisplayOn = false;
        _displayOn = false;
        _chargePump = false;
        Contrast = 0x7F;
        IsScrolling = false;
        IsFading = false;
        _zoomed = false;
    }

    /// <inheritdoc/>
    public void PowerOn()
    {
        _powered = true;
        _random.NextBytes(_ram);
        Reset();
    }

    /// <inheritdoc/>
    public void PowerOff()
    {
        _powered = false;
        _selected = false;
    }

    /// <summary>Whether a person sees a pixel lit.</summary>
    /// <param name="column">0 at the left to 127.</param>
    /// <param name="row">0 at the top to 63.</param>
    public bool IsLit(int column, int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Width, nameof(column));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Height, nameof(row));
        if (!IsOn || LineShownAt(row) is not int line)
        {
            return false;
        }

        // The left edge of the glass is SEG127; A0 connects column address 0 to SEG0, A1 column address 127.
        int segment = Width - 1 - column;
        int address = _segmentRemap ? Width - 1 - segment : segment;
        bool stored = (_ram[((line / 8) * Width) + address] >> (line % 8) & 1) != 0;
        return _entireDisplayOn || stored != _inverse;
    }

    private int? LineShownAt(int row)
    {
        // The top edge of the glass is line 63 of it, and its lines are wired as the alternative configuration numbers the COM pads:
        // even lines to pads 0 to 31, odd ones to pads 32 to 63 (section 10.1.18, table 10-3).
        int glassLine = Height - 1 - row;
        int pad = (glassLine / 2) + (glassLine % 2 * (Height / 2));
        pad ^= _comLeftRightRemap ? Height / 2 : 0;
        int com = _alternativeComPins ? (pad % 32 * 2) + (pad / 32) : pad;

        // Tables 10-1 and 10-2: which row a COM carries, and none beyond the multiplex ratio.
        int carried = (_comRemap ? _multiplex - 1 - com : com) + _displayOffset;
        carried = (carried + Height) % Height;
        int zoom = _zoomed && _alternativeComPins ? 2 : 1;
        return carried < _multiplex ? ((carried / zoom) + _startLine) % Height : null;
    }

    private void WriteRam(byte value)
    {
        _ram[(_page * Width) + _column] = value;
        DataBytes++;
        switch (_addressingMode)
        {
            case AddressingMode.Page:
                _column = _column == Width - 1 ? _pageModeColumn : _column + 1;
                break;
            case AddressingMode.Horizontal:
                if (StepColumn())
                {
                    StepPage();
                }

                break;
            default:
                if (StepPage())
                {
                    StepColumn();
                }

                break;
        }
    }

    private bool StepColumn()
    {
        bool wraps = _column == _columnEnd;
        _column = wraps ? _columnStart : (_column + 1) % Width;
        return wraps;
    }

    private bool StepPage()
    {
        bool wraps = _page == _pageEnd;
        _page = wraps ? _pageStart : (_page + 1) % Pages;
        return wraps;
    }

    private void TakeCommandByte(byte value)
    {
        _command.Add(value);
        if (_command.Count > ParameterCount(_command[0]))
        {
            byte[] bytes = [.. _command];
            _command.Clear();
            if (!Execute(bytes))
            {
                _unknownCommands.Add(Convert.ToHexString(bytes));
            }
        }
    }

    private static int ParameterCount(byte command) => (Ssd1306Command)command switch
    {
        Ssd1306Command.RightHorizontalScroll or Ssd1306Command.LeftHorizontalScroll => 6,
        Ssd1306Command.VerticalAndRightHorizontalScroll or Ssd1306Command.VerticalAndLeftHorizontalScroll => 5,
        Ssd1306Command.SetColumnAddress or Ssd1306Command.SetPageAddress or Ssd1306Command.SetVerticalScrollArea => 2,
        Ssd1306Command.SetMemoryAddressingMode or Ssd1306Command.SetFadeOutAndBlinking or Ssd1306Command.SetContrastControl => 1,
        Ssd1306Command.ChargePumpSetting or Ssd1306Command.SetMultiplexRatio or Ssd1306Command.SetDisplayOffset => 1,
        Ssd1306Command.SetDisplayClock or Ssd1306Command.SetZoomIn or Ssd1306Command.SetPreChargePeriod => 1,
        Ssd1306Command.SetComPinsHardwareConfiguration or Ssd1306Command.SetVcomhDeselectLevel => 1,
        _ => 0,
    };

    private bool Execute(byte[] bytes) => bytes.Length > 1 ? ExecuteWithParameters(bytes) : ExecuteSingle(bytes[0]);

    private bool ExecuteSingle(byte code)
    {
        switch (code)
        {
            case <= 0x1F:
                SetPageModeColumn(code);
                return true;
            case >= (byte)Ssd1306Command.SetDisplayStartLine and <= 0x7F:
                _startLine = code & 0x3F;
                return true;
            case >= (byte)Ssd1306Command.SetPageStartAddress and <= 0xB7:
                _page = _addressingMode == AddressingMode.Page ? code & 7 : _page;
                return true;
            case >= (byte)Ssd1306Command.SetComOutputScanDirection and <= 0xCF:
                // Table 9-1: bits 0 to 2 are not looked at, bit 3 is the direction.
                _comRemap = (code & 8) != 0;
                return true;
        }

        bool low = (code & 1) != 0;
        switch ((Ssd1306Command)(code & 0xFE))
        {
            case Ssd1306Command.SetSegmentRemap:
                _segmentRemap = low;
                return true;
            case Ssd1306Command.EntireDisplayOn:
                _entireDisplayOn = low;
                return true;
            case Ssd1306Command.SetNormalInverseDisplay:
                _inverse = low;
                return true;
            case Ssd1306Command.SetDisplayOnOff:
                _displayOn = low;
                return true;
            case Ssd1306Command.DeactivateScroll:
                IsScrolling = low;
                return true;
            default:
                return code == (byte)Ssd1306Command.Nop;
        }
    }

    // Section 10.1.1 and 10.1.2: for page addressing mode only.
    private void SetPageModeColumn(byte code)
    {
        if (_addressingMode == AddressingMode.Page)
        {
            bool higher = code >= (byte)Ssd1306Command.SetHigherColumnStartAddress;
            _pageModeColumn = (higher ? ((code & 7) << 4) | (_pageModeColumn & 0x0F) : (_pageModeColumn & 0x70) | code) & 0x7F;
            _column = _pageModeColumn;
        }
    }

    private bool ExecuteWithParameters(byte[] bytes)
    {
        byte a = bytes[1];
        switch ((Ssd1306Command)bytes[0])
        {
            case Ssd1306Command.SetMemoryAddressingMode:
                _addressingMode = (a & 3) == 3 ? _addressingMode : (AddressingMode)(a & 3);
                return (a & 3) != 3;
            case Ssd1306Command.SetColumnAddress:
                (_columnStart, _columnEnd) = (a & 0x7F, bytes[2] & 0x7F);
                _column = _columnStart;
                return _columnStart <= _columnEnd;
            case Ssd1306Command.SetPageAddress:
                (_pageStart, _pageEnd) = (a & 7, bytes[2] & 7);
                _page = _pageStart;
                return _pageStart <= _pageEnd;
            case Ssd1306Command.SetContrastControl:
                Contrast = a;
                return true;
            case Ssd1306Command.ChargePumpSetting:
                _chargePump = (a & 0x04) != 0;
                return (a & 0x3B) == 0x10;
            case Ssd1306Command.SetMultiplexRatio:
                _multiplex = (a & 0x3F) < 15 ? _multiplex : (a & 0x3F) + 1;
                return (a & 0x3F) >= 15;
            case Ssd1306Command.SetDisplayOffset:
                _displayOffset = a & 0x3F;
                return true;
            case Ssd1306Command.SetComPinsHardwareConfiguration:
                _alternativeComPins = (a & 0x10) != 0;
                _comLeftRightRemap = (a & 0x20) != 0;
                return (a & 0xCF) == 0x02;
            case Ssd1306Command.SetFadeOutAndBlinking:
                IsFading = (a & 0x30) != 0;
                return true;
            case Ssd1306Command.SetZoomIn:
                _zoomed = (a & 1) != 0;
                return true;
            default:
                // Clock, pre-charge, VCOMH and scroll parameters change how it looks, not what is seen on a static picture.
                return true;
        }
    }
}
