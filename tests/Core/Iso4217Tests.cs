using PaymentCode.Core.Codes;

namespace PaymentCode.Core.Tests;

[TestClass]
public sealed class Iso4217Tests
{
    [TestMethod]
    public void Every_currency_has_three_letters_of_its_own_and_the_standards_exponent()
    {
        string[] withoutDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".Split(' ');
        string[] withThree = "BHD IQD JOD KWD LYD OMR TND".Split(' ');
        HashSet<string> seen = [];
        for (int numeric = 0; numeric <= ushort.MaxValue; numeric++)
        {
            if (Iso4217.TryFind((ushort)numeric, out string letters, out byte exponent))
            {
                Assert.IsTrue(seen.Add(letters), letters);
                Assert.IsTrue(letters.Length == 3 && letters.All(char.IsAsciiLetterUpper), letters);
                Assert.AreEqual(withoutDecimals.Contains(letters) ? 0 : withThree.Contains(letters) ? 3 : 2, exponent, letters);
            }
        }

        Assert.HasCount(155, seen);
        Assert.IsTrue(seen.IsSupersetOf(withoutDecimals) && seen.IsSupersetOf(withThree));
    }
}
