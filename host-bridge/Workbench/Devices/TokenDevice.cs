using PaymentCode.Boards;
using PaymentCode.Emulation;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Devices;

/// <summary>The customer's token: the board, its plug in the customer's computer, and what a person sees of it.</summary>
internal sealed class TokenDevice
{
    /// <summary>A short press in milliseconds.</summary>
    public const int PressMs = 50;

    /// <summary>A long press in milliseconds.</summary>
    public const int HoldMs = 2000;

    // Writing to the display's memory is seen at once; what a command alone does to the picture, within so many steps.
    private const int LookAnyway = 50;

    private const int ReadingMs = 500;

    private readonly EventLog _log;
    private long? _askingSinceMs;
    private long _seenBytes = -1;
    private bool _seenOn;
    private int _sinceLook;
    private IReadOnlyList<string>? _text;

    /// <summary>A token from the factory.</summary>
    public TokenDevice(int seed, EventLog log)
    {
        _log = log;
        Board = TokenBoard.WithPn532(seed);
        Usb = new UsbPort("bridge", "token", Board.Serial, log);
    }

    /// <summary>The board.</summary>
    public TokenBoard Board { get; }

    /// <summary>Where its plug belongs.</summary>
    public UsbPort Usb { get; }

    /// <summary>What the display shows.</summary>
    public OledPicture Picture { get; private set; } = OledPicture.Dark;

    /// <summary>What is written there.</summary>
    public IReadOnlyList<string> Text => _text ??= OledText.Read(Picture);

    /// <summary><c>off</c>, <c>dark</c>, <c>text</c> or <c>code</c>.</summary>
    public string Screen => !Board.IsPowered ? "off" : Picture.IsDark ? "dark" : Text.Count > 0 ? "text" : "code";

    /// <summary>Whether it shows the last page of what it asks for, and a person has read that: a press counts from then on, and only while it is lit.</summary>
    public bool IsAsking => _askingSinceMs is { } since && Board.NowMs - since >= ReadingMs;

    /// <summary>Lives until a moment of the world's; a step that takes longer leaves the board ahead.</summary>
    public void LiveUntil(long ms)
    {
        while (Board.NowMs < ms)
        {
            Board.Step();
        }
    }

    /// <summary>Carries what it has sent, and takes notice of what it shows.</summary>
    public void Notice()
    {
        Usb.Carry();
        Look();
    }

    /// <summary>A finger on the button.</summary>
    public void Push(string action)
    {
        _log.Add(EventKind.Token, "person", "token", "BUTTON " + action.ToUpperInvariant());
        switch (action)
        {
            case "press": Board.Button.PressFor(PressMs); break;
            case "hold": Board.Button.PressFor(HoldMs); break;
            case "down": Board.Button.Press(); break;
            default: Board.Button.Release(); break;
        }
    }

    /// <summary>Battery in or out.</summary>
    public void Power(bool on)
    {
        _log.Add(EventKind.Token, "person", "token", on ? "BATTERY IN" : "BATTERY OUT");
        if (on)
        {
            Board.PowerOn();
        }
        else
        {
            Board.PowerOff();
        }

        Look();
    }

    /// <summary>Plug in or out.</summary>
    public void Plug(bool isIn)
    {
        _log.Add(EventKind.Token, "person", "token", isIn ? "PLUG IN" : "UNPLUG");
        Usb.Plug(isIn);
    }

    /// <summary>What the cable does to bytes from now on.</summary>
    public void SpoilLine(SerialFaults? toBoard, SerialFaults? fromBoard)
    {
        Board.Serial.FaultsToBoard = toBoard;
        Board.Serial.FaultsFromBoard = fromBoard;
    }

    private void Look()
    {
        var oled = Board.Oled;
        if (oled.DataBytes == _seenBytes && oled.IsOn == _seenOn && ++_sinceLook < LookAnyway)
        {
            return;
        }

        (_seenBytes, _seenOn, _sinceLook) = (oled.DataBytes, oled.IsOn, 0);
        var now = OledPicture.Of(oled);
        if (now.Bits.AsSpan().SequenceEqual(Picture.Bits))
        {
            return;
        }

        Picture = now;
        _text = null;
        _askingSinceMs = !Text.Any(line => line.Contains("Press=", StringComparison.Ordinal)) ? null : _askingSinceMs ?? Board.NowMs;
        _log.Add(EventKind.Display, "token", "", Screen, string.Join(" | ", Text), now.Bits);
    }
}
