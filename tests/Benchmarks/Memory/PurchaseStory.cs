using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Benchmarks.Memory;

/// <summary>A purchase with a bank card and its password at the terminal, from power-on to the verdict.</summary>
internal static class PurchaseStory
{
    private const int KeyMs = 120;
    private const int MostPolls = 200;
    private const string Pan = "4111111111111111";

    internal static void Tell(MeteredBoard terminal, KeyPair keys, Action<string> report)
    {
        terminal.Personalise(keys.Transport, keys.Personal);
        terminal.Secured(TokenApplet.InsPutData, TerminalApplet.TagConfiguration, Configuration());
        terminal.PowerCycle();
        report("power-on, personalised and configured, at rest");
        terminal.Open(keys.Personal);
        uint sequence = 0;
        Await(terminal, ref sequence, TerminalApplet.StateIdle, kind: 0);
        report("secure channel opened, in service");
        Type(terminal, "1234#");
        uint transaction = Await(terminal, ref sequence, state: null, TerminalApplet.EventStarted);
        Direct(terminal, transaction, TerminalApplet.DirectPresent, new TlvList());
        terminal.Advance(500);
        report("amount typed, a card is asked for");
        BankCard card = new(Pan, "301231", new byte[16]);
        terminal.Board.Field.Bring(card.Contactless);
        Await(terminal, ref sequence, state: null, TerminalApplet.EventCardRead);
        terminal.Board.Field.Remove(card.Contactless);
        report("card read");
        Direct(terminal, transaction, TerminalApplet.DirectPassword, new TlvList().Add(BankCardApplet.TagPan, Convert.FromHexString(Pan)));
        terminal.Advance(500);
        Type(terminal, "123456#");
        Await(terminal, ref sequence, state: null, TerminalApplet.EventPassword);
        report("password typed, its PIN block with the bank");
        Direct(terminal, transaction, TerminalApplet.DirectApproved, Amount());
        terminal.Advance(500);
        report("approved, in the journal, on the display");
    }

    private static byte[] Configuration() => new TlvList()
        .Add(TerminalApplet.TagTerminalId, Bytes.FromAscii("SHOP0001"))
        .AddBcd(TokenApplet.TagCurrency, 156, 2)
        .AddNumber(TokenApplet.TagExponent, 2, 1)
        .Add(TokenApplet.TagPayee, Bytes.FromAscii("Corner Shop"))
        .AddNumber(TerminalApplet.TagLanguage, TerminalApplet.LanguageEnglish, 1)
        .ToBytes();

    private static TlvList Amount() => new TlvList()
        .AddBcd(TokenApplet.TagAmount, 1234, 6)
        .AddBcd(TokenApplet.TagCurrency, 156, 2)
        .AddNumber(TokenApplet.TagExponent, 2, 1);

    private static void Type(MeteredBoard terminal, string keys)
    {
        foreach (char key in keys)
        {
            terminal.Board.Keypad.PressFor(key, KeyMs);
            terminal.Advance(2 * KeyMs);
        }
    }

    private static void Direct(MeteredBoard terminal, uint transaction, byte directive, TlvList fields) => terminal.Secured(
        TerminalApplet.InsDirect,
        0,
        new TlvList().AddNumber(TerminalApplet.TagTransaction, transaction, 4).AddNumber(TerminalApplet.TagDirective, directive, 1).AddAll(fields).ToBytes());

    // Asks as the bank does until the terminal is in the state, or the event has come; the event's transaction.
    private static uint Await(MeteredBoard terminal, ref uint sequence, byte? state, byte kind)
    {
        for (int i = 0; i < MostPolls; i++)
        {
            byte[] answer = terminal.Secured(TerminalApplet.InsGetEvent, 0, new TlvList().AddNumber(TerminalApplet.TagSequence, sequence, 4).ToBytes());
            if (!TlvList.TryParse(answer, out TlvList fields))
            {
                break;
            }

            bool isEvent = fields.TryGetNumber(TerminalApplet.TagEvent, 1, out ulong came);
            if (isEvent && fields.TryGetNumber(TerminalApplet.TagSequence, 4, out ulong number))
            {
                sequence = (uint)number;
            }

            if (isEvent && came == kind && fields.TryGetNumber(TerminalApplet.TagTransaction, 4, out ulong transaction))
            {
                return (uint)transaction;
            }

            if (!isEvent && fields.TryGetNumber(TerminalApplet.TagState, 1, out ulong at) && at == state)
            {
                return 0;
            }

            terminal.Advance(100);
        }

        throw new InvalidOperationException($"The terminal did not come to event {kind:X2} or state {state:X2}.");
    }
}

/// <summary>The key sets of a board's life.</summary>
/// <param name="Transport">From the issuer.</param>
/// <param name="Personal">From the bank.</param>
internal sealed record KeyPair(KeySet Transport, KeySet Personal);
