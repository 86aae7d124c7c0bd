using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Firmware.Tests
{
    // The frames were made by a second encoder, written from MATRIX.md alone in another language; their CRC-32 stands for them here.
    [TestClass]
    public class MatrixSymbolTests
    {
        [TestMethod]
        public void Reed_Solomon_makes_the_parity_of_the_example_in_ISO_18004_annex_I()
        {
            byte[] codeword = new byte[26];
            Hex.Bytes("10 20 0C 56 61 80 EC 11 EC 11 EC 11 EC 11 EC 11").CopyTo(codeword, 0);
            new ReedSolomon(10).Encode(codeword, 0, 16, 1);
            Assert.AreEqual("10200C566180EC11EC11EC11EC11EC11A524D4C1ED36C7872C55", Hex.Text(codeword));
        }

        [TestMethod]
        public void Two_interleaved_codewords_have_the_parity_of_each_of_them()
        {
            byte[] codeword = new byte[52];
            byte[] data = Hex.Bytes("10 20 0C 56 61 80 EC 11 EC 11 EC 11 EC 11 EC 11");
            for (int i = 0; i < 16; i++)
            {
                codeword[(2 * i) + 1] = data[i];
            }

            ReedSolomon code = new ReedSolomon(10);
            code.Encode(codeword, 0, 32, 2);
            code.Encode(codeword, 1, 32, 2);
            Assert.AreEqual("00A5002400D400C100ED003600C70087002C0055", Hex.Text(Tail(codeword, 32)));
        }

        [TestMethod]
        public void An_authorization_code_is_drawn_as_the_second_vector_says()
        {
            byte[] frame = Draw(AuthorizationCode(), 3, 3);
            Assert.AreEqual(0x0699F30EU, Crc32.Compute(frame, 0, frame.Length));

            // Page 3, first columns: both rings, then blocks of three columns each.
            Assert.AreEqual("FFFF0000FFFFFFFCFCFC000000E0E0E0", Hex.Text(Tail(frame, 3 * 128)).Substring(0, 32));
        }

        [TestMethod]
        public void A_signature_of_160_bytes_is_drawn_as_the_third_vector_says()
        {
            byte[] frame = Draw(Counting(160), 2, 2);
            Assert.AreEqual(0x820AFBE8, Crc32.Compute(frame, 0, frame.Length));
        }

        [TestMethod]
        public void Every_other_block_size_is_drawn_right_too()
        {
            Assert.AreEqual(0xB9154598, CrcOf(Draw(Counting(30), 3, 4)));
            Assert.AreEqual(0x494A7C94U, CrcOf(Draw(Counting(80), 2, 3)));
            Assert.AreEqual(0x777C991CU, CrcOf(Draw(Counting(255), 1, 2)));
        }

        [TestMethod]
        public void A_block_size_can_be_asked_for()
        {
            Assert.IsTrue(MatrixSymbol.TryEncode(AuthorizationCode(), 2, 2, out MatrixSymbol symbol));
            byte[] frame = new byte[MatrixSymbol.FrameLength];
            symbol.Render(frame);
            Assert.AreEqual(0xE882F432, CrcOf(frame));
            Assert.IsFalse(MatrixSymbol.TryEncode(AuthorizationCode(), 4, 4, out symbol));
            Assert.IsFalse(MatrixSymbol.TryEncode(AuthorizationCode(), 5, 5, out symbol));
        }

        [TestMethod]
        public void The_largest_blocks_that_hold_the_payload_are_taken()
        {
            int[] lengths = { 1, 23, 24, 39, 40, 59, 60, 101, 102, 166, 167, 255 };
            int[] areas = { 16, 16, 12, 12, 9, 9, 6, 6, 4, 4, 2, 2 };
            for (int i = 0; i < lengths.Length; i++)
            {
                Assert.IsTrue(MatrixSymbol.TryEncode(new byte[lengths[i]], out MatrixSymbol symbol));
                Assert.AreEqual(areas[i], symbol.BlockWidth * symbol.BlockHeight);
            }
        }

        [TestMethod]
        public void What_cannot_be_drawn_is_refused()
        {
            Assert.IsFalse(MatrixSymbol.TryEncode(null, out MatrixSymbol symbol));
            Assert.IsNull(symbol);
            Assert.IsFalse(MatrixSymbol.TryEncode(new byte[0], out symbol));
            Assert.IsFalse(MatrixSymbol.TryEncode(new byte[256], out symbol));
        }

        [TestMethod]
        public void Drawing_overwrites_whatever_was_in_the_frame()
        {
            Assert.IsTrue(MatrixSymbol.TryEncode(AuthorizationCode(), out MatrixSymbol symbol));
            byte[] frame = new byte[MatrixSymbol.FrameLength];
            for (int i = 0; i < frame.Length; i++)
            {
                frame[i] = 0xA5;
            }

            symbol.Render(frame);
            Assert.AreEqual(0x0699F30EU, CrcOf(frame));
        }

        [TestMethod]
        public void The_plain_grid_is_drawn_row_by_row_with_two_pixels_a_bit()
        {
            byte[] bits = new byte[32];
            bits[0] = 0x80;
            bits[1] = 0x01;
            for (int i = 16; i < 32; i++)
            {
                bits[i] = 0xFF;
            }

            byte[] frame = new byte[MatrixSymbol.FrameLength];
            frame[1000] = 0x55;
            Assert.IsTrue(MatrixSymbol.RenderPlainGrid(bits, frame));
            Assert.AreEqual(0x72C10E6AU, CrcOf(frame));
            Assert.AreEqual((byte)0x0F, frame[0]);
            Assert.AreEqual((byte)0x0C, frame[1]);
            Assert.AreEqual((byte)0x0F, frame[15]);
            Assert.IsFalse(MatrixSymbol.RenderPlainGrid(new byte[513], frame));
        }

        static byte[] AuthorizationCode()
        {
            byte[] payload = new byte[48];
            Hex.Bytes("10 0001020304050607 0001 0000012345").CopyTo(payload, 0);
            Counting(32).CopyTo(payload, 16);
            return payload;
        }

        static byte[] Counting(int length)
        {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++)
            {
                bytes[i] = (byte)i;
            }

            return bytes;
        }

        static byte[] Draw(byte[] payload, int blockWidth, int blockHeight)
        {
            Assert.IsTrue(MatrixSymbol.TryEncode(payload, out MatrixSymbol symbol));
            Assert.AreEqual(blockWidth, symbol.BlockWidth);
            Assert.AreEqual(blockHeight, symbol.BlockHeight);
            byte[] frame = new byte[MatrixSymbol.FrameLength];
            symbol.Render(frame);
            return frame;
        }

        static uint CrcOf(byte[] frame) => Crc32.Compute(frame, 0, frame.Length);

        static byte[] Tail(byte[] bytes, int from)
        {
            byte[] tail = new byte[bytes.Length - from];
            for (int i = 0; i < tail.Length; i++)
            {
                tail[i] = bytes[from + i];
            }

            return tail;
        }
    }
}
