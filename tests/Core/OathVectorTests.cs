using System.Security.Cryptography;
using System.Text;
using PaymentCode.Core.Codes;

namespace PaymentCode.Core.Tests;

/// <summary>
/// All vectors of RFC 4226, RFC 6238 and RFC 6287. Those on SHA-256 run on the device too (tests/Firmware, CodeTests). The others cannot: the device's
/// class library has no SHA-1, and the firmware's one seam to it has HMAC-SHA-256 only, as nothing on the token uses SHA-512. The codes
/// are the same code with another HMAC passed in.
/// </summary>
[TestClass]
public sealed class OathVectorTests
{
    private static readonly byte[] Digits = Encoding.ASCII.GetBytes("1234567890123456789012345678901234567890123456789012345678901234");
    private static readonly byte[] PinHash = SHA1.HashData("1234"u8);

    // RFC 4226 appendix D.
    [TestMethod]
    [DataRow(0, "755224", 0x4C93CF18u)]
    [DataRow(1, "287082", 0x41397EEAu)]
    [DataRow(2, "359152", 0x082FEF30u)]
    [DataRow(3, "969429", 0x66EF7655u)]
    [DataRow(4, "338314", 0x61C5938Au)]
    [DataRow(5, "254676", 0x33C083D4u)]
    [DataRow(6, "287922", 0x7256C032u)]
    [DataRow(7, "162583", 0x04E5B397u)]
    [DataRow(8, "399871", 0x2823443Fu)]
    [DataRow(9, "520489", 0x2679DC69u)]
    public void HOTP_gives_the_values_of_RFC_4226(int counter, string code, uint truncated)
    {
        Assert.AreEqual(code, Hotp.Compute(HMACSHA1.HashData, Key(20), counter, 6));
        byte[] data = new byte[8];
        data[7] = (byte)counter;
        Assert.AreEqual(truncated, Hotp.Truncate(HMACSHA1.HashData(Key(20), data)));
    }

    // RFC 4226 §5.4.
    [TestMethod]
    public void Truncation_gives_the_example_of_RFC_4226()
    {
        uint truncated = Hotp.Truncate(Hex.Bytes("1F8698690E02CA16618550EF7F19DA8E945B555A"));
        Assert.AreEqual(0x50EF7F19u, truncated);
        Assert.AreEqual("872921", Hotp.Format(truncated, 6));
    }

    // RFC 6238 appendix B; the seeds of SHA-256 and SHA-512 are 32 and 64 bytes long (erratum 2866).
    [TestMethod]
    [DataRow(59L, "94287082", "46119246", "90693936")]
    [DataRow(1111111109L, "07081804", "68084774", "25091201")]
    [DataRow(1111111111L, "14050471", "67062674", "99943326")]
    [DataRow(1234567890L, "89005924", "91819424", "93441116")]
    [DataRow(2000000000L, "69279037", "90698825", "38618901")]
    [DataRow(20000000000L, "65353130", "77737706", "47863826")]
    public void TOTP_gives_the_values_of_RFC_6238(long unixSeconds, string sha1, string sha256, string sha512)
    {
        Assert.AreEqual(sha1, Totp.Compute(HMACSHA1.HashData, Key(20), unixSeconds, 8));
        Assert.AreEqual(sha256, Totp.Compute(HMACSHA256.HashData, Key(32), unixSeconds, 8));
        Assert.AreEqual(sha512, Totp.Compute(HMACSHA512.HashData, Key(64), unixSeconds, 8));
    }

    // RFC 6287 appendix C.1, one-way challenge-response.
    [TestMethod]
    [DataRow("00000000", "237653")]
    [DataRow("11111111", "243178")]
    [DataRow("22222222", "653583")]
    [DataRow("33333333", "740991")]
    [DataRow("44444444", "608993")]
    [DataRow("55555555", "388898")]
    [DataRow("66666666", "816933")]
    [DataRow("77777777", "224598")]
    [DataRow("88888888", "750600")]
    [DataRow("99999999", "294470")]
    public void OCRA_on_SHA_1_gives_the_values_of_RFC_6287(string question, string code)
        => Assert.AreEqual(code, Compute("OCRA-1:HOTP-SHA1-6:QN08", 0, question));

