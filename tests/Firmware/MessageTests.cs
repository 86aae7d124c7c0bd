using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class MessageTests
    {
        internal const string Transaction = "9C0101 9F0206000000010000 5F2A020156 5F360102 DF110B41544D204E616E6A696E67 DF12051234567890 DF130100"
            + "9F3704DEADBEEF DF14046A5E1B80";

        private const string CodeKey = "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F";
        private const string ClearKeys = "01"
            + "881110000102030405060708090A0B0C0D0E0F03C35280 881110101112131415161718191A1B1C1D1E1F03013808"
            + "881110202122232425262728292A2B2C2D2E2F03840DE5"
            + "902120404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F03752DDF"
            + "902120606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F0382D364";

        private const string EncryptedKeys = "01881110DB7CE67AF13DE57A95D922E5325ABF1303C35280881110771098A6B78CB45C029CF1C0DDEE0F1B03013808881110CC0DD15B"
            + "23E6829E05F6E417F464B69903840DE5902120859469C07743C7E45B318D151D3D87E95B28E90CDADF6574D56A085CB1BE150803752DDF902120"
            + "2602F2F0A58CFBD1CD1A16CFD98BEE3227995062150AD325AE0257FD85930AFA0382D364";

        [TestMethod]
        public void A_transaction_has_these_bytes_and_this_challenge()
        {
            Assert.AreEqual(Hex.Text(Hex.Bytes(Transaction)), Hex.Text(Sample().ToBytes()));
            Assert.AreEqual("2B0C800F4A01137E003732C73BC8EEB8BCDA682FE4EC5F6E4EC55C73DEA99CEF", Hex.Text(Sample().Challenge()));

            Assert.IsTrue(TransactionData.TryParse(Hex.Bytes(Transaction), out TransactionData read));
            Assert.AreEqual(TokenApplet.TypeWithdrawal, read.Type);
            Assert.AreEqual(10000L, read.AmountMinor);
            Assert.AreEqual(156, (int)read.CurrencyNumeric);
            Assert.AreEqual(2, (int)read.Exponent);
            Assert.AreEqual("ATM Nanjing", read.Payee);
            Assert.AreEqual(1234567890L, read.Reservation);
            Assert.AreEqual(TokenApplet.HolderToken, read.Holder);
            Assert.AreEqual(0xDEADBEEF, read.Nonce);
            Assert.AreEqual(0x6A5E1B80u, read.ExpiresAt);
        }

        [TestMethod]
        public void A_code_and_its_payload_have_these_bytes()
        {
            byte[] challenge = Sample().Challenge();
            byte[] authenticator = AuthorizationCode.Authenticator(Hex.Bytes(CodeKey), 1, challenge);
            Assert.AreEqual("1D32422FBD163109B71743CD0158F553F3BCEDDBAD9BAB9449C9E9850B272B87", Hex.Text(authenticator));
            Assert.AreEqual("1706945136", AuthorizationCode.Digits(Hex.Bytes(CodeKey), 1, challenge));

            AuthorizationPayload payload = new AuthorizationPayload(Hex.Bytes("0102030405060708"), 1, 1234567890, authenticator);
            string bytes = "10 0102030405060708 0001 1234567890 1D32422FBD163109B71743CD0158F553F3BCEDDBAD9BAB9449C9E9850B272B87";
            Assert.AreEqual(Hex.Text(Hex.Bytes(bytes)), Hex.Text(payload.ToBytes()));

            Assert.IsTrue(AuthorizationPayload.TryParse(Hex.Bytes(bytes), out AuthorizationPayload read));
            Assert.AreEqual("0102030405060708", Hex.Text(read.Serial));
            Assert.AreEqual(1, (int)read.Counter);
            Assert.AreEqual(1234567890L, read.Reservation);
            Assert.AreEqual(TokenApplet.FormDynamic, read.Form);
            Assert.AreEqual(Hex.Text(authenticator), Hex.Text(read.Authenticator));
        }

        [TestMethod]
        public void The_signature_form_has_room_for_64_bytes()
        {
            byte[] bytes = new AuthorizationPayload(new byte[8], 0xABCD, 9999999999, new byte[64]).ToBytes();
            Assert.AreEqual(80, bytes.Length);
            Assert.AreEqual("110000000000000000ABCD9999999999", Hex.Text(Core.Bytes.Slice(bytes, 0, 16)));
            Assert.IsTrue(AuthorizationPayload.TryParse(bytes, out AuthorizationPayload read));
            Assert.AreEqual(TokenApplet.FormSignature, read.Form);
        }

        [TestMethod]
        public void A_payload_of_another_version_form_length_or_digit_is_refused()
        {
            byte[] good = new AuthorizationPayload(new byte[8], 1, 0, new byte[32]).ToBytes();
            byte[] version = Core.Bytes.Slice(good, 0, 48);
            version[0] = 0x20;
            byte[] form = Core.Bytes.Slice(good, 0, 48);
            form[0] = 0x11;
            byte[] digit = Core.Bytes.Slice(good, 0, 48);
            digit[15] = 0x0A;
            Assert.IsTrue(AuthorizationPayload.TryParse(good, out AuthorizationPayload _));
            Assert.IsFalse(AuthorizationPayload.TryParse(version, out AuthorizationPayload _));
            Assert.IsFalse(AuthorizationPayload.TryParse(form, out AuthorizationPayload _));
            Assert.IsFalse(AuthorizationPayload.TryParse(digit, out AuthorizationPayload _));
            Assert.IsFalse(AuthorizationPayload.TryParse(Core.Bytes.Slice(good, 0, 47), out AuthorizationPayload _));
            Assert.IsFalse(AuthorizationPayload.TryParse(new byte[0], out AuthorizationPayload _));
        }

        [TestMethod]
        public void A_key_set_has_these_bytes_in_clear_and_under_the_channel()
        {
            byte[] clear = Hex.Bytes(ClearKeys);
            Assert.AreEqual(KeySet.EncodedLength, clear.Length);
            Assert.IsTrue(KeySet.TryParse(clear, 0, null, out KeySet keys));
            Assert.AreEqual(Hex.Text(clear), Hex.Text(keys.ToBytes(null)));
            Assert.AreEqual("01C35280013808840DE5752DDF82D364", Hex.Text(keys.Answer()));
            Assert.AreEqual(1, (int)keys.Version);
            Assert.AreEqual("101112131415161718191A1B1C1D1E1F", Hex.Text(keys.Channel().Mac));
            Assert.AreEqual("404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F", Hex.Text(keys.Code));

            Scp03Tests.Open(out Scp03Host host, out Scp03Card card);
            Assert.AreEqual(EncryptedKeys, Hex.Text(keys.ToBytes(host.EncryptKey)));
            Assert.IsTrue(KeySet.TryParse(Hex.Bytes("0102030405060708" + EncryptedKeys), 8, card.DecryptKey, out KeySet received));
            Assert.AreEqual(Hex.Text(keys.Seed), Hex.Text(received.Seed));
            Assert.IsFalse(KeySet.TryParse(Hex.Bytes(EncryptedKeys), 0, null, out KeySet _));
        }

        [TestMethod]
        public void Token_information_has_these_bytes()
        {
            TokenInformation information = new TokenInformation
            {
                Serial = Hex.Bytes("0102030405060708"),
                FirmwareVersion = 0x000102,
                LifeCycle = TokenApplet.LifeCyclePersonalised,
                DisplayWidth = 128,
                DisplayHeight = 64,
                Formats = TokenApplet.FormatMatrix | TokenApplet.FormatDigits,
                NewestKeyVersion = 2,
                Flags = TokenApplet.FlagClockValid | TokenApplet.FlagBusy,
                DelaySeconds = 60,
            };
            string bytes = "E1 23 C108 0102030405060708 C204 00010201 C301 0F C405 0080 0040 03 C501 02 C601 03 C701 3C";
            Assert.AreEqual(Hex.Text(Hex.Bytes(bytes)), Hex.Text(information.ToBytes()));

            Assert.IsTrue(TokenInformation.TryParse(Hex.Bytes(bytes), out TokenInformation read));
            Assert.AreEqual(Hex.Text(information.ToBytes()), Hex.Text(read.ToBytes()));
            Assert.AreEqual(128, (int)read.DisplayWidth);
            Assert.AreEqual(60, (int)read.DelaySeconds);
            Assert.AreEqual(0x000102, read.FirmwareVersion);
        }

        [TestMethod]
        public void A_status_has_these_bytes()
        {
            HasBytes("9F3704DEADBEEFDF150100DF160101", 0, TransactionStatus.NoCounter);
            HasBytes("9F3704DEADBEEFDF150101DF160103", 1, TransactionStatus.NoCounter);
            HasBytes("9F3704DEADBEEFDF1501029F36020001DF160103", 2, 1);
            HasBytes("9F3704DEADBEEFDF1501079F3602FFFFDF160104", 7, 0xFFFF);
        }

        static void HasBytes(string hex, int outcome, int counter)
        {
            byte[] bytes = Hex.Bytes(hex);
            Assert.IsTrue(TransactionStatus.TryParse(bytes, out TransactionStatus read));
            Assert.AreEqual(0xDEADBEEF, read.Nonce);
            Assert.AreEqual(outcome, (int)read.Outcome);
            Assert.AreEqual(counter, read.Counter);
            Assert.AreEqual(hex, Hex.Text(new TransactionStatus(0xDEADBEEF, (byte)outcome, counter, bytes[bytes.Length - 1]).ToBytes()));
        }

        [TestMethod]
        public void A_status_that_is_not_as_agreed_is_refused()
        {
            IsRefused("9F3704DEADBEEFDF150102DF160103");
            IsRefused("9F3704DEADBEEFDF1501019F36020001DF160103");
            IsRefused("9F3704DEADBEEFDF150108DF160103");
            IsRefused("9F3704DEADBEEFDF150101DF160103C60100");
            IsRefused("DF1501019F3704DEADBEEFDF160103");
            IsRefused("9F3704DEADBEEFDF150101");
            IsRefused("");
        }

        static void IsRefused(string hex)
            => Assert.IsFalse(TransactionStatus.TryParse(Hex.Bytes(hex), out TransactionStatus _));

        [TestMethod]
        public void A_query_names_one_nonce()
        {
            Assert.AreEqual("9F3704DEADBEEF", Hex.Text(TransactionStatus.Query(0xDEADBEEF)));
            Assert.IsTrue(TransactionStatus.TryParseQuery(Hex.Bytes("9F3704DEADBEEF"), out uint nonce));
            Assert.AreEqual(0xDEADBEEF, nonce);
            Assert.IsFalse(TransactionStatus.TryParseQuery(Hex.Bytes("9F3703ADBEEF"), out nonce));
            Assert.IsFalse(TransactionStatus.TryParseQuery(Hex.Bytes("9F3704DEADBEEF00"), out nonce));
            Assert.IsFalse(TransactionStatus.TryParseQuery(Hex.Bytes("9F3604DEADBEEF"), out nonce));
        }

        [TestMethod]
        public void The_application_identifier_is_F0_PAYCODE_1()
            => Assert.AreEqual("F0504159434F444501", Hex.Text(TokenApplet.Aid()));

        internal static TransactionData Sample() => new TransactionData
        {
            AmountMinor = 10000,
            CurrencyNumeric = 156,
            Exponent = 2,
            Payee = "ATM Nanjing",
            Reservation = 1234567890,
            Nonce = 0xDEADBEEF,
            ExpiresAt = 0x6A5E1B80,
        };
    }
}
