using System.Net;
using System.Text;
using PaymentCode.Bridge.Atm;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Tests.Atm;

[TestClass]
public sealed class AtmClientTests
{
    readonly AtmBench _atm = new();

    [TestCleanup]
    public void TakeDown() => _atm.Dispose();

    [TestMethod]
    public void The_macs_are_these()
    {
        // printf 'POST\n/terminals/ATM00001/sessions\n7\n{"phone":"1"}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0102…20
        Assert.AreEqual(
            "46b48c7fe6f42232d9ad4a03e17ffa420945342446f243cfedf0a9b0f8ce26a4",
            TerminalMac.OfRequest(FakeBank.Key, "POST", "/terminals/ATM00001/sessions", 7, """{"phone":"1"}"""u8));
        Assert.AreEqual("87d4a912eedf28ea68cad3af2f19beeaf60586f8e37273af1f553986ad57940d", TerminalMac.OfResponse(FakeBank.Key, 7, 201, "{}"u8));
    }

    [TestMethod]
    public async Task An_approved_picture_is_paid_and_reported()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(new AtmResult(AtmOutcome.Paid, "", "100.00", "CNY", true), result);
        Assert.AreEqual(10000, _atm.PaidMinor);
        Assert.AreEqual("dispensed", _atm.Bank.SessionState);
        CollectionAssert.AreEqual(new[] { "capture", "frame", "surveillance" }, _atm.CameraOrders);
        Assert.AreEqual("""{"phone":"\u002B8613800000000","pin":"482915"}""", Encoding.UTF8.GetString(_atm.Bank.Bodies[0]));
        CollectionAssert.AreEqual(new byte[] { 0x89, 0x50, 0x4E, 0x47 }, _atm.Bank.Bodies[1]);
    }

    [TestMethod]
    public async Task Sequence_numbers_rise_over_restarts()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        _atm.Bank.Verdicts.Enqueue(AtmBench.RefusedForGood);
        await _atm.WithdrawAsync();
        _atm.Restart();
        await _atm.WithdrawAsync();
        long[] sequences = [.. _atm.Bank.Requests.Select(request => long.Parse(request.Split(' ')[0]))];
        CollectionAssert.AreEqual(sequences.Order().Distinct().ToArray(), sequences);
        Assert.AreEqual(5, sequences.Length);
    }

    [TestMethod]
    public async Task The_journal_holds_neither_phone_nor_pin_nor_key()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        await _atm.WithdrawAsync();
        _atm.Stop();
        string journal = await File.ReadAllTextAsync(_atm.JournalPath);
        Assert.IsFalse(journal.Contains("8613800000000", StringComparison.Ordinal));
        Assert.IsFalse(journal.Contains("482915", StringComparison.Ordinal));
        Assert.IsFalse(journal.Contains(Convert.ToHexString(FakeBank.Key), StringComparison.OrdinalIgnoreCase));
        StringAssert.Contains(journal, " Paying 00112233445566778899aabbccddeeff ");
    }

    [TestMethod]
    public async Task A_refusal_pays_nothing_and_leaves_nothing_open()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.RefusedForGood);
        AtmResult result = await _atm.WithdrawAsync(maxFrames: 3);
        Assert.AreEqual(new AtmResult(AtmOutcome.Refused, "code-used", "", "", true), result);
        Assert.AreEqual(0, _atm.DispenserStarts);
        Assert.AreEqual(2, _atm.Bank.Requests.Count);
        AtmRecovery recovery = await _atm.Restart().RecoverAsync(default);
        Assert.AreEqual(0, recovery.Dispensed.Count + recovery.NotDispensed.Count + recovery.LeftInTransit.Count);
    }

    [TestMethod]
    public async Task A_picture_without_symbol_is_taken_again_as_often_as_allowed()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.NoSymbol);
        _atm.Bank.Verdicts.Enqueue(AtmBench.NoSymbol);
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        AtmResult result = await _atm.WithdrawAsync(maxFrames: 3);
        Assert.AreEqual(AtmOutcome.Paid, result.Outcome);
        CollectionAssert.AreEqual(new[] { "capture", "frame", "frame", "frame", "surveillance" }, _atm.CameraOrders);
    }

    [TestMethod]
    public async Task The_last_allowed_picture_decides()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.NoSymbol);
        _atm.Bank.Verdicts.Enqueue(AtmBench.NoSymbol);
        AtmResult result = await _atm.WithdrawAsync(maxFrames: 2);
        Assert.AreEqual("no-symbol", result.Reason);
    }

    [TestMethod]
    public async Task A_refused_session_takes_no_picture()
    {
        _atm.Bank.RefusesSession = true;
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(new AtmResult(AtmOutcome.Refused, "session-refused", "", "", true), result);
        Assert.AreEqual(0, _atm.CameraOrders.Count);
    }

    [TestMethod]
    public async Task Ten_digits_are_sent_as_typed()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        AtmResult result = await _atm.Client.WithdrawWithDigitsAsync("1", "482915", "0123456789", default);
        Assert.AreEqual(AtmOutcome.Paid, result.Outcome);
        Assert.AreEqual("""{"digits":"0123456789"}""", Encoding.UTF8.GetString(_atm.Bank.Bodies[1]));
        Assert.AreEqual(0, _atm.CameraOrders.Count);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("123456789")]
    [DataRow("12345678901")]
    [DataRow("123456789x")]
    public async Task Digits_that_are_not_ten_are_not_sent(string digits)
    {
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => _atm.Client.WithdrawWithDigitsAsync("1", "482915", digits, default));
        Assert.AreEqual(0, _atm.Bank.Requests.Count);
    }

    [TestMethod]
    public async Task A_lost_answer_is_asked_for_under_the_same_number()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        _atm.Bank.After = (number, answer) => number is 0 or 2 or 5 ? throw new HttpRequestException("lost") : answer;
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(AtmOutcome.Paid, result.Outcome);
        string[] requests = [.. _atm.Bank.Requests];
        Assert.AreEqual(requests[0], requests[1]);
        Assert.AreEqual(requests[2], requests[3]);
        Assert.AreEqual(1, _atm.DispenserStarts);
    }

    [TestMethod]
    public async Task A_forged_approval_is_not_paid()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.RefusedForGood);
        _atm.Bank.After = (number, answer) =>
        {
            if (number > 0)
            {
                answer.Content = new StringContent(AtmBench.Approved);
            }

            return answer;
        };
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(AtmOutcome.NotPaid, result.Outcome);
        Assert.AreEqual(0, _atm.DispenserStarts);
    }

    [TestMethod]
    public async Task An_approval_of_another_message_is_not_paid()
    {
        string mac = TerminalMac.OfResponse(FakeBank.Key, 1, 200, Encoding.UTF8.GetBytes(AtmBench.Approved));
        _atm.Bank.Verdicts.Enqueue(AtmBench.RefusedForGood);
        _atm.Bank.After = (number, answer) =>
        {
            if (number > 0)
            {
                answer.Content = new StringContent(AtmBench.Approved);
                answer.Headers.Remove(TerminalMac.MacHeader);
                answer.Headers.Add(TerminalMac.MacHeader, mac);
            }

            return answer;
        };
        Assert.AreEqual(AtmOutcome.NotPaid, (await _atm.WithdrawAsync()).Outcome);
        Assert.AreEqual(0, _atm.DispenserStarts);
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("")]
    [DataRow("""{"verdict":"approved"}""")]
    [DataRow("""{"verdict":"approved","amount":"100.00","amountMinor":0,"currency":"CNY"}""")]
    [DataRow("""{"verdict":"approved","amount":"100.00","amountMinor":-1,"currency":"CNY"}""")]
    [DataRow("""{"verdict":"approved","amount":"100.00","amountMinor":"10000","currency":"CNY!"}""")]
    [DataRow("""{"verdict":"approved","amount":"100.00","amountMinor":10000.5,"currency":"CNY"}""")]
    [DataRow("""{"verdict":"maybe","reason":"x","retry":true}""")]
    [DataRow("""{"verdict":"refused","retry":true}""")]
    public async Task A_verdict_that_is_not_whole_is_not_paid_and_reported_as_not_dispensed(string verdict)
    {
        _atm.Bank.Verdicts.Enqueue(verdict);
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(AtmOutcome.NotPaid, result.Outcome);
        Assert.IsTrue(result.IsReported);
        Assert.AreEqual(0, _atm.DispenserStarts);
        StringAssert.EndsWith(_atm.Bank.Requests[^1], "/not-dispensed");
    }

    [TestMethod]
    public async Task A_bank_that_goes_away_after_the_picture_gets_a_not_dispensed_when_it_is_back()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        _atm.Bank.After = (number, answer) => number > 0 ? throw new HttpRequestException("no route") : answer;
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(AtmOutcome.NotPaid, result.Outcome);
        Assert.IsFalse(result.IsReported);
        Assert.AreEqual("approved", _atm.Bank.SessionState);
        _atm.Bank.After = null;
        AtmRecovery recovery = await _atm.Restart().RecoverAsync(default);
        CollectionAssert.AreEqual(new[] { FakeBank.SessionId }, recovery.NotDispensed.ToArray());
        Assert.AreEqual("not-dispensed", _atm.Bank.SessionState);
        Assert.AreEqual(0, _atm.DispenserStarts);
    }

    [TestMethod]
    public async Task Nobody_is_served_while_a_report_is_owed()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        _atm.Bank.Before = number => _ = number > 1 ? throw new HttpRequestException("no route") : 0;
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(AtmOutcome.Paid, result.Outcome);
        Assert.IsFalse(result.IsReported);
        AtmException refusal = await Assert.ThrowsExactlyAsync<AtmException>(() => _atm.WithdrawAsync());
        Assert.AreEqual(AtmFault.BankUnreachable, refusal.Fault);
        Assert.IsTrue(_atm.Bank.Requests.Skip(2).All(request => request.EndsWith("/dispensed", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_dispenser_that_paid_nothing_gives_the_money_back()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        _atm.Dispense = static () => DispenseResult.NothingPaid;
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(new AtmResult(AtmOutcome.NotPaid, "not-dispensed", "100.00", "CNY", true), result);
        Assert.AreEqual("not-dispensed", _atm.Bank.SessionState);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_dispenser_that_does_not_know_leaves_the_money_in_transit(bool throws)
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        _atm.Dispense = () => throws ? throw new IOException("notes jammed") : DispenseResult.Unknown;
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(AtmOutcome.Unknown, result.Outcome);
        AtmRecovery recovery = await _atm.Restart().RecoverAsync(default);
        Assert.AreEqual(new AtmWithdrawal(FakeBank.SessionId, AtmState.Paying, 10000, "CNY"), recovery.LeftInTransit.Single());
        Assert.AreEqual("approved", _atm.Bank.SessionState);
        Assert.AreEqual(2, _atm.Bank.Requests.Count, "nothing may be reported about it");
    }

    [TestMethod]
    public async Task A_camera_that_fails_goes_back_to_surveillance_and_nothing_is_open()
    {
        _atm.Picture = static () => throw new IOException("no picture");
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(new AtmResult(AtmOutcome.NotPaid, "no picture", "", "", true), result);
        Assert.AreEqual("surveillance", _atm.CameraOrders[^1]);
        Assert.AreEqual(1, _atm.Bank.Requests.Count);
    }

    [TestMethod]
    public async Task A_picture_over_8_mebibytes_is_not_sent()
    {
        _atm.Picture = static () => new CameraFrame(new byte[(8 * 1024 * 1024) + 1], "image/png");
        AtmResult result = await _atm.WithdrawAsync();
        StringAssert.Contains(result.Reason, "8388609 bytes");
        Assert.AreEqual(1, _atm.Bank.Requests.Count);
    }

    [TestMethod]
    public async Task A_bank_that_does_not_know_the_terminal_is_asked_once()
    {
        _atm.Bank.After = (_, _) => new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("{}") };
        AtmException refusal = await Assert.ThrowsExactlyAsync<AtmException>(() => _atm.WithdrawAsync());
        Assert.AreEqual(AtmFault.TerminalRefused, refusal.Fault);
        Assert.AreEqual(1, _atm.Bank.Requests.Count);
    }

    [TestMethod]
    public async Task A_terminal_that_is_not_authorised_is_told_so()
    {
        _atm.Bank.After = (_, _) => FakeBank.Signed(
            long.Parse(_atm.Bank.Requests[^1].Split(' ')[0]), HttpStatusCode.Forbidden, """{"type":"urn:paymentcode:terminal-refused"}""");
        AtmException refusal = await Assert.ThrowsExactlyAsync<AtmException>(() => _atm.WithdrawAsync());
        Assert.AreEqual(AtmFault.TerminalRefused, refusal.Fault);
    }

    [TestMethod]
    public async Task A_busy_bank_is_asked_again()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        _atm.Bank.After = (number, answer) => number == 1
            ? FakeBank.Signed(long.Parse(_atm.Bank.Requests[^1].Split(' ')[0]), HttpStatusCode.ServiceUnavailable, "{}")
            : answer;
        Assert.AreEqual(AtmOutcome.Paid, (await _atm.WithdrawAsync()).Outcome);
    }

    [TestMethod]
    public async Task A_report_that_the_bank_cannot_place_stays_owed()
    {
        _atm.Bank.Verdicts.Enqueue(AtmBench.Approved);
        _atm.Bank.ReportAnswer = (HttpStatusCode.NotFound, """{"type":"urn:paymentcode:not-found"}""");
        AtmResult result = await _atm.WithdrawAsync();
        Assert.AreEqual(AtmOutcome.Paid, result.Outcome);
        Assert.IsFalse(result.IsReported);
        _atm.Bank.ReportAnswer = (HttpStatusCode.Conflict, """{"type":"urn:paymentcode:outcome-known"}""");
        AtmRecovery recovery = await _atm.Restart().RecoverAsync(default);
        CollectionAssert.AreEqual(new[] { FakeBank.SessionId }, recovery.Dispensed.ToArray());
        Assert.AreEqual(_atm.Bank.Requests.Count, _atm.Bank.Requests.Distinct().Count() + 1, "only the interrupted report keeps its number");
    }
}
