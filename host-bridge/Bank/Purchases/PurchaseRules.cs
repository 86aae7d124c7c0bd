using System.Globalization;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Bank.Tokens;
using PaymentCode.Bank.Withdrawals;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Purchases;

/// <summary>
/// A purchase with a token in two taps (docs/PROTOCOLS.md section 10): the first one carries the bank's GENERATE CODE through the terminal to the token, the second one
/// fetches the code. The code is good at this terminal, for this amount, once.
/// </summary>
internal sealed class PurchaseRules : ITerminalBusiness
{
    private const int MostAttempts = 4;
    private const int PresentSeconds = 60;
    private const int PresentAgainSeconds = 110;
    private static readonly TimeSpan TokenTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CodeTime = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan PasswordTime = TimeSpan.FromSeconds(75);
    private readonly AuditLog _audit;
    private readonly BankDatabase _database;
    private readonly OrderMoney _money;
    private readonly PaymentPassword _password;
    private readonly PinBlocks _blocks;
    private readonly CodeVerifier _verifier;
    private readonly TokenChannel _tokens;
    private readonly TypedCodes _codes;
    private readonly TimeProvider _time;
    private readonly Randomness _randomness;

    public PurchaseRules(
        AuditLog audit, BankDatabase database, OrderMoney money, PaymentPassword password, PinBlocks blocks, CodeVerifier verifier, TokenChannel tokens,
        TypedCodes codes, TimeProvider time, Randomness randomness) =>
        (_audit, _database, _money, _password, _blocks, _verifier, _tokens, _codes, _time, _randomness) =
            (audit, database, money, password, blocks, verifier, tokens, codes, time, randomness);

    public string Kind => TerminalOrder.Purchase;

    public Task<string?> BeginAsync(BankTransaction transaction, Terminal terminal, TerminalOrder order) =>
        Task.FromResult(order.PayeeAccount is null ? OrderReason.Terminal : null);

