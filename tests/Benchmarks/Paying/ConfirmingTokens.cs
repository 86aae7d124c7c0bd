using System.Collections.Concurrent;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Tokens;
using PaymentCode.Bank.Withdrawals;
using PaymentCode.Core.Codes;

namespace PaymentCode.Benchmarks.Paying;

/// <summary>Tokens whose button is pressed at once: the benchmark measures the bank, not the customer.</summary>
internal sealed class ConfirmingTokens(byte[] masterKey) : ICodeChannel
{
    private readonly TokenKeys _keys = new(new KeyRing(masterKey));
    private readonly ConcurrentDictionary<string, (uint Nonce, ushort Counter)> _newest = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<byte[]>> _payloads = new();

    /// <summary>The payload that the token of a reservation shows, once it was asked.</summary>
    internal Task<byte[]> PayloadAsync(string reference) =>
        Payload(long.Parse(reference, System.Globalization.CultureInfo.InvariantCulture)).Task;

    public Task<TokenReply> GenerateCodeAsync(string serialHex, TransactionData transaction, CancellationToken cancellation)
    {
        var (_, counter) = _newest.AddOrUpdate(
            serialHex,
            _ => (transaction.Nonce, 1),
            (_, newest) => newest.Nonce == transaction.Nonce ? newest : (transaction.Nonce, (ushort)(newest.Counter + 1)));
        var authenticator = AuthorizationCode.Authenticator(_keys.CodeKey(serialHex, 1), counter, transaction.Challenge());
        var payload = new AuthorizationPayload(Convert.FromHexString(serialHex), counter, transaction.Reservation, authenticator);
        Payload(transaction.Reservation).TrySetResult(payload.ToBytes());
        return Task.FromResult(new TokenReply(TokenReplyKind.Confirmed, counter, null));
    }

    public Task<TokenReply> GetStatusAsync(string serialHex, uint nonce, CancellationToken cancellation) =>
        Task.FromResult(new TokenReply(TokenReplyKind.Confirmed, _newest[serialHex].Counter, null));

    public Task<TokenReply> CancelAsync(string serialHex, uint nonce, CancellationToken cancellation) =>
        Task.FromResult(new TokenReply(TokenReplyKind.Cancelled, null, null));

    private TaskCompletionSource<byte[]> Payload(long reservation) =>
        _payloads.GetOrAdd(reservation, _ => new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously));
}
