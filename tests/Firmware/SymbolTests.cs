using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Firmware
{
    [TestClass]
    public class SymbolTests
    {

        [TestMethod]
        public void The_check_value_of_CRC_32_comes_out()
        {
            Assert.AreEqual(0xCBF43926, Crc32.Compute(Bytes.FromAscii("123456789"), 0, 9));
        }

        [TestMethod]
        public void The_first_worked_vector_of_the_specification_comes_out()
        {
            string[] rows =
            {
                "000001110111101000001110110001",
                "010101100101110100001101010101",
                "100000100110001011001100011000",
                "001111011101100000111000111101",
                "110011101100001011100000111100",
                "001001000000001000000110011000",
                "011100001000011111111111010011",
                "010101010101010101010101010101",
                "110011001101001001111101110001",
                "101101111000100010001111000010",
                "001010010001011011001111111111",
                "000010101100010001110110011101",
                "000000010010001110011011000110",
                "000100111100110111110111110110",
            };
            Assert.IsTrue(MatrixSymbol.TryEncode(Bytes.FromAscii("0123456789"), out MatrixSymbol symbol));
            Assert.AreEqual(rows[0].Length, symbol.Columns);
            Assert.AreEqual(rows.Length, symbol.Rows);
            for (int row = 0; row < rows.Length; row++)
            {
                for (int column = 0; column < symbol.Columns; column++)
                {
                    Assert.AreEqual(rows[row][column] == '1', symbol.IsLit(column, row), "column " + column + ", row " + row);
                }
            }
        }

        [TestMethod]
        public void A_payload_of_48_bytes_fills_a_frame_of_the_display()
        {
            Assert.IsTrue(MatrixSymbol.TryEncode(new byte[48], out MatrixSymbol symbol));
            Assert.AreEqual(3, symbol.BlockWidth);
            byte[] frame = new byte[1024];
            symbol.Render(frame);
            int lit = 0;
            foreach (byte column in frame)
            {
                for (int bits = column; bits != 0; bits &= bits - 1)
                {
                    lit++;
                }
            }

            Assert.IsTrue(lit > 2048 && lit < 6144);
        }

        [TestMethod]
        public void A_payload_that_is_too_long_is_refused()
        {
            Assert.IsFalse(MatrixSymbol.TryEncode(new byte[256], out MatrixSymbol symbol));
        }
    }
}
