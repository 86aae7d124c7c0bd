using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Core.Codes
{
    /// <summary>
    /// The code of one transaction, docs/PROTOCOLS.md §2: token and bank compute it from the same code key, counter and challenge.
    /// </summary>
    public static class AuthorizationCode
    {
        /// <summary>The picture's authenticator: the untruncated OCRA value, 32 bytes.</summary>
        /// <param name="codeKey">The token's code key, 32 bytes.</param>
        /// <param name="counter">Application transaction counter of this code, 1 to 65,535.</param>
        /// <param name="challenge"><see cref="TransactionData.Challenge"/>, 32 bytes.</param>
        public static byte[] Authenticator(byte[] codeKey, ushort counter, byte[] challenge)
        {
            OcraSuite.TryParse(TokenApplet.PictureSuite, out OcraSuite suite);
            return Ocra.ComputeValue(suite, DeviceCrypto.HmacSha256, codeKey, Input(counter, challenge));
        }

        /// <summary>The ten digits; the parameters are those of <see cref="Authenticator"/>.</summary>
        public static string Digits(byte[] codeKey, ushort counter, byte[] challenge)
        {
            OcraSuite.TryParse(TokenApplet.DigitsSuite, out OcraSuite suite);
            return Ocra.Compute(suite, DeviceCrypto.HmacSha256, codeKey, Input(counter, challenge));
        }

        private static OcraInput Input(ushort counter, byte[] challenge) => new OcraInput { Counter = counter, Question = challenge };
    }
}
