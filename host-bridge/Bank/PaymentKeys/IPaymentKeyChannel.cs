using PaymentCode.Bank.Tokens;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>What payment codes ask of the line to the tokens. The tokens feature has it over SCP03 and the bridges; tests have one of their own.</summary>
public interface IPaymentKeyChannel
{
    /// <summary>
    /// Puts key and indices into a token, after setting its clock. <see cref="TokenReplyKind.Confirmed"/>: the token proved that it has them. The same batch again
    /// changes nothing in the token.
    /// </summary>
    /// <param name="serialHex">Serial number, 16 hexadecimal digits in upper case.</param>
    /// <param name="data"><see cref="Core.Applet.PaymentKeyData"/>, or nothing to erase what the token has.</param>
    /// <param name="cancellation">Ends the waiting; what the token has is then unknown.</param>
    Task<TokenReply> PutPaymentKeyAsync(string serialHex, byte[] data, CancellationToken cancellation);
}
