using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class PinBlockTests
    {
        // First row: ASC X9.24-3-2017, supplement with test vectors, calculation of an AES PIN block format 4. Second row: the known answer of
        // psec, an independent implementation, for an account number of the greatest length.
        [TestMethod]
        public void Format_4_gives_the_published_blocks()
        {
            GivesBlock("AF8CB133A78F8DC2D1359F18527593FB", "1234", "4111111111111111", "2F69ADDE2E9E7ACE", "A912150391AB65A67E52883D81CE2D15");
            GivesBlock("00112233445566778899AABBCCDDEEFF", "1234", "1234567890123456789", "FFFFFFFFFFFFFFFF", "28B41FDDD29B743E93124BD8E32D921E");
        }

        static void GivesBlock(string key, string pin, string pan, string fill, string block)
        {
            Assert.AreEqual(block, Hex.Text(PinBlock.Encrypt(Hex.Bytes(key), Digits(pin), Digits(pan), Hex.Bytes(fill))));
        }

        // Known answers of paysec, an independent implementation, in the direction that the bank goes.
        [TestMethod]
        public void Blocks_of_others_are_read()
        {
            IsReadFrom("1234", "1234567890123456", "52DB178C6EDCE52E3A70F7FBC8E9C758");
            IsReadFrom("123456", "123456789012345678", "847A0209C659E4C4A79CA6A2A2217D31");
            IsReadFrom("12345678", "1234567890123456789", "018BFEC8B5EF60181A327AD8325A2BA4");
        }

        static void IsReadFrom(string pin, string pan, string block)
        {
            Assert.AreEqual(pin, Read(Hex.Bytes("00112233445566778899AABBCCDDEEFF"), Hex.Bytes(block), pan));
        }

        // ISO 9564-1:2017 §9.4.2.2.3: digits beyond 12 are counted in the first nibble; fewer are filled up with zeros on the left.
        [TestMethod]
        public void The_account_number_s_field_is_laid_out_by_its_length()
        {
            HasField("4111111111111111", "44111111111111111000000000000000");
            HasField("411111111111111", "34111111111111110000000000000000");
            HasField("123456789", "00001234567890000000000000000000");
            HasField("123456789012", "01234567890120000000000000000000");
        }

        static void HasField(string pan, string field)
        {
            byte[] block = new byte[PinBlock.Length];
            PinBlock.Mix(block, Digits(pan));
            Assert.AreEqual(field, Hex.Text(block));
        }

        [TestMethod]
        public void A_PIN_of_4_to_12_digits_comes_back()
        {
            ComesBack("1234");
            ComesBack("123456789012");
        }

        static void ComesBack(string pin)
        {
            byte[] key = Hex.Bytes("000102030405060708090A0B0C0D0E0F");
            byte[] block = PinBlock.Encrypt(key, Digits(pin), Digits("9000000000000001"), Hex.Bytes("0102030405060708"));
            Assert.AreEqual(pin, Read(key, block, "9000000000000001"));
            Assert.IsNull(Read(key, block, "9000000000000002"));
            block[0] ^= 1;
            Assert.IsNull(Read(key, block, "9000000000000001"));
        }

        [TestMethod]
        public void Each_transaction_has_a_key_of_its_own()
        {
            byte[] baseKey = Hex.Bytes("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
            string first = Hex.Text(PinBlock.TransactionKey(baseKey, 1));
            byte[] mac = DeviceCrypto.HmacSha256(baseKey, Hex.Bytes("50494E20626C6F636B 00000001"));
            Assert.AreEqual(Hex.Text(Core.Bytes.Slice(mac, 0, 16)), first);
            Assert.AreNotEqual(first, Hex.Text(PinBlock.TransactionKey(baseKey, 2)));
        }

        private static string Read(byte[] key, byte[] block, string pan)
        {
            byte[] zero = new byte[PinBlock.Length];
            byte[] inner = DeviceCrypto.AesCbcDecrypt(key, zero, block);
            PinBlock.Mix(inner, Digits(pan));
            byte[] digits;
            if (!PinBlock.TryRead(DeviceCrypto.AesCbcDecrypt(key, zero, inner), out digits))
            {
                return null;
            }

            string text = "";
            for (int i = 0; i < digits.Length; i++)
            {
                text += digits[i].ToString();
            }

            return text;
        }

        private static byte[] Digits(string text)
        {
            byte[] digits = new byte[text.Length];
            for (int i = 0; i < digits.Length; i++)
            {
                digits[i] = (byte)(text[i] - '0');
            }

            return digits;
        }
    }
}
