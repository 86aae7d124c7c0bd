using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>
/// What withdrawals ask of the line to the tokens. The tokens feature has it over SCP03 and the bridges; tests have one of their own.
/// </summary>
public interface ICodeChannel
{
    /// <summary>
    /// Asks a token to show a transaction and, once the button is pressed, to make its code. The same nonce again resumes.
    /// </summary>
    Task<TokenReply> GenerateCodeAsync(string serialHex, TransactionData transaction, CancellationToken cancellation);

    /// <summary>What has become of a nonce.</summary>
    Task<TokenReply> GetStatusAsync(string serialHex, uint nonce, CancellationToken cancellation);

    /// <summary>Ends the transaction or the code of a nonce.</summary>
    Task<TokenReply> CancelAsync(string serialHex, uint nonce, CancellationToken cancellation);
}
