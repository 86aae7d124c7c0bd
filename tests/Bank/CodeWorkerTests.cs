using PaymentCode.Bank.Withdrawals;

namespace PaymentCode.Bank.Tests;

/// <summary>How often the bank asks a token.</summary>
[TestClass]
public sealed class CodeWorkerTests
{
    [TestMethod]
    public void A_prompt_that_is_answered_soon_is_noticed_soon_and_one_left_for_a_day_does_not_wear_the_token_out()
    {
        var asked = 0;
        var waited = TimeSpan.Zero;
        for (; waited < TimeSpan.FromDays(1); waited += CodeWorker.PatienceAfter(asked++))
        {
            Assert.IsTrue(CodeWorker.PatienceAfter(asked) < TimeSpan.FromSeconds(0.3) + (waited * 0.06), $"after {waited}");
        }

        // 16,777,215 channels at one a question.
        Assert.IsTrue(asked < 4000, $"{asked} questions in a day");
        Assert.AreEqual(TimeSpan.FromSeconds(30), CodeWorker.PatienceAfter(int.MaxValue));
    }
}
