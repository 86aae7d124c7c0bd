using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Codes;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class TransactionTests
    {
        [TestMethod]
        public void No_shortened_or_lengthened_transaction_is_taken()
        {
            byte[] good = Hex.Bytes(MessageTests.Transaction);
            for (int length = 0; length < good.Length; length++)
            {
                Assert.IsFalse(TransactionData.TryParse(Core.Bytes.Slice(good, 0, length), out TransactionData _));
            }

            Assert.IsFalse(TransactionData.TryParse(Core.Bytes.Concat(good, new byte[] { 0xC6, 0x00 }), out TransactionData _));
            Assert.IsFalse(TransactionData.TryParse(new byte[1000], out TransactionData _));
        }

        [TestMethod]
        public void A_transaction_with_one_fault_is_refused()
        {
            IsRefusedInPlaceOf("9C0101", "9C0103", "an unknown type");
            IsRefusedInPlaceOf("9C0101", "9C020101", "a type of two bytes");
            IsRefusedInPlaceOf("9C0101", "9C810101", "a longer form of a length");
            IsRefusedInPlaceOf("9C0101", "", "a missing type");
            IsRefusedInPlaceOf("9C0101", "9C01019C0101", "a type given twice");
            IsRefusedInPlaceOf("9F0206000000010000", "9F0206000000000000", "no amount");
            IsRefusedInPlaceOf("9F0206000000010000", "9F020600000001000A", "an amount that is not decimal");
            IsRefusedInPlaceOf("9F0206000000010000", "9F02050000010000", "a short amount");
            IsRefusedInPlaceOf("9F0206000000010000", "9F020700000000010000", "a long amount");
            IsRefusedInPlaceOf("5F2A020156", "5F2A020999", "an unknown currency");
            IsRefusedInPlaceOf("5F2A020156", "5F2A021156", "a currency of four digits");
            IsRefusedInPlaceOf("5F2A020156", "5F2A020392", "a currency with another exponent");
            IsRefusedInPlaceOf("5F360102", "5F360103", "an exponent that is not the currency's");
            IsRefusedInPlaceOf("DF110B41544D204E616E6A696E67", "DF1100", "no payee");
            IsRefusedInPlaceOf("DF110B41544D204E616E6A696E67", "DF110B41544D204E616E6A696E5F", "a character the display lacks");
            IsRefusedInPlaceOf("DF110B41544D204E616E6A696E67", "DF110B41544D204E616E6A696E00", "a control character");
            IsRefusedInPlaceOf("DF110B41544D204E616E6A696E67", "DF110B41544D204E616E6A696EE7", "a character beyond ASCII");
            IsRefusedInPlaceOf("DF110B41544D204E616E6A696E67", "DF110B20544D204E616E6A696E67", "a leading space");
            IsRefusedInPlaceOf("DF110B41544D204E616E6A696E67", "DF110B41544D204E616E6A696E20", "a trailing space");
            IsRefusedInPlaceOf("DF12051234567890", "DF1205123456789F", "a reservation that is not decimal");
            IsRefusedInPlaceOf("DF130100", "DF130102", "an unknown holder");
            IsRefusedInPlaceOf("9F3704DEADBEEF", "9F3703DEADBE", "a short nonce");
            IsRefusedInPlaceOf("9F3704DEADBEEF", "9F370500DEADBEEF", "a long nonce");
            IsRefusedInPlaceOf("DF14046A5E1B80", "DF1408000000006A5E1B80", "a long expiry");
            IsRefusedInPlaceOf("5F360102DF11", "5F361102DF11", "a length that points beyond");
        }

        static void IsRefusedInPlaceOf(string right, string wrong, string fault)
        {
            string good = Hex.Text(Hex.Bytes(MessageTests.Transaction));
            int at = good.IndexOf(right);
            Assert.IsTrue(at >= 0);
            string bad = good.Substring(0, at) + wrong + good.Substring(at + right.Length);
            Assert.IsFalse(TransactionData.TryParse(Hex.Bytes(bad), out TransactionData read), fault);
            Assert.IsNull(read);
        }

        [TestMethod]
        public void The_order_of_the_fields_is_fixed()
        {
            string good = Hex.Text(Hex.Bytes(MessageTests.Transaction));
            Assert.IsFalse(TransactionData.TryParse(Hex.Bytes(good.Substring(6) + good.Substring(0, 6)), out TransactionData _));
        }

        [TestMethod]
        public void A_payee_of_forty_characters_fits_and_gives_the_longest_transaction()
        {
            TransactionData longest = MessageTests.Sample();
            longest.Payee = "Abc.,-/:&'()+#*0123456789 ABCDEFGHIJKLMN";
            byte[] bytes = longest.ToBytes();
            Assert.AreEqual(TransactionData.MaxLength, bytes.Length);
            Assert.IsTrue(TransactionData.TryParse(bytes, out TransactionData read));
            Assert.AreEqual(longest.Payee, read.Payee);
            longest.Payee += "O";
            Assert.AreEqual("Payee", longest.InvalidField());
        }

        [TestMethod]
        public void Fields_out_of_range_are_named()
        {
            TransactionData transaction = MessageTests.Sample();
            Assert.IsNull(transaction.InvalidField());
            transaction.AmountMinor = TransactionData.MaxAmountMinor;
            Assert.IsNull(transaction.InvalidField());
            transaction.AmountMinor++;
            Assert.AreEqual("AmountMinor", transaction.InvalidField());
            transaction = MessageTests.Sample();
            transaction.Reservation = TransactionData.MaxReservation + 1;
            Assert.AreEqual("Reservation", transaction.InvalidField());
            transaction = MessageTests.Sample();
            transaction.Exponent = 0;
            Assert.AreEqual("Exponent", transaction.InvalidField());
            transaction.CurrencyNumeric = 392;
            Assert.IsNull(transaction.InvalidField());
        }

        [TestMethod]
        public void A_currency_is_found_by_its_number()
        {
            IsFound(8, "ALL", 2);
            IsFound(156, "CNY", 2);
            IsFound(392, "JPY", 0);
            IsFound(414, "KWD", 3);
            IsFound(840, "USD", 2);
            IsFound(978, "EUR", 2);
        }

        static void IsFound(int numeric, string letters, int exponent)
        {
            Assert.IsTrue(Iso4217.TryFind((ushort)numeric, out string found, out byte places));
            Assert.AreEqual(letters, found);
            Assert.AreEqual(exponent, (int)places);
        }

        [TestMethod]
        public void A_number_that_is_no_currency_is_not_found()
        {
            IsNotFound(0);
            IsNotFound(1);
            IsNotFound(999);
            IsNotFound(1156);
            IsNotFound(65535);
        }

        static void IsNotFound(int numeric)
            => Assert.IsFalse(Iso4217.TryFind((ushort)numeric, out string _, out byte _));
    }
}
