using System.Globalization;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bank.Cards;

/// <summary>What a clerk, and the owner, do with contactless cards.</summary>
internal sealed class CardDesk
{
    /// <summary>
    /// The bank's cards: major industry identifier 9, assigned nationally, with the country code 156 (ISO/IEC 7812-1); no network routes them.
    /// </summary>
    private const string Issuer = "915600";

    private const int NumberDigits = 9;
    private const int ValidYears = 5;
    private readonly AuditLog _audit;
    private readonly CardKeys _keys;
    private readonly TimeProvider _time;
    private readonly Randomness _randomness;

    public CardDesk(AuditLog audit, CardKeys keys, TimeProvider time, Randomness randomness) =>
        (_audit, _keys, _time, _randomness) = (audit, keys, time, randomness);

    /// <summary>Makes a card for a customer's account. Its number and key are in the answer and nowhere else.</summary>
    public async Task<Outcome<IssuedCard>> IssueAsync(BankTransaction transaction, string customerId, IssueCard request)
    {
        var customer = await Customer.FindAsync(transaction, customerId);
        if (customer is null)
        {
            return Refusal.NotFound("customer");
        }

        var device = request.Device ?? (customer.Token is { } token ? BankCard.TokenDevice + token : null);
        if (device is null)
        {
            return new Refusal("no-device", 409, "The customer has no token that the card could be bound to; bind one, or name a device.");
        }

        if (await CheckDeviceAsync(transaction, customerId, device) is { } refusal)
        {
            return refusal;
        }

        var pan = await NewNumberAsync(transaction);
        var now = _time.GetUtcNow();
        var month = new DateTime(now.Year + ValidYears, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        var expiry = month.AddMonths(1).AddDays(-1).ToString("yyMMdd", CultureInfo.InvariantCulture);
        var id = Convert.ToHexStringLower(_randomness.Bytes(8));
        await transaction.ExecuteOneAsync(
            """
            INSERT INTO bank_cards (id, customer_id, account_id, pan_index, pan_masked, pan_wrapped, expiry, device, state, created_at)
            VALUES (@id, @customerId, @AccountId, @Index, @Masked, @Wrapped, @expiry, @device, 'active', @At)
            """,
            new
            {
                id,
                customerId,
                customer.AccountId,
                Index = _keys.Index(pan),
                Masked = CustomerRules.Mask(pan),
                Wrapped = _keys.Wrap(id, pan),
                expiry,
                device,
                At = now.ToUnixTimeMilliseconds(),
            });
        await _audit.AppendAsync(transaction, "clerk", AuditEvents.CardChanged, id, new { to = BankCard.Active, card = CustomerRules.Mask(pan), device });
        return new IssuedCard((await BankCard.FindAsync(transaction, id))!.ToView(), pan, expiry, Convert.ToHexString(_keys.Key(pan, expiry)));
    }

    /// <summary>Sets the secret that is typed for the card. The owner's own card only, where a customer asks.</summary>
    public async Task<Outcome<BankCardView>> SetSecretAsync(BankTransaction transaction, string actor, string? customerId, string cardId, string secret)
    {
        if (secret.Length is < PinBlock.MinPin or > PinBlock.MaxPin || !secret.All(char.IsAsciiDigit))
        {
            return new Refusal("invalid-secret", 400, "A card's secret is 4 to 12 digits.");
        }

        var card = await BankCard.LockAsync(transaction, cardId);
        if (card is null || (customerId is not null && card.CustomerId != customerId))
        {
            return Refusal.NotFound("card");
        }

        if (card.State != BankCard.Active)
        {
            return WrongState(card);
        }

        await transaction.ExecuteOneAsync(
            "UPDATE bank_cards SET secret_mac = @Mac, wrong = 0 WHERE id = @cardId", new { Mac = _keys.SecretMac(cardId, secret), cardId });
        await _audit.AppendAsync(transaction, actor, AuditEvents.CardSecretSet, cardId);
        return (await BankCard.FindAsync(transaction, cardId))!.ToView();
    }

    /// <summary>Unlocks a card after wrong secrets, or closes it for good.</summary>
    public Task<Outcome<BankCardView>> MoveAsync(BankTransaction transaction, string cardId, string from, string to) =>
        ChangeAsync(transaction, cardId, async card =>
        {
            if (card.State != from && !(to == BankCard.Closed && card.State == BankCard.Active))
            {
                return WrongState(card);
            }

            await transaction.ExecuteOneAsync("UPDATE bank_cards SET state = @to, wrong = 0 WHERE id = @cardId", new { to, cardId });
            await _audit.AppendAsync(transaction, "clerk", AuditEvents.CardChanged, cardId, new { from = card.State, to });
            return null;
        });

    /// <summary>Binds a card to another device.</summary>
    public Task<Outcome<BankCardView>> BindToAsync(BankTransaction transaction, string cardId, string device) =>
        ChangeAsync(transaction, cardId, async card =>
        {
            if (card.State == BankCard.Closed)
            {
                return WrongState(card);
            }

            if (await CheckDeviceAsync(transaction, card.CustomerId, device) is { } refusal)
            {
                return refusal;
            }

            await transaction.ExecuteOneAsync("UPDATE bank_cards SET device = @device WHERE id = @cardId", new { device, cardId });
            await _audit.AppendAsync(transaction, "clerk", AuditEvents.CardChanged, cardId, new { from = card.Device, to = device });
            return null;
        });

    /// <summary>Compares a typed secret; the third wrong one in a row locks the card.</summary>
    public async Task<CardSecretCheck> CheckSecretAsync(BankTransaction transaction, string cardId, string typed)
    {
        var card = (await BankCard.LockAsync(transaction, cardId))!;
        if (card.State != BankCard.Active)
        {
            return CardSecretCheck.Locked;
        }

        var right = _keys.IsSecret(card, typed);
        var wrong = right ? 0 : card.Wrong + 1;
        var isLocked = wrong >= MostWrong;
        await transaction.ExecuteOneAsync(
            "UPDATE bank_cards SET wrong = @wrong, state = @State WHERE id = @cardId",
            new { wrong, State = isLocked ? BankCard.Locked : BankCard.Active, cardId });
        if (isLocked)
        {
            await _audit.AppendAsync(
                transaction, "bank", AuditEvents.CardChanged, cardId, new { from = BankCard.Active, to = BankCard.Locked, reason = "wrong secrets" });
        }

        return right ? CardSecretCheck.Right : isLocked ? CardSecretCheck.Locked : CardSecretCheck.Wrong;
    }

    private const int MostWrong = 3;

    private static async Task<Outcome<BankCardView>> ChangeAsync(BankTransaction transaction, string cardId, Func<BankCard, Task<Refusal?>> change)
    {
        var card = await BankCard.LockAsync(transaction, cardId);
        if (card is null)
        {
            return Refusal.NotFound("card");
        }

        return await change(card) is { } refusal ? refusal : (await BankCard.FindAsync(transaction, cardId))!.ToView();
    }

    private static async Task<Refusal?> CheckDeviceAsync(BankTransaction transaction, string customerId, string device)
    {
        var isKnown = device.StartsWith(BankCard.TokenDevice, StringComparison.Ordinal)
            ? await BoundToken.FindAsync(transaction, device[BankCard.TokenDevice.Length..]) is { State: BoundToken.Active } token && token.CustomerId == customerId
            : device.StartsWith(BankCard.TerminalDevice, StringComparison.Ordinal)
                && await Terminal.FindAsync(transaction, device[BankCard.TerminalDevice.Length..]) is { Board: not null };
        return isKnown
            ? null
            : new Refusal("invalid-device", 400, "device is token:SERIAL of an active token of this customer, or terminal:ID of a terminal with a board.");
    }

    private async Task<string> NewNumberAsync(BankTransaction transaction)
    {
        while (true)
        {
            var number = _randomness.Below(1_000_000_000).ToString("D" + NumberDigits, CultureInfo.InvariantCulture);
            var pan = Luhn.Append(Issuer + number);
            if (await BankCard.LockAsync(transaction, _keys.Index(pan)) is null)
            {
                return pan;
            }
        }
    }

    private static Refusal WrongState(BankCard card) => new("wrong-state", 409, $"The card is {card.State}; that does not allow this.");
}

/// <summary>What became of a secret that was typed for a card.</summary>
internal enum CardSecretCheck
{
    /// <summary>It is right.</summary>
    Right,

    /// <summary>It is wrong, or none is set; it was counted.</summary>
    Wrong,

    /// <summary>The card is locked, or has just been.</summary>
    Locked,
}
