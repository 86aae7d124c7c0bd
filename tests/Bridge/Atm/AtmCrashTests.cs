using PaymentCode.Bridge.Atm;

namespace PaymentCode.Bridge.Tests.Atm;

[TestClass]
public sealed class AtmCrashTests
{
    const string Sid = FakeBank.SessionId;

    /// <summary>What may have happened to the notes and what the bank hears of it, wherever the power goes: before or after each request, before or after paying.</summary>
    [TestMethod]
    [DataRow("before 0", 0, "none")]
    [DataRow("after 0", 0, "open")]
    [DataRow("before 1", 0, "open")]
    [DataRow("after 1", 0, "not-dispensed")]
    [DataRow("before paying", 0, "approved")]
    [DataRow("after paying", 10000, "approved")]
    [DataRow("before 2", 10000, "dispensed")]
    [DataRow("after 2", 10000, "dispensed")]
    public async Task A_crash_neither_pays_twice_nor_loses_track(string where, long paidMinor, string bankState)
    {
        using AtmBench atm = new();
        atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        long left = 0;
        ArrangeCrash(atm, where, () => left = 10000);
        await Assert.ThrowsExactlyAsync<CrashException>(() => atm.WithdrawAsync());
        atm.Bank.Before = null;
        atm.Bank.After = null;
        AtmRecovery recovery = await atm.Restart().RecoverAsync(default);
        Assert.AreEqual(paidMinor, atm.PaidMinor + left);
        Assert.AreEqual(bankState, atm.Bank.SessionState);
        Assert.AreEqual(where.EndsWith("paying", StringComparison.Ordinal) ? 1 : 0, recovery.LeftInTransit.Count);
        Assert.IsTrue(atm.DispenserStarts <= 1);

        AtmRecovery second = await atm.Restart().RecoverAsync(default);
        Assert.AreEqual(0, second.Dispensed.Count + second.NotDispensed.Count, "a report is made once");
        Assert.AreEqual(recovery.LeftInTransit.Count, second.LeftInTransit.Count, "what an operator has to look at is said each time");
    }

    /// <summary>The journal of a whole withdrawal, cut at each byte: what the last whole line says decides.</summary>
    [TestMethod]
    public async Task A_journal_torn_at_any_byte_says_what_had_begun()
    {
        using AtmBench atm = new();
        atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        await atm.WithdrawAsync();
        atm.Stop();
        byte[] whole = await File.ReadAllBytesAsync(atm.JournalPath);
        for (int length = 0; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(atm.JournalPath, whole[..length]);
            string[] lines = System.Text.Encoding.UTF8.GetString(whole[..(whole.AsSpan(0, length).LastIndexOf((byte)'\n') + 1)]).Split('\n');
            using AtmJournal journal = AtmJournal.Open(atm.JournalPath, atm.Time);
            AtmState? state = journal.Unfinished.SingleOrDefault()?.State;
            Assert.AreEqual(ExpectedState(lines), state, $"cut at byte {length}");
        }
    }

    [TestMethod]
    public async Task Rubbish_behind_the_last_line_is_cut_off_and_the_journal_goes_on()
    {
        using AtmBench atm = new();
        atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        await atm.WithdrawAsync();
        atm.Stop();
        await File.AppendAllTextAsync(atm.JournalPath, "2026-03-01T09:00:00.000Z Pay\0\0\0\0");
        atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        atm.Restart();
        Assert.AreEqual(AtmOutcome.Paid, (await atm.WithdrawAsync()).Outcome);
        atm.Restart();
    }

    [TestMethod]
    public async Task A_changed_line_is_damage_and_nothing_is_paid_with_it()
    {
        using AtmBench atm = new();
        atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        await atm.WithdrawAsync();
        atm.Stop();
        string text = await File.ReadAllTextAsync(atm.JournalPath);
        await File.WriteAllTextAsync(atm.JournalPath, text.Replace(" Paid ", " Paix ", StringComparison.Ordinal));
        AtmException damage = Assert.ThrowsExactly<AtmException>(() => atm.Restart());
        Assert.AreEqual(AtmFault.Journal, damage.Fault);
        StringAssert.Contains(damage.Message, "damaged in line 7");
    }

    [TestMethod]
    public void Two_atms_do_not_share_a_journal()
    {
        using AtmBench atm = new();
        atm.Restart();
        AtmException refusal = Assert.ThrowsExactly<AtmException>(() => AtmJournal.Open(atm.JournalPath, atm.Time));
        Assert.AreEqual(AtmFault.Journal, refusal.Fault);
        StringAssert.Contains(refusal.Message, "Is another ATM running with it?");
    }

    [TestMethod]
    public async Task A_new_journal_begins_above_the_old_ones_numbers()
    {
        using AtmBench atm = new();
        atm.Bank.RefusesSession = true;
        await atm.WithdrawAsync();
        atm.Stop();
        File.Delete(atm.JournalPath);
        atm.Time.Advance(TimeSpan.FromSeconds(1));
        atm.Restart();
        await atm.WithdrawAsync();
        long[] sequences = [.. atm.Bank.Requests.Select(request => long.Parse(request.Split(' ')[0]))];
        Assert.IsTrue(sequences[1] > sequences[0]);
        Assert.AreEqual(1772355600000, sequences[0]);
    }

    static void ArrangeCrash(AtmBench atm, string where, Action afterPaying)
    {
        switch (where.Split(' '))
        {
            case ["before", "paying"]:
                atm.Dispense = () => throw new CrashException();
                break;
            case ["after", "paying"]:
                atm.Dispense = () =>
                {
                    afterPaying();
                    throw new CrashException();
                };
                break;
            case ["before", var number]:
                atm.Bank.Before = request => _ = request == int.Parse(number) ? throw new CrashException() : 0;
                break;
            case ["after", var number]:
                atm.Bank.After = (request, answer) => request == int.Parse(number) ? throw new CrashException() : answer;
                break;
        }
    }

    static AtmState? ExpectedState(string[] lines)
    {
        AtmState? state = null;
        foreach (string[] parts in lines.Where(line => line.Length > 0).Select(line => line.Split(' ')))
        {
            state = parts[1] switch
            {
                "Session" => AtmState.Session,
                "Send" when parts[4].EndsWith($"{Sid}/frame", StringComparison.Ordinal) => AtmState.Asked,
                "Approved" => AtmState.Approved,
                "Paying" => AtmState.Paying,
                "Paid" => AtmState.Paid,
                "Reported" => null,
                _ => state,
            };
        }

        return state;
    }
}
