using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class BarSymbolTests
    {
        [TestMethod]
        public void Ten_digits_are_set_C_with_their_check_character()
        {
            // Start C, 01, 23, 45, 67, 89; 105 + 1 + 2·23 + 3·45 + 4·67 + 5·89 = 1000 leaves 73; stop.
            Assert.AreEqual("211232" + "222122" + "312131" + "113123" + "141122" + "212141" + "142112" + "2331112", Widths(Code("0123456789")));
        }

        [TestMethod]
        public void Letters_are_set_B_with_their_check_character()
        {
            // Start B, 33, 34, 13, 17, 18, 67; 104 + 33 + 68 + 39 + 68 + 90 + 402 = 804 leaves 83; stop.
            Assert.AreEqual(
                "211214" + "111323" + "131123" + "122132" + "123221" + "223211" + "141122" + "114212" + "2331112",
                Widths(Code("AB-12c")));
        }

        // Characters in all: start, changes, text, check; 11 modules each, and 13 of the stop pattern.
        [TestMethod]
        public void The_sets_change_so_that_the_symbol_is_as_short_as_can_be()
        {
            HasCharacters("1", 3);
            HasCharacters("12", 3);
            HasCharacters("123", 5);
            HasCharacters("1234", 4);
            HasCharacters("12345", 6);
            HasCharacters("A12", 5);
            HasCharacters("A1234", 6);
            HasCharacters("A123456", 7);
            HasCharacters("12A", 5);
            HasCharacters("1234A", 6);
            HasCharacters("A12B", 6);
            HasCharacters("A1234B", 8);
            HasCharacters("A123456B", 9);
            HasCharacters("1234AB5678", 10);
        }

        static void HasCharacters(string text, int characters)
        {
            Assert.AreEqual(11 * characters + 13, Code(text).Modules);
        }

        [TestMethod]
        public void Twelve_digits_fit_and_thirteen_do_not()
        {
            byte[] frame = Filled();
            Assert.IsTrue(DisplaySymbol.TryRenderCode128("012345678901", 64, frame, out string reason));
            Assert.IsNull(reason);
            frame = Filled();
            Assert.IsFalse(DisplaySymbol.TryRenderCode128("0123456789012", 64, frame, out reason));
            Assert.IsTrue(reason.IndexOf("123 modules") >= 0, reason);
            Assert.AreEqual((byte)0xA5, frame[0]);
        }

        [TestMethod]
        public void What_Code_128_cannot_hold_is_refused_with_the_reason()
        {
            Assert.IsFalse(Code128.TryEncode("", out BarSymbol symbol, out string reason));
            Assert.IsFalse(Code128.TryEncode(null, out symbol, out reason));
            Assert.IsFalse(Code128.TryEncode("12\t", out symbol, out reason));
            Assert.IsTrue(reason.IndexOf("number 3") >= 0);
            Assert.IsFalse(Code128.TryEncode("\u00E9", out symbol, out reason));
            Assert.IsTrue(Code128.TryEncode(new string('7', Code128.MaxLength), out symbol, out reason));
            Assert.AreEqual(0, symbol.ModulePixels);
            Assert.IsFalse(Code128.TryEncode(new string('7', Code128.MaxLength + 1), out symbol, out reason));
            Assert.IsNull(symbol);
        }

        [TestMethod]
        public void Bars_are_dark_from_the_first_row_to_the_last_and_quiet_zones_are_lit()
        {
            byte[] frame = Filled();
            Assert.IsTrue(DisplaySymbol.TryRenderCode128("0123456789", 64, frame, out string reason));

            // 90 modules in the middle of 128 columns.
            string widths = Widths(Code("0123456789"));
            int x = 0;
            CheckColumns(frame, ref x, 19, true);
            for (int i = 0; i < widths.Length; i++)
            {
                CheckColumns(frame, ref x, widths[i] - '0', i % 2 == 1);
            }

            CheckColumns(frame, ref x, 19, true);
            Assert.AreEqual(128, x);
        }

        [TestMethod]
        public void A_lower_symbol_leaves_the_rows_below_it_unlit()
        {
            byte[] frame = Filled();
            Assert.IsTrue(DisplaySymbol.TryRenderCode128("0123456789", 48, frame, out string reason));
            for (int x = 0; x < 128; x++)
            {
                Assert.AreEqual(x < 19 ? (byte)0xFF : frame[x], frame[5 * 128 + x]);
                Assert.AreEqual((byte)0, frame[6 * 128 + x]);
                Assert.AreEqual((byte)0, frame[7 * 128 + x]);
            }

            Assert.IsFalse(DisplaySymbol.TryRenderCode128("0123456789", 15, frame, out reason));
            Assert.IsFalse(DisplaySymbol.TryRenderCode128("0123456789", 65, frame, out reason));
            Assert.IsNotNull(reason);
        }

        [TestMethod]
        public void Even_one_character_leaves_no_room_for_modules_of_two_pixels()
        {
            Assert.AreEqual(46, Code("7").Modules);
            Assert.AreEqual(1, Code("7").ModulePixels);
        }

        [TestMethod]
        public void ITF_interleaves_bars_and_spaces()
        {
            Assert.IsTrue(Interleaved2Of5.TryEncode("012345", out BarSymbol symbol, out string reason));
            Assert.AreEqual("1111" + "1311313113" + "1333111131" + "1311331131" + "311", Widths(symbol));
        }

        [TestMethod]
        public void ITF_narrows_its_wide_elements_where_more_digits_fit_so()
        {
            Assert.IsTrue(Interleaved2Of5.TryEncode("0123456789", out BarSymbol symbol, out string reason));
            Assert.AreEqual(99, symbol.Modules);
            Assert.IsTrue(Interleaved2Of5.TryEncode("012345678901", out symbol, out reason));
            Assert.AreEqual(92, symbol.Modules);
            Assert.IsTrue(DisplaySymbol.TryRenderItf("01234567890123", 64, Filled(), out reason));
            Assert.IsFalse(DisplaySymbol.TryRenderItf("0123456789012345", 64, Filled(), out reason));
            Assert.IsTrue(reason.IndexOf("120 modules") >= 0, reason);
        }

        [TestMethod]
        public void ITF_has_bearer_bars_and_Code_128_has_none()
        {
            byte[] frame = Filled();
            Assert.IsTrue(DisplaySymbol.TryRenderItf("012345678901", 64, frame, out string reason));

            // 92 modules from column 18 on; the second element is a space.
            Assert.AreEqual((byte)0xFC, frame[19]);
            Assert.AreEqual((byte)0x3F, frame[7 * 128 + 19]);
            Assert.AreEqual((byte)0xFF, frame[17]);
            Assert.AreEqual((byte)0x00, frame[18]);
            Assert.IsFalse(Code("0123456789").HasBearerBars);
        }

        [TestMethod]
        public void What_ITF_cannot_hold_is_refused_with_the_reason()
        {
            Assert.IsFalse(Interleaved2Of5.TryEncode(null, out BarSymbol symbol, out string reason));
            Assert.IsFalse(Interleaved2Of5.TryEncode("1234", out symbol, out reason));
            Assert.IsFalse(Interleaved2Of5.TryEncode("1234567", out symbol, out reason));
            Assert.IsTrue(reason.IndexOf("even") >= 0);
            Assert.IsFalse(Interleaved2Of5.TryEncode("12345A", out symbol, out reason));
            Assert.IsTrue(reason.IndexOf("number 6") >= 0);
            Assert.IsFalse(Interleaved2Of5.TryEncode(new string('7', Interleaved2Of5.MaxLength + 2), out symbol, out reason));
            Assert.IsNull(symbol);
        }

        static BarSymbol Code(string text)
        {
            Assert.IsTrue(Code128.TryEncode(text, out BarSymbol symbol, out string reason), reason);
            Assert.IsNull(reason);
            return symbol;
        }

        static string Widths(BarSymbol symbol)
        {
            char[] widths = new char[symbol.ElementCount];
            for (int i = 0; i < widths.Length; i++)
            {
                widths[i] = (char)('0' + symbol.ElementWidth(i));
            }

            return new string(widths);
        }

        static void CheckColumns(byte[] frame, ref int x, int count, bool isLit)
        {
            for (int end = x + count; x < end; x++)
            {
                for (int page = 0; page < 8; page++)
                {
                    Assert.AreEqual(isLit ? (byte)0xFF : (byte)0, frame[page * 128 + x], "column " + x);
                }
            }
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
    }
}
