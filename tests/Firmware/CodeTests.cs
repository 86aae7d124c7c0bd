using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Firmware.Tests
{
    /// <summary>
    /// The vectors of RFC 6238 and RFC 6287 on SHA-256, which the device has. Those on SHA-1 (all of RFC 4226 among them) and on SHA-512 run on the
    /// host only, in OathVectorTests: the device has no SHA-1, and firmware uses no SHA-512.
    /// </summary>
    [TestClass]
    public class CodeTests
    {
        private const string PinHash = "7110EDA4D09E062AA5E4A390B0A572AC0D2C0220";

        // RFC 6238 appendix B; the seed of SHA-256 is 32 bytes long (erratum 2866).
        [TestMethod]
        public void TOTP_gives_the_values_of_RFC_6238()
        {
            GivesTotp(59L, "46119246");
            GivesTotp(1111111109L, "68084774");
            GivesTotp(1111111111L, "67062674");
            GivesTotp(1234567890L, "91819424");
            GivesTotp(2000000000L, "90698825");
            GivesTotp(20000000000L, "77737706");
        }

        static void GivesTotp(long unixSeconds, string code)
            => Assert.AreEqual(code, Totp.Compute(DeviceCrypto.HmacSha256, Key(), unixSeconds, 8));

        // RFC 6287 appendix C.1: OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1.
        [TestMethod]
        public void OCRA_with_counter_and_pin_gives_the_values_of_RFC_6287()
        {
            GivesWithCounter(0, "65347737");
            GivesWithCounter(1, "86775851");
            GivesWithCounter(2, "78192410");
            GivesWithCounter(3, "71565254");
            GivesWithCounter(4, "10104329");
            GivesWithCounter(5, "65983500");
            GivesWithCounter(6, "70069104");
            GivesWithCounter(7, "91771096");
            GivesWithCounter(8, "75011558");
            GivesWithCounter(9, "08522129");
        }

        static void GivesWithCounter(int counter, string code)
            => Assert.AreEqual(code, Compute("OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1", counter, "12345678"));

        // RFC 6287 appendix C.1 (with PIN), C.2 (mutual: server, client) and C.3 (signature).
        [TestMethod]
        public void OCRA_on_SHA_256_gives_the_values_of_RFC_6287()
        {
            GivesOcra("QN08-PSHA1", "00000000", "83238735");
            GivesOcra("QN08-PSHA1", "11111111", "01501458");
            GivesOcra("QN08-PSHA1", "22222222", "17957585");
            GivesOcra("QN08-PSHA1", "33333333", "86776967");
            GivesOcra("QN08-PSHA1", "44444444", "86807031");
            GivesOcra("QA08", "CLI22220SRV11110", "28247970");
            GivesOcra("QA08", "CLI22221SRV11111", "01984843");
            GivesOcra("QA08", "CLI22222SRV11112", "65387857");
            GivesOcra("QA08", "CLI22223SRV11113", "03351211");
            GivesOcra("QA08", "CLI22224SRV11114", "83412541");
            GivesOcra("QA08", "SRV11110CLI22220", "15510767");
            GivesOcra("QA08", "SRV11111CLI22221", "90175646");
            GivesOcra("QA08", "SRV11112CLI22222", "33777207");
            GivesOcra("QA08", "SRV11113CLI22223", "95285278");
            GivesOcra("QA08", "SRV11114CLI22224", "28934924");
            GivesOcra("QA08", "SIG10000", "53095496");
            GivesOcra("QA08", "SIG11000", "04110475");
            GivesOcra("QA08", "SIG12000", "31331128");
            GivesOcra("QA08", "SIG13000", "76028668");
            GivesOcra("QA08", "SIG14000", "46554205");
        }

        static void GivesOcra(string inputs, string question, string code)
            => Assert.AreEqual(code, Compute("OCRA-1:HOTP-SHA256-8:" + inputs, 0, question));

        [TestMethod]
        public void A_truncated_value_is_written_with_leading_zeros()
        {
            Assert.AreEqual("0000000007", Hotp.Format(7, 10));
            Assert.AreEqual("2147483647", Hotp.Format(0x7FFFFFFF, 10));
            Assert.AreEqual("483647", Hotp.Format(0x7FFFFFFF, 6));
        }

        private static byte[] Key() => Core.Bytes.FromAscii("12345678901234567890123456789012");

        private static string Compute(string text, long counter, string question)
        {
            Assert.IsTrue(OcraSuite.TryParse(text, out OcraSuite suite));
            Assert.IsTrue(OcraInput.TryEncodeQuestion(suite, question, out byte[] bytes));
            OcraInput input = new OcraInput { Counter = counter, Question = bytes, PinHash = Hex.Bytes(PinHash) };
            return Ocra.Compute(suite, DeviceCrypto.HmacSha256, Key(), input);
        }
    }
}
