using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Firmware.Tests
{
    /// <summary>Payment codes and the data that a device gets for them, docs/PROTOCOLS.md §12. The expected codes come from another implementation.</summary>
    [TestClass]
    public class PaymentCodeTests
    {
        private const long Moment = 1790000000;

        private const string Golden =
            "DF5120 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F DF5202 0102 DF5301 71 DF5402 003C DF5504 00000007"
            + "DF560A 1234567890 0000000001";

        [TestMethod]
        public void A_code_has_prefix_index_and_authenticator()
        {
            Makes(0L, 60, 0L, 0L, 0, "710000000000190108");
            Makes(1234567890L, 60, Moment, 0L, 0, "711234567890286831");
            Makes(1234567890L, 30, Moment, 0L, 0, "711234567890962661");
            Makes(1234567890L, 180, Moment, 0L, 0, "711234567890222036");
            Makes(1234567890L, 600, Moment, 0L, 0, "711234567890180332");
            Makes(1234567890L, 60, Moment, 1250L, 156, "711234567890133652");
            Makes(9999999999L, 60, 4102444799L, 999999999999L, 978, "719999999999313164");
        }

        static void Makes(long index, int validity, long unixSeconds, long amountMinor, int currency, string code)
            => Assert.AreEqual(code, PaymentCodeNumber.Make(Key(), 71, index, validity, unixSeconds, amountMinor, currency));

        [TestMethod]
        public void A_code_is_split_again()
        {
            Assert.IsTrue(PaymentCodeNumber.TryParse("071234567890286831", out PaymentCodeNumber code));
            Assert.AreEqual(7, code.Prefix);
            Assert.AreEqual(1234567890L, code.Index);
            Assert.AreEqual("286831", code.Authenticator);
        }

        [TestMethod]
        public void What_is_not_18_digits_is_no_code()
        {
            IsNoCode("");
            IsNoCode("71123456789028683");
            IsNoCode("7112345678902868311");
            IsNoCode("71123456789028683 ");
            IsNoCode("7112345678902868:1");
            IsNoCode("-11234567890286831");
            IsNoCode("7112345678９028683");
        }

        static void IsNoCode(string text)
            => Assert.IsFalse(PaymentCodeNumber.TryParse(text, out PaymentCodeNumber _));

        [TestMethod]
        public void Three_steps_are_good_at_every_moment_and_a_code_never_outlives_its_validity()
        {
            HoldsFor(30, 12);
            HoldsFor(60, 24);
            HoldsFor(180, 72);
            HoldsFor(600, 240);
        }

        static void HoldsFor(int validity, int step)
        {
            Assert.AreEqual(step, PaymentCodeTime.StepSeconds(validity));
            for (long now = Moment; now < Moment + step; now++)
            {
                long newest = PaymentCodeTime.NewestGoodStep(validity, now);
                for (long candidate = newest - 4; candidate < newest + 3; candidate++)
                {
                    bool good = PaymentCodeTime.GoodFrom(validity, candidate) <= now && now < PaymentCodeTime.GoodUntil(validity, candidate);
                    Assert.AreEqual(candidate <= newest && candidate > newest - PaymentCodeTime.GoodSteps, good);
                }

                long life = PaymentCodeTime.GoodUntil(validity, PaymentCodeTime.StepAt(validity, now)) - now;
                Assert.IsTrue(life <= validity && life * 5 > validity * 3);
            }
        }

        [TestMethod]
        public void Payment_key_data_is_the_bytes_of_the_page()
        {
            PaymentKeyData data = new PaymentKeyData(Key(), 0x0102, 71, 60, 7, Hex.Bytes("1234567890 0000000001"));
            Assert.AreEqual(Hex.Text(Hex.Bytes(Golden)), Hex.Text(data.ToBytes()));
            Assert.IsTrue(PaymentKeyData.TryParse(Hex.Bytes(Golden), out PaymentKeyData read));
            Assert.AreEqual(Hex.Text(Key()), Hex.Text(read.Key));
            Assert.AreEqual(0x0102, (int)read.KeyVersion);
            Assert.AreEqual(71, read.Prefix);
            Assert.AreEqual(60, read.ValiditySeconds);
            Assert.AreEqual(7, (int)read.Batch);
            Assert.AreEqual(2, read.Count);
            Assert.AreEqual(1234567890L, read.IndexAt(0));
            Assert.AreEqual(1L, read.IndexAt(1));
        }

        [TestMethod]
        public void The_largest_batch_fills_the_stated_length()
        {
            byte[] bytes = new PaymentKeyData(Key(), 1, 99, 600, 1, new byte[PaymentKeyData.MaxIndices * PaymentKeyData.IndexLength]).ToBytes();
            Assert.AreEqual(PaymentKeyData.MaxLength, bytes.Length);
            Assert.IsTrue(PaymentKeyData.TryParse(bytes, out PaymentKeyData read));
            Assert.AreEqual(PaymentKeyData.MaxIndices, read.Count);
        }

        [TestMethod]
        public void Other_payment_key_data_is_refused()
        {
            IsRefused("DF5202 0102", "DF5202 0000");
            IsRefused("DF5301 71", "DF5301 7A");
            IsRefused("DF5301 71", "DF5300");
            IsRefused("DF5402 003C", "DF5402 003D");
            IsRefused("DF5402 003C", "DF5401 3C");
            IsRefused("DF5504 00000007", "DF5504 00000000");
            IsRefused("DF560A 1234567890 0000000001", "DF5600");
            IsRefused("DF560A 1234567890 0000000001", "DF5609 1234567890 00000000");
            IsRefused("DF560A 1234567890 0000000001", "DF560A 12345678A0 0000000001");
            IsRefused("DF5504 00000007", "DF5504 00000007 9F0100");
            IsRefused("DF560A", "DF560B");
        }

        static void IsRefused(string part, string instead)
        {
            int at = Golden.IndexOf(part);
            string changed = Golden.Substring(0, at) + instead + Golden.Substring(at + part.Length);
            Assert.IsTrue(at >= 0);
            Assert.IsFalse(PaymentKeyData.TryParse(Hex.Bytes(changed), out PaymentKeyData _));
        }

        private static byte[] Key()
        {
            byte[] key = new byte[PaymentCodeNumber.KeyLength];
            for (int i = 0; i < key.Length; i++)
            {
                key[i] = (byte)i;
            }

            return key;
        }
    }
}
