using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Workbench.Events;

/// <summary>
/// The bank asks a terminal for events twice a second and more. So that this drowns nothing else, a GET EVENT that brings nothing new is recorded only where the exchange
/// before it was another one; further ones are left out with their frames.
/// </summary>
internal sealed class QuietPolls
{
    // Command and answer, each as APDU and as frame. More are a repetition, which is worth seeing.
    private const int MostHeld = 4;

    // One block of the cipher holds the state alone; an event takes two or more. Then the MAC and the status word.
    private const int QuietAnswer = 16 + 8 + 2;

    private readonly List<Action> _held = [];
    private bool _holds;
    private bool _wasQuiet;

    /// <summary>Records something of an exchange, now or when it is known what the exchange brings.</summary>
    /// <param name="polls">Where; null for now.</param>
    /// <param name="record">Records it.</param>
    public static void Record(QuietPolls? polls, Action record)
    {
        if (polls is not { _holds: true })
        {
            record();
            return;
        }

        polls._held.Add(record);
        if (polls._held.Count > MostHeld)
        {
            polls.End(isQuiet: false);
        }
    }

    /// <summary>The bank begins an exchange, which is recorded from now on.</summary>
    public void Begin(byte[] command)
    {
        End(isQuiet: _wasQuiet && !_holds);
        _holds = CommandApdu.TryParse(command, 0, command.Length, out var parsed)
            && parsed is { Cla: TokenApplet.ClaSecure, Ins: TerminalApplet.InsGetEvent };
        _wasQuiet &= _holds;
    }

    /// <summary>The exchange is over, and all of it recorded.</summary>
    /// <param name="answer">Its answer; null for none.</param>
    public void Answered(byte[]? answer) => End(
        _holds && answer is { Length: <= QuietAnswer } && ResponseApdu.TryParse(answer, 0, answer.Length, out var parsed)
            && parsed.StatusWord == StatusWord.Success);

    private void End(bool isQuiet)
    {
        var held = isQuiet && _wasQuiet ? [] : _held.ToArray();
        _held.Clear();
        (_holds, _wasQuiet) = (false, isQuiet);
        foreach (var record in held)
        {
            record();
        }
    }
}
