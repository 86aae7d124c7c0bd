using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Link;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class FramingTests
    {
        [TestMethod]
        public void The_check_of_the_nine_digits_is_906E()
        {
            ushort check = FrameCheck.Initial;
            for (byte digit = (byte)'1'; digit <= '9'; digit++)
            {
                check = FrameCheck.Add(check, digit);
            }

            Assert.AreEqual(0x906E, ~check & 0xFFFF);
        }

        [TestMethod]
        public void A_frame_has_these_bytes()
        {
            HasBytes(1, "80CA00E100", "7E0180CA00E100C76E7E");
            HasBytes(0, "01A1A2A3A4", "7E0001A1A2A3A49B9E7E");
            HasBytes(0x81, "9000", "7E819000A1897E");
            HasBytes(5, "7E7D5E20", "7E057D5E7D5D5E20660A7E");
        }

        static void HasBytes(int sequence, string information, string frame)
        {
            byte[] bytes = Hex.Bytes(information);
            Assert.AreEqual(frame, Hex.Text(FrameEncoder.Encode((byte)sequence, bytes, 0, bytes.Length)));

            FrameDecoder decoder = new FrameDecoder();
            Assert.AreEqual(1, Feed(decoder, Hex.Bytes(frame)));
            Assert.AreEqual(sequence, decoder.Buffer[0]);
            Assert.AreEqual(information, Received(decoder));
        }

        [TestMethod]
        public void Every_value_of_a_byte_comes_through()
        {
            byte[] all = new byte[256];
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = (byte)i;
            }

            FrameDecoder decoder = new FrameDecoder();
            Assert.AreEqual(1, Feed(decoder, FrameEncoder.Encode(7, all, 0, all.Length)));
            Assert.AreEqual(Hex.Text(all), Received(decoder));
        }

        [TestMethod]
        public void Noise_before_the_first_flag_is_ignored_and_adjacent_frames_may_share_a_flag()
        {
            FrameDecoder decoder = new FrameDecoder();
            Assert.AreEqual(2, Feed(decoder, Hex.Bytes("00FF7D 7E7E7E 819000A189 7E 819000A189 7E")));
            Assert.AreEqual(0, decoder.WrongChecks + decoder.Incomplete + decoder.TooLong);
        }

        [TestMethod]
        public void A_byte_escaped_without_need_is_accepted()
        {
            FrameDecoder decoder = new FrameDecoder();
            Assert.AreEqual(1, Feed(decoder, Hex.Bytes("7E 7DA1 7DB0 00 A1 89 7E")));
            Assert.AreEqual("9000", Received(decoder));
        }

        [TestMethod]
        public void An_aborted_frame_and_a_short_one_are_dropped()
        {
            FrameDecoder decoder = new FrameDecoder();
            Assert.AreEqual(0, Feed(decoder, Hex.Bytes("7E 819000A189 7D7E  81B011 7E")));
            Assert.AreEqual(2, decoder.Incomplete);
            Assert.AreEqual(1, Feed(decoder, Hex.Bytes("819000A189 7E")));
        }

        [TestMethod]
        public void A_frame_that_never_ends_is_dropped_and_the_next_one_is_read()
        {
            FrameDecoder decoder = new FrameDecoder();
            decoder.Push(FrameEncoder.Flag);
            for (int i = 0; i < 3 * FrameDecoder.MaxFrameLength; i++)
            {
                Assert.IsFalse(decoder.Push(0x55));
            }

            Assert.AreEqual(1, decoder.TooLong);
            Assert.AreEqual(1, Feed(decoder, Hex.Bytes("7E 819000A189 7E")));
        }

        [TestMethod]
        public void The_longest_frame_is_read()
        {
            byte[] apdu = new byte[1024];
            FrameDecoder decoder = new FrameDecoder();
            Assert.AreEqual(1, Feed(decoder, FrameEncoder.Encode(1, apdu, 0, apdu.Length)));
            Assert.AreEqual(1025, decoder.Length);
            Assert.AreEqual(0, Feed(decoder, FrameEncoder.Encode(1, new byte[1025], 0, 1025)));
            Assert.AreEqual(1, decoder.TooLong);
        }

        [TestMethod]
        public void No_frame_with_one_wrong_bit_is_taken()
        {
            byte[] frame = Hex.Bytes("7E0180CA00E100C76E7E");
            FrameDecoder decoder = new FrameDecoder();
            for (int bit = 8; bit < (frame.Length - 1) * 8; bit++)
            {
                frame[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.AreEqual(0, Feed(decoder, frame));
                frame[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Assert.AreEqual(1, Feed(decoder, frame));
        }

        private static string Received(FrameDecoder decoder) => Hex.Text(Core.Bytes.Slice(decoder.Buffer, 1, decoder.Length - 1));

        private static int Feed(FrameDecoder decoder, byte[] bytes)
        {
            int frames = 0;
            foreach (byte value in bytes)
            {
                if (decoder.Push(value))
                {
                    frames++;
                }
            }

            return frames;
        }
    }
}