    public Task TakeAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened) => (order.State, happened.Kind) switch
    {
        (OrderState.Begun, TerminalApplet.EventTokenPresent) => PresentAsync(transaction, order, happened),
        (OrderState.Begun, TerminalApplet.EventPaymentCode) => _codes.TakeAsync(transaction, order, happened),
        (OrderState.Begun, TerminalApplet.EventCardRead or TerminalApplet.EventTagRead) =>
            RefuseAsync(transaction, order, OrderReason.Invalid),
        (OrderState.Asked, TerminalApplet.EventCodeRead) => ReadAsync(transaction, order, happened),
        (OrderState.Password, TerminalApplet.EventPassword) => CheckPasswordAsync(transaction, order, happened),
        _ => Task.CompletedTask,
    };

    public Task<byte[]?> DirectiveAsync(BankTransaction transaction, TerminalOrder order) => Task.FromResult(order.State switch
    {
        OrderState.Begun => Directive.Present(order, PresentSeconds - (int)order.Attempts),
        OrderState.Asked => Directive.PresentAgain(order, PresentAgainSeconds),
        OrderState.Password => Directive.Password(order, PinBlocks.Surrogate(order.Reference)),
        _ => null,
    });

    /// <summary>Asks the token in the field for its code.</summary>
    public async Task WorkAsync(TerminalOrder order, TerminalChannel channel, CancellationToken cancellation)
    {
        if (order.State != OrderState.Token)
        {
            return;
        }

        var (code, dead) = await _database.ReadAsync(async transaction =>
            (await Code.LiveAsync(transaction, order.Reference), await Code.DeadAsync(transaction, order.TokenSerial ?? "")));
        if (code is null)
        {
            return;
        }

        var reply = await _tokens.GenerateCodeAsync(code.TokenSerial, code.Parse(), dead, channel.Through(order.Number), cancellation);
        if (channel.IsLost)
        {
            // The way to the terminal broke, not the one to the token: on the next channel the same nonce resumes.
            return;
        }

        await _database.WriteAsync(async transaction =>
        {
            if (await TerminalOrder.LockAsync(transaction, order.Reference) is { State: OrderState.Token } locked)
            {
                await AskedAsync(transaction, locked, code, reply);
            }
        });
    }

    /// <summary>A token is there: whose it is, whether he may pay that, and the code that it will be asked for.</summary>
    private async Task PresentAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened)
    {
        var serial = happened.Fields.Find(TokenApplet.TagSerial, TokenApplet.SerialLength) is { } bytes ? Convert.ToHexString(bytes) : "";
        var token = await BoundToken.FindAsync(transaction, serial);
        if (token is not { State: BoundToken.Active, KeyVersion: > 0, CustomerId: { } customerId } || (order.TokenSerial ?? serial) != serial)
        {
            await RefuseAsync(transaction, order, OrderReason.Invalid);
            return;
        }

        if (order.TokenSerial is null && await TakeOnAsync(transaction, order, token, customerId) is { } reason)
        {
            await RefuseAsync(transaction, order, reason);
            return;
        }

        await order.MoveAsync(transaction, _audit, order.Actor, OrderState.Token, After(TokenTime));
    }

    private async Task<string?> TakeOnAsync(BankTransaction transaction, TerminalOrder order, BoundToken token, string customerId)
    {
        var customer = (await Customer.FindAsync(transaction, customerId))!;
        if (customer.Currency != order.Currency || customer.AccountId == order.PayeeAccount)
        {
            return OrderReason.Invalid;
        }

        // The account is locked before its limits are looked at.
        if (!await OrderMoney.TryHoldAsync(transaction, order, customer.AccountId))
        {
            return OrderReason.Funds;
        }

        if (!await OrderLimits.AllowAsync(transaction, order, customerId, _time.GetUtcNow()))
        {
            return OrderReason.Limit;
        }

        await order.SetPayerAsync(transaction, customerId, customer.AccountId);
        await transaction.ExecuteOneAsync(
            "UPDATE terminal_orders SET token_serial = @Serial WHERE reference = @Reference", new { token.Serial, order.Reference });
        var currency = Ledger.Currency.Of(order.Currency);
        var terminal = (await Terminal.FindAsync(transaction, order.TerminalId))!;
        var data = new TransactionData
        {
            Type = TokenApplet.TypePurchase,
            AmountMinor = order.AmountMinor,
            CurrencyNumeric = currency.Numeric,
            Exponent = currency.Exponent,
            Payee = await TerminalBoards.ShopNameAsync(transaction, terminal),
            Reservation = long.Parse(order.Reference, CultureInfo.InvariantCulture),
            Holder = TokenApplet.HolderToken,
            ExpiresAt = (uint)(After(CodeTime) / 1000),
        };
        await Code.AddAsync(transaction, _audit, order.Actor, Code.OfPurchase, token, data, _time.GetUtcNow().ToUnixTimeMilliseconds(), _randomness);
        return null;
    }

    /// <summary>What the token said when it was asked through the terminal.</summary>
    private async Task AskedAsync(BankTransaction transaction, TerminalOrder order, Code code, TokenReply reply)
    {
        if (reply.Kind == TokenReplyKind.Pending)
        {
            await code.TakenAsync(transaction);
            await order.MoveAsync(transaction, _audit, "token:" + code.TokenSerial, OrderState.Asked, code.Parse().ExpiresAt * 1000L);
        }
        else if (reply.Kind == TokenReplyKind.Refused || order.Attempts >= MostAttempts)
        {
            // It holds the code of something else, its counter is used up, or it is none of ours: presenting it again changes nothing.
            await RefuseAsync(transaction, order, OrderReason.Other);
        }
        else
        {
            await order.MoveAsync(transaction, _audit, "bank", OrderState.Begun, After(TerminalEvents.PresentTime));
        }
    }

    /// <summary>The code: it is used up here, whatever follows.</summary>
    private async Task ReadAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened)
    {
        var code = await Code.LiveAsync(transaction, order.Reference);
        var token = await BoundToken.FindAsync(transaction, order.TokenSerial!);
        var isRight = code is not null && code.IsGoodFrom(token) && token.CustomerId == order.CustomerId;
        AuthorizationPayload? payload = null;
        isRight = isRight && happened.Fields.Find(TerminalApplet.TagPayload) is { } bytes && AuthorizationPayload.TryParse(bytes, out payload)
            && payload.Form == TokenApplet.FormDynamic
            && payload.Reservation.ToString("D10", CultureInfo.InvariantCulture) == order.Reference;
        var verification = isRight ? await _verifier.CheckAsync(transaction, code!, payload!) : new Verification(Verification.WrongCode);
        if (verification.Reason is { } wrong)
        {
            await _audit.AppendAsync(transaction, order.Actor, AuditEvents.CodeRefused, order.Reference, new { reason = wrong });
            await RefuseAsync(transaction, order, OrderReason.Invalid);
            return;
        }

        var now = _time.GetUtcNow();
        await code!.UseAsync(transaction, verification.Counter, now.ToUnixTimeMilliseconds());
        if (await OrderLimits.NeedPasswordAsync(transaction, order, now))
        {
            await order.MoveAsync(transaction, _audit, order.Actor, OrderState.Password, After(PasswordTime));
        }
        else
        {
            await _money.ApproveAsync(transaction, order, order.Actor);
        }
    }

    private async Task CheckPasswordAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened)
    {
        var board = (await TokenRecord.ReadAsync(transaction, order.Board))!;
        if (order.PaymentCode is not null)
        {
            await _codes.TakePasswordAsync(transaction, order, board, happened);
            return;
        }

        var check = await _blocks.CompareAsync(
            board, order.Number, happened.Fields.Find(TerminalApplet.TagPinBlock), PinBlocks.Surrogate(order.Reference),
            digits => _password.CheckAsync(transaction, order.CustomerId!, digits));
        if (check != PaymentPasswordCheck.Right)
        {
            await RefuseAsync(transaction, order, check switch
            {
                PaymentPasswordCheck.Locked => OrderReason.Locked,
                null => OrderReason.Other,
                _ => OrderReason.Password,
            });
            return;
        }

        await transaction.ExecuteOneAsync("UPDATE terminal_orders SET with_password = 1 WHERE reference = @Reference", new { order.Reference });
        await _money.ApproveAsync(transaction, order, order.Actor);
    }

    private Task RefuseAsync(BankTransaction transaction, TerminalOrder order, string reason) =>
        _money.EndAsync(transaction, order, "bank", OrderState.Refused, reason);

    private long After(TimeSpan span) => (_time.GetUtcNow() + span).ToUnixTimeMilliseconds();
}
