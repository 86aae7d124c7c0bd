using PaymentCode.Boards;

namespace PaymentCode.Token.Tests;

/// <summary>The person at a token under test: holds the button at power-on, looks, and answers what the display asks.</summary>
internal sealed class TestingPerson(TokenBoard board)
{
    private const int LongestTestMs = 120_000;

    /// <summary>Whether the button is there to be pressed.</summary>
    public bool HasButton { get; init; } = true;

    /// <summary>Whether the LED is there to be seen.</summary>
    public bool HasLed { get; init; } = true;

    /// <summary>Whether the person waits for the echo instead of skipping it.</summary>
    public bool WaitsForEcho { get; init; }

    /// <summary>Headlines of the questions, in the order in which they came.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>Switches the token on with the button held, as the page says.</summary>
    public void PowerOnHolding()
    {
        board.PowerOff();
        board.Button.Press();
        board.PowerOn();
        board.Advance(2500);
        Assert.IsTrue(ScreenText.Shows(board.Oled, "Release the button") || !board.Oled.IsOn);
        board.Button.Release();
        board.Advance(200);
    }

    /// <summary>Answers until the result stands.</summary>
    public void Answer()
    {
        for (long end = board.NowMs + LongestTestMs; board.NowMs < end; board.Advance(100))
        {
            string headline = ScreenText.At(board.Oled, 0);
            if (headline is "SELF-TEST passed" or "SELF-TEST FAULT")
            {
                return;
            }

            if (ScreenText.Shows(board.Oled, "Press=Yes Hold=No") || ScreenText.Shows(board.Oled, "Press=Skip this"))
            {
                Seen.Add(headline);
                Say(headline);
            }
        }

        Assert.IsFalse(board.Oled.IsOn, "the result does not come");
    }

    /// <summary>What stands behind a part's name in the result.</summary>
    public string Result(string part) => Enumerable.Range(1, 7)
        .Select(row => ScreenText.At(board.Oled, row * 8))
        .Single(line => line.StartsWith(part, StringComparison.Ordinal))[part.Length..].Trim();

    private void Say(string headline)
    {
        bool isLit = false;
        for (int i = 0; i < 10; i++)
        {
            board.Advance(100);
            isLit |= board.Led.IsLit && HasLed;
        }

        bool isSerial = headline == "SELF-TEST serial";
        if (!HasButton || (isSerial && WaitsForEcho))
        {
            board.Advance(1000);
        }
        else if (headline == "SELF-TEST LED" && !isLit)
        {
            board.Hold();
        }
        else
        {
            board.Press();
        }
    }
}
