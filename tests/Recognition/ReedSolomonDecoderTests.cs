using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition.Tests;

[TestClass]
public class ReedSolomonDecoderTests
{
    [TestMethod]
    [DataRow(16, 43)]
    [DataRow(27, 79)]
    [DataRow(31, 195)]
    [DataRow(64, 255)]
    public void Errors_and_erasures_are_corrected_up_to_the_bound(int parity, int length)
    {
        var random = new Random(parity);
        for (int errors = 0; 2 * errors <= parity; errors++)
        {
            byte[] sent = Codeword(random, parity, length);
            byte[] received = [.. sent];
            int[] places = [.. Enumerable.Range(0, length)];
            random.Shuffle(places);
            int erasures = parity - 2 * errors;
            foreach (int place in places.Take(errors))
            {
                received[place] ^= (byte)random.Next(1, 256);
            }

            foreach (int place in places.Skip(errors).Take(erasures))
            {
                received[place] = (byte)random.Next(256);
            }

            int different = sent.Where((value, i) => value != received[i]).Count();
            Assert.AreEqual(different, ReedSolomonDecoder.Correct(received, parity, places.AsSpan(errors, erasures)), $"{errors} errors");
            Assert.AreSequenceEqual(sent, received);
        }
    }

    [TestMethod]
    public void The_codeword_of_ISO_18004_annex_I_is_mended()
    {
        byte[] sent = Convert.FromHexString("10200C566180EC11EC11EC11EC11EC11A524D4C1ED36C7872C55");
        byte[] received = [.. sent];
        received[0] ^= 1;
        received[15] ^= 0xFF;
        received[25] ^= 0x80;
        Assert.AreEqual(3, ReedSolomonDecoder.Correct(received, 10, []));
        Assert.AreSequenceEqual(sent, received);
    }

    [TestMethod]
    public void A_codeword_beyond_the_bound_is_left_as_it_is_or_becomes_another_codeword()
    {
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] received = Codeword(random, 16, 43);
            foreach (int place in Enumerable.Range(0, 43).OrderBy(_ => random.Next()).Take(12))
            {
                received[place] ^= (byte)random.Next(1, 256);
            }

            byte[] before = [.. received];
            if (ReedSolomonDecoder.Correct(received, 16, []) < 0)
            {
                refused++;
                Assert.AreSequenceEqual(before, received);
            }
            else
            {
                byte[] check = [.. received];
                new ReedSolomon(16).Encode(check, 0, 27, 1);
                Assert.AreSequenceEqual(check, received);
            }
        }

        Assert.IsGreaterThan(290, refused);
    }

    static byte[] Codeword(Random random, int parity, int length)
    {
        var codeword = new byte[length];
        random.NextBytes(codeword.AsSpan(0, length - parity));
        new ReedSolomon(parity).Encode(codeword, 0, length - parity, 1);
        return codeword;
    }
}
