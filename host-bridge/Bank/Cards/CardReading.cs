using System.Globalization;
using System.Security.Cryptography;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Core;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Cards;

/// <summary>
/// Checks what a terminal read from a card (docs/PROTOCOLS.md section 9): the cryptogram over this amount and the terminal's unpredictable number, and a counter above
/// every one that was seen of the card, so that a copy with an older state is refused.
/// </summary>
internal sealed class CardReading
{
    private const int LongestPan = 10;
    private readonly AuditLog _audit;
    private readonly CardKeys _keys;
    private readonly TimeProvider _time;

    public CardReading(AuditLog audit, CardKeys keys, TimeProvider time) => (_audit, _keys, _time) = (audit, keys, time);

    /// <summary>The card, locked, or the reason to refuse. A counter whose cryptogram is right is used up.</summary>
    public async Task<(BankCard? Card, string? Reason)> CheckAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent read)
    {
        var packed = read.Fields.Find(BankCardApplet.TagPan);
        var expiry = read.Fields.Find(BankCardApplet.TagExpiry, 3);
        var unpredictable = read.Fields.Find(BankCardApplet.TagUnpredictable, 4);
        var cryptogram = read.Fields.Find(BankCardApplet.TagCryptogram, BankCardApplet.CryptogramLength);
        if (packed is not { Length: > 0 and <= LongestPan } || expiry is null || unpredictable is null || cryptogram is null
            || !read.Fields.TryGetNumber(BankCardApplet.TagCounter, 2, out var counter))
        {
            return await RefuseAsync(transaction, order, "", "malformed", OrderReason.Invalid);
        }

        var pan = Convert.ToHexString(packed).TrimEnd('F');
        var card = await BankCard.LockAsync(transaction, _keys.Index(pan));
        if (card is null)
        {
            return await RefuseAsync(transaction, order, "", "unknown card", OrderReason.Invalid);
        }

        var expected = BankCardApplet.Cryptogram(_keys.Key(pan, card.Expiry), PdolData(order, unpredictable), (ushort)counter, expiry, packed);
        if (!CryptographicOperations.FixedTimeEquals(expected, cryptogram) || Convert.ToHexString(expiry) != card.Expiry)
        {
            return await RefuseAsync(transaction, order, card.Id, "wrong cryptogram", OrderReason.Invalid);
        }

        if ((long)counter <= card.NewestCounter)
        {
            return await RefuseAsync(transaction, order, card.Id, "old counter", OrderReason.Invalid);
        }

        await transaction.ExecuteOneAsync("UPDATE bank_cards SET newest_counter = @Counter WHERE id = @Id", new { Counter = (long)counter, card.Id });
        var today = _time.GetUtcNow().ToString("yyMMdd", CultureInfo.InvariantCulture);
        if (string.CompareOrdinal(card.Expiry, today) < 0 || card.State == BankCard.Closed)
        {
            return await RefuseAsync(transaction, order, card.Id, card.State == BankCard.Closed ? "closed" : "expired", OrderReason.Invalid);
        }

        return card.State == BankCard.Locked ? await RefuseAsync(transaction, order, card.Id, "locked", OrderReason.Locked) : (card, null);
    }

    private static byte[] PdolData(TerminalOrder order, byte[] unpredictable)
    {
        var data = new byte[12];
        unpredictable.CopyTo(data, 0);
        Bcd.Put(order.AmountMinor, data, 4, 6);
        Bcd.Put(Ledger.Currency.Of(order.Currency).Numeric, data, 10, 2);
        return data;
    }

    private async Task<(BankCard? Card, string? Reason)> RefuseAsync(
        BankTransaction transaction, TerminalOrder order, string cardId, string why, string reason)
    {
        await _audit.AppendAsync(transaction, order.Actor, AuditEvents.CardRefused, cardId, new { order.Reference, reason = why });
        return (null, reason);
    }
}
