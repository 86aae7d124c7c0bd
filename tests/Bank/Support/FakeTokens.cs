using System.Collections.Concurrent;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Tokens;
using PaymentCode.Bank.Withdrawals;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Tests.Support;

/// <summary>
/// Tokens without a line: what the bank asks is kept, the test presses the button, and codes are made with the core's own algorithm.
/// </summary>
public sealed class FakeTokens : ICodeChannel, IPaymentKeyChannel
{
    private readonly ConcurrentDictionary<string, Token> _tokens = new();
    private readonly TokenKeys _keys;

    public FakeTokens(byte[] masterKey) => _keys = new TokenKeys(new KeyRing(masterKey));

    /// <summary>Whether the tokens can be reached.</summary>
    public bool Connected { get; set; } = true;

    /// <summary>What is answered instead of the truth, as a lying bridge would.</summary>
    public TokenReply? Lie { get; set; }

    /// <summary>What a CANCEL is answered with, without being heard.</summary>
    public TokenReply? CancelLie { get; set; }

    /// <summary>How often CANCEL was sent.</summary>
    public int Cancels { get; private set; }

    /// <summary>How often a token was asked to show something new.</summary>
    public int Prompts { get; private set; }

    /// <summary>The transaction that a token shows, or null.</summary>
    public TransactionData? Shown(string serial) => Of(serial).Shown;

    /// <summary>Codes made elsewhere: the counter goes ahead.</summary>
    public void Skip(string serial, int codes) => Of(serial).Counter += (ushort)codes;

    /// <summary>The button is pressed: the code of the transaction shown.</summary>
    public FakeCode Confirm(string serial)
    {
        var token = Of(serial);
        lock (token)
        {
            var shown = token.Shown ?? throw new InvalidOperationException("The token shows nothing.");
            token.Counter++;
            token.Reply = new TokenReply(TokenReplyKind.Confirmed, token.Counter, null);
            return new FakeCode(_keys.CodeKey(serial, 1), serial, token.Counter, shown);
        }
    }

    /// <summary>Power was lost: the token shows nothing and knows no nonce.</summary>
    public void Forget(string serial) => Of(serial).Shown = null;

    public void Decline(string serial) => Of(serial).Reply = new TokenReply(TokenReplyKind.Declined, null, null);

    public void Fail(string serial) => Of(serial).Reply = new TokenReply(TokenReplyKind.Failed, null, null);

    public void End(string serial) => Of(serial).Reply = new TokenReply(TokenReplyKind.Ended, Of(serial).Counter, null);

    public Task<TokenReply> GenerateCodeAsync(string serialHex, TransactionData transaction, CancellationToken cancellation)
    {
        var token = Of(serialHex);
        lock (token)
        {
            if (!Connected)
            {
                return Task.FromResult(new TokenReply(TokenReplyKind.NotConnected, null, null));
            }

            if (token.Shown?.Nonce != transaction.Nonce)
            {
                if (token.Shown is not null)
                {
                    return Task.FromResult(new TokenReply(TokenReplyKind.Refused, null, 0x6985));
                }

                Prompts++;
                token.Shown = transaction;
                token.Reply = new TokenReply(TokenReplyKind.Pending, null, null);
            }

            return Task.FromResult(Lie ?? new TokenReply(TokenReplyKind.Pending, null, null));
        }
    }

    public Task<TokenReply> GetStatusAsync(string serialHex, uint nonce, CancellationToken cancellation)
    {
        var token = Of(serialHex);
        lock (token)
        {
            return Task.FromResult(!Connected ? new TokenReply(TokenReplyKind.NotConnected, null, null)
                : Lie ?? (token.Shown?.Nonce == nonce ? token.Reply : new TokenReply(TokenReplyKind.Unknown, null, null)));
        }
    }

    public Task<TokenReply> CancelAsync(string serialHex, uint nonce, CancellationToken cancellation)
    {
        var token = Of(serialHex);
        lock (token)
        {
            if (!Connected)
            {
                return Task.FromResult(new TokenReply(TokenReplyKind.NotConnected, null, null));
            }

            Cancels++;
            if (CancelLie is { } lie)
            {
                return Task.FromResult(lie);
            }

            if (token.Shown?.Nonce == nonce)
            {
                token.Shown = null;
            }

            return Task.FromResult(new TokenReply(TokenReplyKind.Cancelled, null, null));
        }
    }

    /// <summary>What the token was given last for payment codes; empty if it was told to erase it.</summary>
    public byte[]? PaymentKey(string serial) => Of(serial).PaymentKey;

    public Task<TokenReply> PutPaymentKeyAsync(string serialHex, byte[] data, CancellationToken cancellation)
    {
        if (Connected)
        {
            Of(serialHex).PaymentKey = data;
        }

        return Task.FromResult(Lie ?? new TokenReply(Connected ? TokenReplyKind.Confirmed : TokenReplyKind.NotConnected, null, null));
    }

    private Token Of(string serial) => _tokens.GetOrAdd(serial, _ => new Token());

    private sealed class Token
    {
        public ushort Counter { get; set; }

        public TransactionData? Shown { get; set; }

        public byte[]? PaymentKey { get; set; }

        public TokenReply Reply { get; set; } = new(TokenReplyKind.Unknown, null, null);
    }
}

/// <summary>A code as a token makes it.</summary>
public sealed record FakeCode(byte[] Key, string Serial, ushort Counter, TransactionData Transaction)
{
    public string Digits => AuthorizationCode.Digits(Key, Counter, Transaction.Challenge());

    public byte[] Payload => PayloadWith(Transaction);

    /// <summary>The code of the same token and counter for a transaction that was not shown.</summary>
    public byte[] PayloadWith(TransactionData transaction, long? reservation = null) => new AuthorizationPayload(
        Convert.FromHexString(Serial), Counter, reservation ?? Transaction.Reservation,
        AuthorizationCode.Authenticator(Key, Counter, transaction.Challenge())).ToBytes();
}
