using PaymentCode.Bank.PaymentKeys;

namespace PaymentCode.Bank.Tests.PaymentKeys;

[TestClass]
public sealed class IndexPermutationTests
{
    private const string Key128 = "2B7E151628AED2A6ABF7158809CF4F3C";

    // NIST, SP 800-38G examples: FF1 samples 1 and 2 (AES-128), 4 and 5 (AES-192), 7 and 8 (AES-256).
    [TestMethod]
    [DataRow(Key128, "", 2433477484L)]
    [DataRow(Key128, "39383736353433323130", 6124200773L)]
    [DataRow(Key128 + "EF4359D8D580AA4F", "", 2830668132L)]
    [DataRow(Key128 + "EF4359D8D580AA4F", "39383736353433323130", 2496655549L)]
    [DataRow(Key128 + "EF4359D8D580AA4F7F036D6F04FC6A94", "", 6657667009L)]
    [DataRow(Key128 + "EF4359D8D580AA4F7F036D6F04FC6A94", "39383736353433323130", 1001623463L)]
    public void It_gives_the_values_of_the_NIST_samples(string key, string tweak, long expected)
    {
        var permutation = new IndexPermutation(Convert.FromHexString(key), Convert.FromHexString(tweak));
        Assert.AreEqual(expected, permutation.Permute(123456789));
        Assert.AreEqual(123456789, permutation.Invert(expected));
    }

    [TestMethod]
    [DataRow(0L)]
    [DataRow(99_999L)]
    [DataRow(100_000L)]
    [DataRow(9_999_999_999L)]
    public void The_ends_of_the_range_come_back(long number)
    {
        var permutation = new IndexPermutation(Convert.FromHexString(Key128), [71]);
        var index = permutation.Permute(number);
        Assert.IsTrue(index is >= 0 and < IndexPermutation.Count);
        Assert.AreEqual(number, permutation.Invert(index));
    }

    [TestMethod]
    [DataRow(-1L)]
    [DataRow(10_000_000_000L)]
    public void A_number_outside_is_a_fault(long number)
    {
        var permutation = new IndexPermutation(Convert.FromHexString(Key128), []);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => permutation.Permute(number));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => permutation.Invert(number));
    }

    [TestMethod]
    public void Indices_of_neighbours_lie_all_over_the_range_and_none_comes_twice()
    {
        var permutation = new IndexPermutation(Convert.FromHexString(Key128), [71]);
        var seen = new HashSet<long>();
        var tenths = new int[10];
        for (var number = 0L; number < 20_000; number++)
        {
            var index = permutation.Permute(number);
            Assert.IsTrue(seen.Add(index));
            tenths[index / (IndexPermutation.Count / 10)]++;
        }

        // 2,000 in each tenth, standard deviation 42: five of them either way.
        foreach (var count in tenths)
        {
            Assert.IsTrue(count is > 1790 and < 2210, $"{count} of 20,000 in one tenth");
        }
    }
}
