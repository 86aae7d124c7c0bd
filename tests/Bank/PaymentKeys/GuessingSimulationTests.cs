using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Tests.PaymentKeys;

/// <summary>docs/PAYMENT-CODES.md: the arithmetic, and a small seeded run of its simulation.</summary>
[TestClass]
public sealed class GuessingSimulationTests
{
    [TestMethod]
    public void Ten_tries_at_ten_million_accounts_hit_with_less_than_one_in_a_million()
    {
        Assert.AreEqual(72, GuessingSimulation.AcceptableOfAccount);
        var chance = 10.0 * 10_000_000 * GuessingSimulation.AcceptableOfAccount / 1e16;
        Assert.AreEqual(7.2e-7, chance, 1e-12);
    }

    [TestMethod]
    public void The_bank_accepts_exactly_the_codes_that_the_arithmetic_counts()
    {
        // All authenticators of one index at one moment, through the bank's own comparison.
        var key = Enumerable.Range(0, 32).Select(value => (byte)value).ToArray();
        const long now = 1_790_000_000;
        var accepted = 0;
        for (var authenticator = 0; authenticator < 1_000_000; authenticator += 1_000_000 / 50)
        {
            Assert.IsTrue(PaymentCodeNumber.TryParse($"711234567890{authenticator:D6}", out var other));
            Assert.AreNotEqual(CodeMatch.Good, CodeMatching.Find(key, other, 1250, 156, now, null));
        }

        foreach (var validity in PaymentCodeTime.Validities())
        {
            for (var step = PaymentCodeTime.StepAt(validity, now) - 6; step <= PaymentCodeTime.StepAt(validity, now) + 6; step++)
            {
                foreach (var (amount, currency) in new (long, int)[] { (0, 0), (1250, 156), (1251, 156), (1250, 978) })
                {
                    Assert.IsTrue(PaymentCodeNumber.TryParse(
                        "711234567890" + PaymentCodeNumber.Authenticate(key, 71, 1234567890, validity, step, amount, currency), out var code));
                    accepted += CodeMatching.Find(key, code, 1250, 156, now, null) == CodeMatch.Good ? 1 : 0;
                }
            }
        }

        Assert.AreEqual(GuessingSimulation.AcceptableOfAccount / PaymentBatch.LookAhead, accepted);
    }

    [TestMethod]
    public void A_small_simulation_agrees_with_the_formula()
    {
        var result = new GuessingSimulation(indices: 1000, accounts: 100, seed: 1).Run(moments: 4, runsOfMoment: 500_000);
        Assert.AreEqual(7.2e-6, result.Expected, 1e-12);
        Assert.IsTrue(Math.Abs(result.Deviations) < 4, $"{result.Hits} hits in {result.Guesses} guesses");
        Assert.IsTrue(result.RunsWithHit <= result.Hits && result.RunsWithHit > 0);
    }

    [TestMethod]
    public void Aiming_at_the_neighbours_of_seen_codes_gains_nothing()
    {
        var (neighbours, anywhere) = GuessingSimulation.Aim(accounts: 1_000_000_000 / PaymentIndices.SlotSize * 5, seen: 2_000, seed: 1);
        Assert.AreEqual(0.03, anywhere, 1e-9);

        // 600 expected among 20,000, standard deviation 24: five of them either way.
        Assert.AreEqual(anywhere, neighbours, 0.006);
    }

    [TestMethod]
    public void The_page_states_what_is_computed()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "PAYMENT-CODES.md"));
        StringAssert.Contains(page, "| look-ahead | 3 |");
        StringAssert.Contains(page, "**7.2 · 10⁻⁷, one in 1.39 million**");
        StringAssert.Contains(page, "| **per account** | **72** |");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PaymentCode.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        }

        return folder;
    }
}