    [TestMethod]
    [DataRow(0, "65347737")]
    [DataRow(1, "86775851")]
    [DataRow(2, "78192410")]
    [DataRow(3, "71565254")]
    [DataRow(4, "10104329")]
    [DataRow(5, "65983500")]
    [DataRow(6, "70069104")]
    [DataRow(7, "91771096")]
    [DataRow(8, "75011558")]
    [DataRow(9, "08522129")]
    public void OCRA_with_counter_and_pin_gives_the_values_of_RFC_6287(int counter, string code)
        => Assert.AreEqual(code, Compute("OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1", counter, "12345678"));

    [TestMethod]
    [DataRow(0, "00000000", "07016083")]
    [DataRow(1, "11111111", "63947962")]
    [DataRow(2, "22222222", "70123924")]
    [DataRow(3, "33333333", "25341727")]
    [DataRow(4, "44444444", "33203315")]
    [DataRow(5, "55555555", "34205738")]
    [DataRow(6, "66666666", "44343969")]
    [DataRow(7, "77777777", "51946085")]
    [DataRow(8, "88888888", "20403879")]
    [DataRow(9, "99999999", "31409299")]
    public void OCRA_with_counter_on_SHA_512_gives_the_values_of_RFC_6287(int counter, string question, string code)
        => Assert.AreEqual(code, Compute("OCRA-1:HOTP-SHA512-8:C-QN08", counter, question));

    // Appendix C.1 (PIN; time), C.2 (mutual: server, client) and C.3 (signature; with time). T is 132d0b6 minutes.
    [TestMethod]
    [DataRow("OCRA-1:HOTP-SHA256-8:QN08-PSHA1", "00000000", "83238735")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QN08-PSHA1", "11111111", "01501458")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QN08-PSHA1", "22222222", "17957585")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QN08-PSHA1", "33333333", "86776967")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QN08-PSHA1", "44444444", "86807031")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QN08-T1M", "00000000", "95209754")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QN08-T1M", "11111111", "55907591")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QN08-T1M", "22222222", "22048402")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QN08-T1M", "33333333", "24218844")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QN08-T1M", "44444444", "36209546")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "CLI22220SRV11110", "28247970")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "CLI22221SRV11111", "01984843")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "CLI22222SRV11112", "65387857")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "CLI22223SRV11113", "03351211")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "CLI22224SRV11114", "83412541")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SRV11110CLI22220", "15510767")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SRV11111CLI22221", "90175646")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SRV11112CLI22222", "33777207")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SRV11113CLI22223", "95285278")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SRV11114CLI22224", "28934924")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08", "CLI22220SRV11110", "79496648")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08", "CLI22221SRV11111", "76831980")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08", "CLI22222SRV11112", "12250499")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08", "CLI22223SRV11113", "90856481")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08", "CLI22224SRV11114", "12761449")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08-PSHA1", "SRV11110CLI22220", "18806276")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08-PSHA1", "SRV11111CLI22221", "70020315")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08-PSHA1", "SRV11112CLI22222", "01600026")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08-PSHA1", "SRV11113CLI22223", "18951020")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA08-PSHA1", "SRV11114CLI22224", "32528969")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SIG10000", "53095496")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SIG11000", "04110475")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SIG12000", "31331128")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SIG13000", "76028668")]
    [DataRow("OCRA-1:HOTP-SHA256-8:QA08", "SIG14000", "46554205")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA10-T1M", "SIG1000000", "77537423")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA10-T1M", "SIG1100000", "31970405")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA10-T1M", "SIG1200000", "10235557")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA10-T1M", "SIG1300000", "95213541")]
    [DataRow("OCRA-1:HOTP-SHA512-8:QA10-T1M", "SIG1400000", "65360607")]
    public void OCRA_gives_the_other_values_of_RFC_6287(string suite, string question, string code)
        => Assert.AreEqual(code, Compute(suite, 0, question));

    private static byte[] Key(int length) => Digits[..length];

    private static string Compute(string text, long counter, string question)
    {
        Assert.IsTrue(OcraSuite.TryParse(text, out OcraSuite suite));
        Assert.IsTrue(OcraInput.TryEncodeQuestion(suite, question, out byte[] bytes));
        HmacFunction hmac = suite.HashLength switch { 20 => HMACSHA1.HashData, 32 => HMACSHA256.HashData, _ => HMACSHA512.HashData };
        OcraInput input = new() { Counter = counter, Question = bytes, PinHash = PinHash, TimeSteps = 0x132D0B6 };
        return Ocra.Compute(suite, hmac, Key(suite.HashLength), input);
    }
}
