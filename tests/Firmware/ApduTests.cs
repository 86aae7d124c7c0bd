using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Apdu;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class ApduTests
    {
        [TestMethod]
        public void A_command_of_each_form_is_read_and_written_back_unchanged()
        {
            IsReadAndWritten("00A40400", "", -1);
            IsReadAndWritten("80CA00E100", "", 256);
            IsReadAndWritten("80CA00E17F", "", 127);
            IsReadAndWritten("00A4040002F050", "F050", -1);
            IsReadAndWritten("00A4040002F05000", "F050", 256);
            IsReadAndWritten("80CA00E1000000", "", 65536);
            IsReadAndWritten("80CA00E1000100", "", 256);
            IsReadAndWritten("84AE0000000002F050", "F050", -1);
            IsReadAndWritten("84AE0000000002F0500102", "F050", 258);
            IsReadAndWritten("84AE0000000002F0500000", "F050", 65536);
        }

        static void IsReadAndWritten(string hex, string data, int le)
        {
            byte[] bytes = Hex.Bytes(hex);
            Assert.IsTrue(CommandApdu.TryParse(bytes, 0, bytes.Length, out CommandApdu command));
            Assert.AreEqual(data, Hex.Text(command.Data));
            Assert.AreEqual(le, command.Le);
            Assert.AreEqual(hex, Hex.Text(command.ToBytes()));
        }

        [TestMethod]
        public void A_command_whose_lengths_contradict_each_other_is_refused()
        {
            IsRefused("");
            IsRefused("84AE00");
            IsRefused("84AE000002F0");
            IsRefused("84AE000002F0500000");
            IsRefused("84AE00000000");
            IsRefused("84AE000000000000");
            IsRefused("84AE0000000003F050");
            IsRefused("84AE0000000002F05000");
            IsRefused("84AE0000000002F050000000");
        }

        static void IsRefused(string hex)
        {
            byte[] bytes = Hex.Bytes(hex);
            Assert.IsFalse(CommandApdu.TryParse(bytes, 0, bytes.Length, out CommandApdu command));
            Assert.IsNull(command);
        }

        [TestMethod]
        public void A_command_is_extended_when_its_data_or_its_answer_need_it()
        {
            Assert.AreEqual("84AE00000001002A", Hex.Text(new CommandApdu(0x84, 0xAE, 0, 0, Filled(256, 0x2A)).ToBytes()).Substring(0, 16));
            Assert.AreEqual("84AE0000FF2A", Hex.Text(new CommandApdu(0x84, 0xAE, 0, 0, Filled(255, 0x2A)).ToBytes()).Substring(0, 12));
            Assert.AreEqual("80CA00E1000101", Hex.Text(new CommandApdu(0x80, 0xCA, 0, 0xE1, null, 257).ToBytes()));
        }

        [TestMethod]
        public void A_command_of_1024_bytes_is_read_and_one_of_1025_is_refused()
        {
            byte[] longest = new CommandApdu(0x84, 0xAE, 0, 0, Filled(CommandApdu.MaxDataLength, 1), 65536).ToBytes();
            Assert.AreEqual(1024, longest.Length);
            Assert.IsTrue(CommandApdu.TryParse(longest, 0, longest.Length, out CommandApdu _));

            byte[] tooLong = new byte[1025];
            tooLong[5] = 0x03;
            tooLong[6] = 0xFA;
            Assert.IsFalse(CommandApdu.TryParse(tooLong, 0, tooLong.Length, out CommandApdu _));
        }

        [TestMethod]
        public void A_range_outside_its_buffer_is_refused()
        {
            byte[] bytes = new byte[8];
            Assert.IsFalse(CommandApdu.TryParse(bytes, 5, 4, out CommandApdu _));
            Assert.IsFalse(CommandApdu.TryParse(bytes, -1, 4, out CommandApdu _));
            Assert.IsFalse(ResponseApdu.TryParse(bytes, 7, 2, out ResponseApdu _));
        }

        [TestMethod]
        public void An_answer_is_read_and_written_back_unchanged()
        {
            byte[] bytes = Hex.Bytes("AA 6F03 9000");
            Assert.IsTrue(ResponseApdu.TryParse(bytes, 1, 4, out ResponseApdu response));
            Assert.AreEqual(StatusWord.Success, response.StatusWord);
            Assert.AreEqual("6F03", Hex.Text(response.Data));
            Assert.AreEqual("6F039000", Hex.Text(response.ToBytes()));
            Assert.AreEqual("6A80", Hex.Text(new ResponseApdu(StatusWord.WrongData).ToBytes()));
            Assert.IsFalse(ResponseApdu.TryParse(bytes, 0, 1, out ResponseApdu _));
        }

        private static byte[] Filled(int length, byte value)
        {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++)
            {
                bytes[i] = value;
            }

            return bytes;
        }
    }
}
