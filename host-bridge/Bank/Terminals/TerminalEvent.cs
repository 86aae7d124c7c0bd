using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Terminals;

/// <summary>An event of a terminal, from the answer of GET EVENT (docs/PROTOCOLS.md section 8.2).</summary>
/// <param name="Sequence">Its number; they rise and never repeat.</param>
/// <param name="Kind">One of <see cref="TerminalApplet"/>'s Event constants.</param>
/// <param name="Number">The terminal's number of the transaction.</param>
/// <param name="Fields">All objects of the answer.</param>
internal sealed record TerminalEvent(uint Sequence, byte Kind, uint Number, TlvList Fields)
{
    /// <summary>Reads an answer.</summary>
    /// <param name="data">The answer's data.</param>
    /// <param name="state">What the terminal does.</param>
    /// <param name="found">The oldest event that is newer than the acknowledged one; null if there is none.</param>
    /// <returns>False if it is malformed.</returns>
    public static bool TryParse(byte[] data, out byte state, out TerminalEvent? found)
    {
        state = 0;
        found = null;
        if (!TlvList.TryParse(data, out var list) || !list.TryGetNumber(TerminalApplet.TagState, 1, out var number))
        {
            return false;
        }

        state = (byte)number;
        if (list.Find(TerminalApplet.TagSequence) is null)
        {
            return true;
        }

        var complete = list.TryGetNumber(TerminalApplet.TagSequence, 4, out var sequence)
            & list.TryGetNumber(TerminalApplet.TagEvent, 1, out var kind)
            & list.TryGetNumber(TerminalApplet.TagTransaction, 4, out var transaction);
        found = complete ? new TerminalEvent((uint)sequence, (byte)kind, (uint)transaction, list) : null;
        return complete;
    }

    /// <summary>A text of ASCII letters, digits and signs, or null.</summary>
    public string? Text(int tag, int longest) =>
        Fields.Find(tag) is { Length: > 0 } bytes && bytes.Length <= longest && bytes.All(value => value is >= 0x20 and < 0x7F)
            ? System.Text.Encoding.ASCII.GetString(bytes)
            : null;
}
