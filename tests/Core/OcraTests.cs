using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using PaymentCode.Core.Codes;

namespace PaymentCode.Core.Tests;

[TestClass]
public sealed class OcraTests
{
    [TestMethod]
    public void A_suite_with_every_input_is_read()
    {
        Assert.IsTrue(OcraSuite.TryParse("OCRA-1:HOTP-SHA512-10:C-QH64-PSHA256-S128-T48H", out OcraSuite suite));
        Assert.AreEqual(64, suite.HashLength);
        Assert.AreEqual(10, suite.Digits);
        Assert.IsTrue(suite.HasCounter);
        Assert.AreEqual(OcraSuite.Hexadecimal, suite.QuestionFormat);
        Assert.AreEqual(64, suite.QuestionLength);
        Assert.AreEqual(32, suite.PinHashLength);
        Assert.AreEqual(128, suite.SessionLength);
        Assert.AreEqual(48 * 3600, suite.TimeStepSeconds);
    }

    [TestMethod]
    [DataRow("T1S", 1)]
    [DataRow("T59S", 59)]
    [DataRow("T1M", 60)]
    [DataRow("T59M", 3540)]
    [DataRow("T1H", 3600)]
    public void A_time_step_is_read_in_seconds(string step, int seconds)
    {
        Assert.IsTrue(OcraSuite.TryParse("OCRA-1:HOTP-SHA1-6:QN08-" + step, out OcraSuite suite));
        Assert.AreEqual(seconds, suite.TimeStepSeconds);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("OCRA-2:HOTP-SHA1-6:QN08")]
    [DataRow("ocra-1:HOTP-SHA1-6:QN08")]
    [DataRow("OCRA-1:TOTP-SHA1-6:QN08")]
    [DataRow("OCRA-1:HOTP-SHA1-6")]
    [DataRow("OCRA-1:HOTP-SHA1-6:")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08:QN08")]
    [DataRow("OCRA-1:HOTP-MD5-6:QN08")]
    [DataRow("OCRA-1:HOTP-SHA1:QN08")]
    [DataRow("OCRA-1:HOTP-SHA1-3:QN08")]
    [DataRow("OCRA-1:HOTP-SHA1-11:QN08")]
    [DataRow("OCRA-1:HOTP-SHA1-06:QN08")]
    [DataRow("OCRA-1:HOTP-SHA1--6:QN08")]
    [DataRow("OCRA-1:HOTP-SHA1-:QN08")]
    [DataRow("OCRA-1:HOTP-SHA1-6:C")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN8")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN03")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN65")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QX08")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-C")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-QN08")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-PMD5")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-P")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-S64")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-S000")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-S513")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-T60S")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-T0M")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-T01M")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-T49H")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-TM")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-T1D")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-T1M-S064")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-")]
    [DataRow("OCRA-1:HOTP-SHA1-6:-QN08")]
    [DataRow("OCRA-1:HOTP-SHA1-6:QN08-T1M-XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX")]
    public void A_suite_that_is_not_of_the_form_is_refused(string text)
        => Assert.IsFalse(OcraSuite.TryParse(text, out _));

    [TestMethod]
    public void The_data_input_has_every_field_in_its_place()
    {
        Assert.IsTrue(OcraSuite.TryParse("OCRA-1:HOTP-SHA256-0:C-QH08-PSHA1-S064-T30S", out OcraSuite suite));
        Assert.IsTrue(OcraInput.TryEncodeQuestion(suite, "abcde", out byte[] question));
        byte[] pin = SHA1.HashData("1234"u8);
        OcraInput input = new() { Counter = 0x0102030405060708, Question = question, PinHash = pin, Session = [0xEE, 0xFF], TimeSteps = 0x132D0B6 };

        string expected = Convert.ToHexString("OCRA-1:HOTP-SHA256-0:C-QH08-PSHA1-S064-T30S"u8) + "00" + "0102030405060708"
            + "ABCDE0" + new string('0', 250) + Hex.Text(pin) + new string('0', 124) + "EEFF" + "000000000132D0B6";
        Assert.AreEqual(expected, Hex.Text(Ocra.DataInput(suite, input)));
        Assert.AreEqual(Hex.Text(HMACSHA256.HashData(pin, Hex.Bytes(expected))), Ocra.Compute(suite, HMACSHA256.HashData, pin, input));
    }

    [TestMethod]
    public void A_numeric_question_is_the_hexadecimal_digits_of_its_number()
    {
        Assert.IsTrue(OcraSuite.TryParse("OCRA-1:HOTP-SHA1-6:QN64", out OcraSuite suite));
        Random random = new(6287);
        for (int round = 0; round < 500; round++)
        {
            int length = 1 + random.Next(128);
            string number = string.Concat(Enumerable.Range(0, length).Select(_ => (char)('0' + random.Next(10))));
            string hex = BigInteger.Parse(number, CultureInfo.InvariantCulture).ToString("X", CultureInfo.InvariantCulture).TrimStart('0');
            hex = hex.Length == 0 ? "0" : hex;
            Assert.IsTrue(OcraInput.TryEncodeQuestion(suite, number, out byte[] bytes));
            Assert.AreEqual(hex.Length % 2 == 0 ? hex : hex + "0", Hex.Text(bytes), number);
        }
    }

    [TestMethod]
    [DataRow("QN08", "")]
    [DataRow("QN08", "1234567A")]
    [DataRow("QN08", "12345678901234567")]
    [DataRow("QH08", "0123456G")]
    [DataRow("QA08", "naïve")]
    [DataRow("QA08", "a\tb")]
    public void A_question_outside_the_suites_format_is_refused(string format, string question)
    {
        Assert.IsTrue(OcraSuite.TryParse("OCRA-1:HOTP-SHA1-6:" + format, out OcraSuite suite));
        Assert.IsFalse(OcraInput.TryEncodeQuestion(suite, question, out _));
    }

    [TestMethod]
    [DataRow(0, 20, 64, "question")]
    [DataRow(129, 20, 64, "question")]
    [DataRow(4, 19, 64, "PIN hash")]
    [DataRow(4, 20, 0, "session information")]
    [DataRow(4, 20, 65, "session information")]
    public void An_input_of_the_wrong_length_is_named(int question, int pin, int session, string name)
    {
        Assert.IsTrue(OcraSuite.TryParse("OCRA-1:HOTP-SHA1-6:QN08-PSHA1-S064", out OcraSuite suite));
        OcraInput input = new() { Question = new byte[question], PinHash = new byte[pin], Session = new byte[session] };
        ArgumentException wrong = Assert.ThrowsExactly<ArgumentException>(() => Ocra.Compute(suite, HMACSHA1.HashData, new byte[20], input));
        StringAssert.Contains(wrong.Message, name);
    }

    [TestMethod]
    public void An_HMAC_that_is_not_the_suites_is_refused()
    {
        Assert.IsTrue(OcraSuite.TryParse("OCRA-1:HOTP-SHA1-6:QN08", out OcraSuite suite));
        Assert.ThrowsExactly<ArgumentException>(
            () => Ocra.Compute(suite, HMACSHA256.HashData, new byte[20], new OcraInput { Question = [1] }));
    }

    [TestMethod]
    public void Codes_have_four_to_ten_digits_and_time_steps_are_positive()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Hotp.Format(1, 3));
        Assert.ThrowsExactly<ArgumentException>(() => Hotp.Format(1, 11));
        Assert.ThrowsExactly<ArgumentException>(() => Totp.Step(1, 0));
        Assert.ThrowsExactly<ArgumentException>(() => Totp.Step(-1));
        Assert.ThrowsExactly<ArgumentException>(() => Totp.Step(99, 30, 100));
        Assert.AreEqual(1L, Totp.Step(160, 30, 100) - 1);
    }
}
