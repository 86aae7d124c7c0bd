using System.Globalization;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Tokens;

/// <summary>What a clerk may do with tokens, each step in one transaction with its audit record.</summary>
internal sealed class TokenDesk
{
    private const int MaxVersion = 127;
    private static readonly Refusal AlreadyBound = new("token-bound", StatusCodes.Status409Conflict, "The customer has a token already; replace that one.");

    private readonly BankDatabase _database;
    private readonly TokenChannel _channel;
    private readonly TokenHub _hub;
    private readonly TokenKeys _keys;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;

    public TokenDesk(BankDatabase database, TokenChannel channel, TokenHub hub, TokenKeys keys, AuditLog audit, TimeProvider time)
    {
        _database = database;
        _channel = channel;
        _hub = hub;
        _keys = keys;
        _audit = audit;
        _time = time;
    }

    public async Task<IReadOnlyList<TokenView>> ListAsync() =>
        (await _database.ReadAsync(TokenRecord.NewestAsync)).Select(ToView).ToList();

    public async Task<Outcome<TokenView>> FindAsync(string serial)
    {
        var token = await _database.ReadAsync(transaction => TokenRecord.ReadAsync(transaction, serial));
        return token is null ? Refusal.NotFound("token") : ToView(token);
    }

    public Task<Outcome<TokenView>> RegisterAsync(RegisterToken request)
    {
        if (TokenRules.Check(request) is { } refusal)
        {
            return Task.FromResult<Outcome<TokenView>>(refusal);
        }

        var token = new TokenRecord
        {
            Serial = request.Serial,
            Kind = request.Kind,
            State = TokenState.Registered,
            TransportVersion = request.KeyVersion,
            TransportKeys = _keys.WrapTransport(
                request.Serial, Convert.FromHexString(request.Enc), Convert.FromHexString(request.Mac), Convert.FromHexString(request.Dek)),
            RegisteredAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return _database.WriteAsync<Outcome<TokenView>>(async transaction =>
        {
            if (await TokenRecord.FindAsync(transaction, request.Serial) is not null)
            {
                return new Refusal("already-registered", StatusCodes.Status409Conflict, "This serial number is registered already.");
            }

            await token.InsertAsync(transaction);
            await _audit.AppendAsync(transaction, "clerk", TokenEvents.Registered, request.Serial, new { request.KeyVersion, request.Kind });
            return ToView(token);
        });
    }

    public async Task<Outcome<TokenView>> PersonaliseAsync(string serial, CancellationToken cancellation)
    {
        var token = await _database.ReadAsync(transaction => TokenRecord.ReadAsync(transaction, serial));
        if (token is null)
        {
            return Refusal.NotFound("token");
        }

        if (token.State is TokenState.Revoked or TokenState.Replaced)
        {
            return TokenRules.WrongState(token.State);
        }

        if (token.NextVersion > MaxVersion)
        {
            return new Refusal("token-used-up", StatusCodes.Status409Conflict, "The token has had 127 key versions; replace it.");
        }

        var reply = await _channel.PersonaliseAsync(serial, cancellation);
        return reply.Kind == TokenReplyKind.Confirmed ? await FindAsync(serial) : TokenRules.Unreached(reply);
    }

    public Task<Outcome<TokenView>> BindToAsync(string serial, string customerId) => ChangeAsync(serial, async (transaction, token) =>
    {
        if (token.Kind != BoardKind.Token)
        {
            return TokenRules.WrongKind(token.Kind);
        }

        if (token.State != TokenState.Personalised)
        {
            return TokenRules.WrongState(token.State);
        }

        return await RefuseCustomerAsync(transaction, customerId)
            ?? await SetAsync(transaction, token, TokenState.Active, customerId, null);
    });

    public Task<Outcome<TokenView>> SuspendAsync(string serial) => ChangeAsync(serial, (transaction, token) =>
        token.State == TokenState.Active
            ? SetAsync(transaction, token, TokenState.Suspended, token.CustomerId, null)
            : Task.FromResult<Refusal?>(TokenRules.WrongState(token.State)));

    public Task<Outcome<TokenView>> ResumeAsync(string serial) => ChangeAsync(serial, (transaction, token) =>
        token.State == TokenState.Suspended
            ? SetAsync(transaction, token, TokenState.Active, token.CustomerId, null)
            : Task.FromResult<Refusal?>(TokenRules.WrongState(token.State)));

    /// <summary>Out of use from the commit on; the keys in the token are erased as well if it can be reached now.</summary>
    public async Task<Outcome<TokenView>> RevokeAsync(string serial, CancellationToken cancellation)
    {
        var revoked = await ChangeAsync(serial, (transaction, token) =>
            token.State is TokenState.Replaced
                ? Task.FromResult<Refusal?>(TokenRules.WrongState(token.State))
                : SetAsync(transaction, token, TokenState.Revoked, token.CustomerId, null));
        if (revoked.Refusal is not null || revoked.Value is { KeyVersion: 0, KeysPending: false })
        {
            return revoked;
        }

        await _channel.EraseKeysAsync(serial, cancellation);
        return await FindAsync(serial);
    }

    /// <summary>Another personalised token takes the place of this one, at once and for the same customer.</summary>
    public Task<Outcome<TokenView>> ReplaceAsync(string serial, string by) => ChangeAsync(serial, async (transaction, token) =>
    {
        if (token.CustomerId is null || token.State == TokenState.Replaced)
        {
            return TokenRules.WrongState(token.State);
        }

        var successor = await TokenRecord.FindAsync(transaction, by);
        if (successor is null)
        {
            return Refusal.NotFound("token to replace it by");
        }

        if (successor.Kind != BoardKind.Token)
        {
            return TokenRules.WrongKind(successor.Kind);
        }

        if (successor.State != TokenState.Personalised)
        {
            return TokenRules.WrongState(successor.State);
        }

        // A revoked token may be replaced too, unless its customer has got another one since.
        var bound = await BoundToken.OfCustomerAsync(transaction, token.CustomerId);
        if (bound is not null && bound.Serial != serial)
        {
            return AlreadyBound;
        }

        await SetAsync(transaction, token, TokenState.Replaced, token.CustomerId, by);
        return await SetAsync(transaction, successor, TokenState.Active, token.CustomerId, null);
    });

    private Task<Outcome<TokenView>> ChangeAsync(string serial, Func<BankTransaction, TokenRecord, Task<Refusal?>> change) =>
        _database.WriteAsync<Outcome<TokenView>>(async transaction =>
        {
            var token = await TokenRecord.FindAsync(transaction, serial);
            if (token is null)
            {
                return Refusal.NotFound("token");
            }

            return await change(transaction, token) is { } refusal ? refusal : ToView((await TokenRecord.ReadAsync(transaction, serial))!);
        });

    private static async Task<Refusal?> RefuseCustomerAsync(BankTransaction transaction, string customerId)
    {
        if (await transaction.ValueAsync<long>("SELECT COUNT(*) FROM customers WHERE id = @customerId", new { customerId }) == 0)
        {
            return Refusal.NotFound("customer");
        }

        return await BoundToken.OfCustomerAsync(transaction, customerId) is null ? null : AlreadyBound;
    }

    private async Task<Refusal?> SetAsync(BankTransaction transaction, TokenRecord token, string state, string? customerId, string? replacedBy)
    {
        await TokenRecord.SetStateAsync(transaction, token.Serial, state, customerId, replacedBy);
        await _audit.AppendAsync(transaction, "clerk", TokenEvents.Changed, token.Serial, new { From = token.State, To = state, customerId, replacedBy });
        return null;
    }

    private TokenView ToView(TokenRecord token) => new(
        token.Serial,
        token.Kind,
        token.State,
        token.CustomerId,
        token.KeyVersion,
        token.PendingVersion != 0,
        token.KeysErased != 0,
        _hub.IsClaimed(token.Serial),
        token.ReplacedBy,
        DateTimeOffset.FromUnixTimeMilliseconds(token.RegisteredAt).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
}
