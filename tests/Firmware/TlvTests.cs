using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Apdu;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class TlvTests
    {
        [TestMethod]
        public void Tags_of_one_two_and_three_bytes_are_read_in_order()
        {
            TlvReader reader = Read("84 01 AA  9F02 02 BBCC  DF8101 00");
            Assert.IsTrue(reader.Read());
            Assert.AreEqual(0x84, reader.Tag);
            Assert.AreEqual(2, reader.Offset);
            Assert.AreEqual("AA", Hex.Text(reader.GetValue()));
            Assert.IsTrue(reader.Read());
            Assert.AreEqual(0x9F02, reader.Tag);
            Assert.AreEqual(0xBBCC, (int)reader.GetNumber());
            Assert.IsTrue(reader.Read());
            Assert.AreEqual(0xDF8101, reader.Tag);
            Assert.AreEqual(0, reader.Length);
            Assert.IsFalse(reader.Read());
            Assert.IsFalse(reader.IsMalformed);
            Assert.IsTrue(reader.IsShortestForm);
        }

        [TestMethod]
        public void A_template_is_read_inside()
        {
            TlvReader outer = Read("6F 05 84 03 010203");
            Assert.IsTrue(outer.Read());
            TlvReader inner = outer.GetNested();
            Assert.IsTrue(inner.Read());
            Assert.AreEqual("010203", Hex.Text(inner.GetValue()));
            Assert.IsFalse(inner.Read());
            Assert.IsFalse(outer.Read());
        }

        [TestMethod]
        public void Bytes_that_are_no_data_object_end_the_reading()
        {
            EndsTheReading("84");
            EndsTheReading("9F");
            EndsTheReading("9F02");
            EndsTheReading("DF8181");
            EndsTheReading("DF81818100");
            EndsTheReading("8402AA");
            EndsTheReading("8480");
            EndsTheReading("848100");
            EndsTheReading("8481");
            EndsTheReading("848200");
            EndsTheReading("84830000AA");
            EndsTheReading("8482FFFFAA");
            EndsTheReading("84FFAA");
        }

        static void EndsTheReading(string hex)
        {
            TlvReader reader = Read(hex + (hex == "848100" ? "84" : ""));
            while (reader.Read())
            {
            }

            Assert.IsTrue(reader.IsMalformed);
            Assert.IsFalse(reader.Read());
        }

        [TestMethod]
        public void A_longer_form_than_needed_is_read_but_noted()
        {
            IsNoted("848101AA");
            IsNoted("84820001AA");
            IsNoted("9F800100");
        }

        static void IsNoted(string hex)
        {
            TlvReader reader = Read(hex);
            Assert.IsTrue(reader.Read());
            Assert.IsFalse(reader.IsShortestForm);
            Assert.IsFalse(reader.IsMalformed);
        }

        [TestMethod]
        public void What_is_written_is_in_the_shortest_form()
        {
            TlvWriter writer = new TlvWriter(600);
            writer.WriteNumber(0x9C, 1, 1);
            writer.WriteBcd(0x9F02, 10000, 6);
            writer.Write(0xDF8101, new byte[0]);
            Assert.AreEqual("9C01019F0206000000010000DF810100", Hex.Text(writer.ToArray()));

            Assert.AreEqual("DF117F", Hex.Text(Written(127)).Substring(0, 6));
            Assert.AreEqual("DF118180", Hex.Text(Written(128)).Substring(0, 8));
            Assert.AreEqual("DF1181FF", Hex.Text(Written(255)).Substring(0, 8));
            Assert.AreEqual("DF11820100", Hex.Text(Written(256)).Substring(0, 10));
        }

        [TestMethod]
        public void Long_values_are_read_back()
        {
            for (int length = 126; length < 131; length++)
            {
                byte[] bytes = Written(length);
                TlvReader reader = new TlvReader(bytes, 0, bytes.Length);
                Assert.IsTrue(reader.Read());
                Assert.AreEqual(length, reader.Length);
                Assert.IsTrue(reader.IsShortestForm);
                Assert.IsFalse(reader.Read());
            }
        }

        private static byte[] Written(int length)
        {
            TlvWriter writer = new TlvWriter(length + 5);
            writer.Write(0xDF11, new byte[length]);
            return writer.ToArray();
        }

        private static TlvReader Read(string hex)
        {
            byte[] bytes = Hex.Bytes(hex);
            return new TlvReader(bytes, 0, bytes.Length);
        }
    }
}
