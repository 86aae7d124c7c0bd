using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Firmware.Tests
{
    // The matrices were made by QRCoder, an encoder of other people's; the CRC-32 of a byte a module, row by row, stands for the larger ones here.
    [TestClass]
    public class QrSymbolTests
    {
        [TestMethod]
        public void The_example_of_ISO_18004_annex_I_has_its_codewords()
        {
            byte[] codewords = QrData.Codewords(Bytes.FromAscii("01234567"), QrMode.Numeric, new QrLayout(1, QrLevel.M));
            Assert.AreEqual("10200C566180EC11EC11EC11EC11EC11A524D4C1ED36C7872C55", Hex.Text(codewords));
        }

        [TestMethod]
        public void Format_and_version_information_are_those_of_the_standards_tables()
        {
            // Annex C: level M with mask 5; annex D: version 7.
            Assert.AreEqual(0x40CEU, new QrLayout(1, QrLevel.M).FormatInformation(5));
            Assert.AreEqual(0x07C94U, new QrLayout(7, QrLevel.L).VersionInformation);
            Assert.IsFalse(new QrLayout(6, QrLevel.L).HasVersionInformation);
        }

        [TestMethod]
        public void Eighteen_digits_are_version_1_Q_module_by_module()
        {
            string[] rows =
            {
                "111111100101001111111",
                "100000100000001000001",
                "101110101011101011101",
                "101110100110001011101",
                "101110101101101011101",
                "100000101000001000001",
                "111111101010101111111",
                "000000000101000000000",
                "010010101010010110100",
                "110101011011010100110",
                "111110111110000101011",
                "010111001001100100101",
                "010100101111111011011",
                "000000001010100100000",
                "111111100011001100001",
                "100000100000111011000",
                "101110101011011101001",
                "101110100110111101111",
                "101110100000110111100",
                "100000101001100110110",
                "111111100111001100011",
            };
            Assert.IsTrue(QrSymbol.TryEncode(Bytes.FromAscii("814062310912345678"), QrLevel.L, out QrSymbol symbol));
            Assert.AreEqual(1, symbol.Version);
            Assert.IsTrue(symbol.Level == QrLevel.Q);
            Assert.IsTrue(symbol.Mode == QrMode.Numeric);
            Assert.AreEqual(4, symbol.Mask);
            for (int row = 0; row < rows.Length; row++)
            {
                for (int column = 0; column < symbol.Size; column++)
                {
                    Assert.AreEqual(rows[row][column] == '1', symbol.IsDark(column, row), "column " + column + ", row " + row);
                }
            }
        }

        [TestMethod]
        public void A_symbol_of_each_version_is_the_one_that_another_encoder_makes()
        {
            HasModules("01234567", 1, 1, 0x5CB8F6E4u);
            HasModules("HELLO WORLD $%*+-./:", 2, 3, 0xF615E7E6u);
            HasModules("Hello, world! It is read.", 3, 2, 0x3AE72BF2u);
            HasModules("a payment code of version 4", 4, 1, 0xC9064883u);
            HasModules("12345678901234567890123456789012345678901234567", 5, 3, 0x34D9CE24u);
            HasModules("HTTPS://EXAMPLE.COM/PAY/", 6, 0, 0x96A78C80u);
            HasModules("version 7 has version information", 7, 1, 0x21120552u);
            HasModules("two blocks of one length and four of another: eight", 8, 2, 0x40C33AC8u);
            HasModules("999999999999999999", 9, 0, 0x76304A88u);
            HasModules("version 10 counts its characters with sixteen bits", 10, 3, 0xC56E0A73u);
            HasModules("31415926535897932384626433832795028841971", 10, 1, 0xF389E685u);
        }

        static void HasModules(string text, int version, int level, uint crc)
        {
            byte[] bytes = Bytes.FromAscii(text);
            Assert.IsTrue(QrSymbol.TryEncode(bytes, QrData.DensestMode(bytes), version, (QrLevel)level, QrSymbol.AutomaticMask, out QrSymbol symbol));
            int size = symbol.Size;
            byte[] modules = new byte[size * size];
            for (int i = 0; i < modules.Length; i++)
            {
                modules[i] = symbol.IsDark(i % size, i / size) ? (byte)1 : (byte)0;
            }

            Assert.AreEqual(crc, Crc32.Compute(modules, 0, modules.Length));
        }

        [TestMethod]
        public void The_mode_with_the_fewest_bits_is_taken()
        {
            Assert.IsTrue(QrData.DensestMode(Bytes.FromAscii("0123456789")) == QrMode.Numeric);
            Assert.IsTrue(QrData.DensestMode(Bytes.FromAscii("A-1 $%*+./:")) == QrMode.Alphanumeric);
            Assert.IsTrue(QrData.DensestMode(Bytes.FromAscii("A1a")) == QrMode.Byte);
            Assert.IsTrue(QrData.DensestMode(new byte[] { 0x30, 0x80 }) == QrMode.Byte);
        }

        // Capacities of ISO/IEC 18004 table 7.
        [TestMethod]
        public void As_many_characters_fit_as_the_standards_table_says_and_not_one_more()
        {
            HasCapacity(1, 0, 41, 25, 17);
            HasCapacity(1, 3, 17, 10, 7);
            HasCapacity(4, 1, 149, 90, 62);
            HasCapacity(7, 2, 207, 125, 86);
            HasCapacity(9, 3, 235, 143, 98);
            HasCapacity(10, 0, 652, 395, 271);
            HasCapacity(10, 3, 288, 174, 119);
        }

        // "é" in version 1-L: 0111 00011010 0100 00000010 C3 A9, terminator, padding. Table 7 less the 12 bits of the designator.
        [TestMethod]
        public void UTF_8_beyond_ASCII_says_so_in_the_symbol_and_other_bytes_do_not()
        {
            byte[] codewords = QrData.Codewords(new byte[] { 0xC3, 0xA9 }, QrMode.Byte, new QrLayout(1, QrLevel.L));
            byte[] expected = new byte[] { 0x71, 0xA4, 0x02, 0xC3, 0xA9, 0x00, 0xEC, 0x11 };
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.AreEqual(expected[i], codewords[i]);
            }

            Assert.AreEqual(12, QrData.DesignatorBits(new byte[] { 0x31, 0xE4, 0xB8, 0xAD, 0xF0, 0x9F, 0x98, 0x80 }));
            IsNoUtf8(new byte[] { 0x7E });
            IsNoUtf8(new byte[] { 0xC3 });
            IsNoUtf8(new byte[] { 0xC3, 0x28 });
            IsNoUtf8(new byte[] { 0xA9 });
            IsNoUtf8(new byte[] { 0xC0, 0x80 });
            IsNoUtf8(new byte[] { 0xE0, 0x9F, 0xBF });
            IsNoUtf8(new byte[] { 0xED, 0xA0, 0x80 });
            IsNoUtf8(new byte[] { 0xF0, 0x8F, 0xBF, 0xBF });
            IsNoUtf8(new byte[] { 0xF4, 0x90, 0x80, 0x80 });
            IsNoUtf8(new byte[] { 0xC3, 0xA9, 0xFF });
            IsNoUtf8(new byte[] { 0xE2, 0x82 });

            byte[] longest = new byte[270];
            for (int i = 0; i < longest.Length; i++)
            {
                longest[i] = (byte)'a';
            }

            longest[0] = 0xC3;
            longest[1] = 0xA9;
            Assert.IsTrue(QrSymbol.TryEncode(longest, QrLevel.L, out QrSymbol symbol));
            Assert.AreEqual(10, symbol.Version);
            Assert.IsFalse(QrSymbol.TryEncode(Bytes.Concat(longest, new byte[] { 0x61 }), QrLevel.L, out symbol));
        }

        static void IsNoUtf8(byte[] text) => Assert.AreEqual(0, QrData.DesignatorBits(text));

        static void HasCapacity(int version, int level, int numeric, int alphanumeric, int bytes)
        {
            Assert.IsTrue(Fits(numeric, QrMode.Numeric, version, level));
            Assert.IsFalse(Fits(numeric + 1, QrMode.Numeric, version, level));
            Assert.IsTrue(Fits(alphanumeric, QrMode.Alphanumeric, version, level));
            Assert.IsFalse(Fits(alphanumeric + 1, QrMode.Alphanumeric, version, level));
            Assert.IsTrue(Fits(bytes, QrMode.Byte, version, level));
            Assert.IsFalse(Fits(bytes + 1, QrMode.Byte, version, level));
        }

        [TestMethod]
        public void What_is_no_QR_code_is_refused()
        {
            byte[] text = Bytes.FromAscii("A1");
            Assert.IsFalse(QrSymbol.TryEncode(null, QrLevel.L, out QrSymbol symbol));
            Assert.IsFalse(QrSymbol.TryEncode(new byte[0], QrLevel.L, out symbol));
            Assert.IsFalse(QrSymbol.TryEncode(new byte[272], QrLevel.L, out symbol));
            Assert.IsNull(symbol);
            Assert.IsFalse(QrSymbol.TryEncode(text, QrMode.Numeric, 1, QrLevel.L, 0, out symbol));
            Assert.IsFalse(QrSymbol.TryEncode(text, QrMode.Byte, 0, QrLevel.L, 0, out symbol));
            Assert.IsFalse(QrSymbol.TryEncode(text, QrMode.Byte, 11, QrLevel.L, 0, out symbol));
            Assert.IsFalse(QrSymbol.TryEncode(text, QrMode.Byte, 1, QrLevel.L, 8, out symbol));
            Assert.IsFalse(QrSymbol.TryEncode(text, QrMode.Byte, 1, QrLevel.L, -2, out symbol));
            Assert.IsFalse(QrSymbol.TryEncode(null, QrMode.Byte, 1, QrLevel.L, 0, out symbol));
        }

        // Version of 17, 32, 53 bytes and so on: the largest modules that leave light around the symbol.
        [TestMethod]
        public void The_largest_modules_that_leave_a_quiet_zone_are_taken()
        {
            IsFitted(17, 1, 2, 11);
            IsFitted(32, 2, 2, 7);
            IsFitted(53, 3, 2, 3);
            IsFitted(54, 4, 1, 15);
            IsFitted(230, 9, 1, 5);
            IsFitted(271, 10, 1, 3);
        }

        static void IsFitted(int length, int version, int modulePixels, int quietPixels)
        {
            Assert.IsTrue(QrPicture.TryFit(LowerCase(length), QrLevel.L, 128, out QrPicture picture, out string reason));
            Assert.IsNull(reason);
            Assert.AreEqual(version, picture.Symbol.Version);
            Assert.AreEqual(modulePixels, picture.ModulePixels);
            Assert.AreEqual(quietPixels, picture.QuietPixels);
        }

        [TestMethod]
        public void A_text_that_no_version_on_the_display_holds_is_refused_with_its_length()
        {
            Assert.IsFalse(QrPicture.TryFit(LowerCase(272), QrLevel.L, 128, out QrPicture picture, out string reason));
            Assert.IsNull(picture);
            Assert.IsTrue(reason.IndexOf("272") >= 0);
            Assert.IsFalse(QrPicture.TryFit(new byte[0], QrLevel.L, 128, out picture, out reason));
            Assert.IsFalse(QrPicture.TryFit(null, QrLevel.L, 128, out picture, out reason));
            Assert.IsFalse(QrPicture.TryFit(LowerCase(1), QrLevel.L, 63, out picture, out reason));
            Assert.IsFalse(QrPicture.TryFit(LowerCase(1), QrLevel.L, 129, out picture, out reason));
        }

        [TestMethod]
        public void Modules_are_dark_and_all_else_on_the_display_is_lit()
        {
            byte[] frame = Filled();
            Assert.IsTrue(DisplaySymbol.TryRenderQr("814062310912345678", frame, out string reason));
            Assert.IsNull(reason);
            Assert.IsTrue(QrSymbol.TryEncode(Bytes.FromAscii("814062310912345678"), QrLevel.L, out QrSymbol symbol));
            for (int y = 0; y < 64; y++)
            {
                for (int x = 0; x < 128; x++)
                {
                    bool isDark = x >= 43 && x < 85 && y >= 11 && y < 53 && symbol.IsDark((x - 43) / 2, (y - 11) / 2);
                    Assert.AreEqual(!isDark, IsLit(frame, x, y), "column " + x + ", row " + y);
                }
            }
        }

        [TestMethod]
        public void Beside_text_the_symbol_keeps_to_its_columns()
        {
            byte[] frame = Filled();
            Assert.IsTrue(DisplaySymbol.TryRenderQrBesideText("814062310912345678", frame, out string reason));
            for (int y = 0; y < 64; y++)
            {
                for (int x = 0; x < 11; x++)
                {
                    Assert.IsTrue(IsLit(frame, x, y) && IsLit(frame, 63 - x, y));
                }

                for (int x = DisplaySymbol.QrColumnsBesideText; x < 128; x++)
                {
                    Assert.IsFalse(IsLit(frame, x, y));
                }
            }

            // The finder's corner.
            Assert.IsFalse(IsLit(frame, 11, 11));
        }

        [TestMethod]
        public void A_text_that_cannot_be_drawn_leaves_the_frame_as_it_is()
        {
            byte[] frame = Filled();
            Assert.IsFalse(DisplaySymbol.TryRenderQr("1\u20AC", frame, out string reason));
            Assert.IsTrue(reason.IndexOf("character 2") >= 0);
            Assert.IsFalse(DisplaySymbol.TryRenderQr(null, frame, out reason));
            Assert.IsNotNull(reason);
            for (int i = 0; i < frame.Length; i++)
            {
                Assert.AreEqual((byte)0xA5, frame[i]);
            }
        }

        static bool Fits(int length, QrMode mode, int version, int level)
        {
            byte[] text = new byte[length];
            for (int i = 0; i < length; i++)
            {
                text[i] = (byte)'7';
            }

            return QrSymbol.TryEncode(text, mode, version, (QrLevel)level, 0, out QrSymbol symbol);
        }

        static byte[] LowerCase(int length)
        {
            byte[] text = new byte[length];
            for (int i = 0; i < length; i++)
            {
                text[i] = (byte)('a' + i % 26);
            }

            return text;
        }

        static byte[] Filled()
        {
            byte[] frame = new byte[MatrixSymbol.FrameLength];
            for (int i = 0; i < frame.Length; i++)
            {
                frame[i] = 0xA5;
            }

            return frame;
        }

        static bool IsLit(byte[] frame, int x, int y) => (frame[y / 8 * 128 + x] >> (y % 8) & 1) != 0;
    }
}
