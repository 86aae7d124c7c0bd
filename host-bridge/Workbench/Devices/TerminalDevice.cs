using PaymentCode.Boards;
using PaymentCode.Core.Applet;
using PaymentCode.Emulation;
using PaymentCode.Recognition;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Devices;

/// <summary>The shop's terminal: the board, its plug in the shop's computer, a person's finger on its keys, and what is seen of it.</summary>
internal sealed class TerminalDevice
{
    /// <summary>How many keys may wait for the finger.</summary>
    public const int MostKeys = 64;

    private const int BetweenKeysMs = 2 * TerminalBoard.KeyMs;
    private const int ReadingMs = 500;

    private readonly EventLog _log;
    private readonly Queue<char> _keys = new();
    private long _nextKeyMs;
    private long _seenPixels;
    private bool _seenOn;
    private bool _isDrawing;
    private long _drawnMs;
    private (bool Green, bool Red, bool Sounds) _signals;

    /// <summary>A terminal from the factory.</summary>
    /// <param name="seed">What is random on it.</param>
    /// <param name="log">Where it is recorded what happens.</param>
    /// <param name="polls">Leaves out of the record what says nothing.</param>
    public TerminalDevice(int seed, EventLog log, QuietPolls polls)
    {
        _log = log;
        Board = new TerminalBoard(seed);
        Usb = new UsbPort("shop", "terminal", Board.Serial, log, polls);
    }

    /// <summary>The board.</summary>
    public TerminalBoard Board { get; }

    /// <summary>Where its plug belongs.</summary>
    public UsbPort Usb { get; }

    /// <summary>Rises when the display shows something else.</summary>
    public int Picture { get; private set; }

    /// <summary>Whether its picture is whole, a person has read it, and his fingers are off the keys.</summary>
    public bool IsRead => _keys.Count == 0 && Board.NowMs >= _nextKeyMs && !_isDrawing && Board.NowMs - _drawnMs >= ReadingMs;

    /// <summary>What it waits for, docs/WORKBENCH.md.</summary>
    public string Screen => !Board.IsPowered ? "off" : Board.State switch
    {
        TerminalApplet.StateIdle => "idle",
        TerminalApplet.StateEntry => "entry",
        TerminalApplet.StatePresent => "present",
        TerminalApplet.StateWorking => "working",
        TerminalApplet.StatePassword => "password",
        TerminalApplet.StateConfirm => "confirm",
        TerminalApplet.StatePresentAgain => "present-again",
        TerminalApplet.StateVerdict => "verdict",
        _ => "out-of-service",
    };

    /// <summary>Lives until a moment of the world's; a step that takes longer leaves the board ahead.</summary>
    public void LiveUntil(long ms)
    {
        while (Board.NowMs < ms)
        {
            Board.Step();
        }
    }

    /// <summary>Has keys pressed one after the other from now on. False if too many wait already.</summary>
    /// <param name="keys">As they are printed: 0 to 9, # for OK, * for cancel.</param>
    public bool TryType(string keys)
    {
        if (_keys.Count + keys.Length > MostKeys)
        {
            return false;
        }

        foreach (var key in keys)
        {
            _keys.Enqueue(key);
        }

        return true;
    }

    /// <summary>The finger goes on to the next key when it is time.</summary>
    public void PressDue()
    {
        if (_keys.Count == 0 || Board.NowMs < _nextKeyMs)
        {
            return;
        }

        var key = _keys.Dequeue();
        _nextKeyMs = Board.NowMs + BetweenKeysMs;
        Board.Keypad.PressFor(key, TerminalBoard.KeyMs);
        var name = key switch
        {
            '#' => "OK",
            '*' => "CANCEL",
            _ when Screen == "password" => "*",
            _ => key.ToString(),
        };
        _log.Add(EventKind.Terminal, "person", "terminal", "KEY " + name, Screen);
    }

    /// <summary>Its supply.</summary>
    public void Power(bool on)
    {
        _log.Add(EventKind.Terminal, "person", "terminal", on ? "POWER ON" : "POWER OFF");
        if (on)
        {
            Board.PowerOn();
        }
        else
        {
            Board.PowerOff();
        }
    }

    /// <summary>Carries what it has sent, and takes notice of what it shows.</summary>
    public void Notice()
    {
        Usb.Carry();
        var panel = Board.Panel;
        var isDrawing = panel.PixelsWritten != _seenPixels;
        if ((_isDrawing && !isDrawing) || panel.IsOn != _seenOn)
        {
            // It draws line by line: what counts is the picture when it is whole.
            Picture++;
            _drawnMs = Board.NowMs;
            _log.Add(EventKind.Display, "terminal", "", Screen);
        }

        (_isDrawing, _seenPixels, _seenOn) = (isDrawing, panel.PixelsWritten, panel.IsOn);
        var signals = (Board.GreenLed.IsLit, Board.RedLed.IsLit, Board.Buzzer.IsSounding);
        if (signals != _signals)
        {
            _signals = signals;
            _log.Touch();
        }
    }

    /// <summary>What the display shows: 24 bits a pixel, row by row from the top left.</summary>
    public int[] Pixels()
    {
        var pixels = new int[Ili9341Chip.Width * Ili9341Chip.Height];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Board.Panel.PixelAt(i % Ili9341Chip.Width, i / Ili9341Chip.Width);
        }

        return pixels;
    }

    /// <summary>A picture as a PNG file.</summary>
    public static byte[] ToPng(int[] pixels) => PngWriter.WriteColour(Ili9341Chip.Width, Ili9341Chip.Height, (x, y) => pixels[(y * Ili9341Chip.Width) + x]);
}
