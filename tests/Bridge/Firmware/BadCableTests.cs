using PaymentCode.Bridge.Link;
using PaymentCode.Core.Applet;
using PaymentCode.Emulation;

namespace PaymentCode.Bridge.Tests.Firmware;

/// <summary>The real firmware behind a cable that is cut, or bad.</summary>
[TestClass]
public sealed class BadCableTests
{
    const uint Nonce = 0x7E7D0102;

    [TestMethod]
    public async Task Generate_code_survives_a_cut_at_each_byte_to_the_board()
    {
        int lost = 0;
        for (int bytes = 0; await CutAsync(token => token.Board.Serial.UnplugAfterBytesToBoard(bytes)); bytes++)
        {
            lost++;
        }

        Assert.IsTrue(lost > 80, $"only {lost} places were cut");
    }

    [TestMethod]
    public async Task Generate_code_survives_a_cut_at_each_byte_from_the_board()
    {
        int lost = 0;
        for (int bytes = 0; await CutAsync(token => token.Board.Serial.UnplugAfterBytesFromBoard(bytes)); bytes++)
        {
            lost++;
        }

        Assert.IsTrue(lost > 12, $"only {lost} places were cut");
    }

    [TestMethod]
    public async Task A_thousand_protected_exchanges_on_a_bad_cable_are_each_executed_once()
    {
        await using IssuedToken token = await IssuedToken.CreateAsync();
        SerialFaults toBoard = new(1, drop: 0.002, noise: 0.002, duplicate: 0.002);
        SerialFaults fromBoard = new(2, drop: 0.002, noise: 0.002, duplicate: 0.002);
        token.Board.Serial.FaultsToBoard = toBoard;
        token.Board.Serial.FaultsFromBoard = fromBoard;
        int exchanges = 0;
        int lost = 0;
        for (uint nonce = 1; exchanges < 1000; nonce++)
        {
            try
            {
                // The command counter is part of each MAC: an answer with the right one proves that nothing was executed twice or left out.
                await token.OpenChannelAsync();
                await token.GenerateAsync(nonce);
                Assert.AreEqual(TokenApplet.OutcomePending, (await token.GetStatusAsync(nonce)).Outcome);
                await token.CancelAsync(nonce);
                Assert.AreEqual(TokenApplet.OutcomeCancelled, (await token.GetStatusAsync(nonce)).Outcome);
                exchanges += 7;
            }
            catch (LinkException)
            {
                lost++;
                await FreeAsync(token, nonce);
            }
        }

        Assert.IsTrue(lost < 10, $"{lost} exchanges were lost");
        Assert.IsTrue(toBoard.Dropped + toBoard.Spoilt + toBoard.Duplicated > 100);
        Assert.IsTrue(fromBoard.Dropped + fromBoard.Spoilt + fromBoard.Duplicated > 100);
    }

    /// <summary>After a lost link: the transaction waits, or was never heard of; either way the token is free afterwards.</summary>
    static async Task FreeAsync(IssuedToken token, uint nonce)
    {
        SerialFaults? toBoard = token.Board.Serial.FaultsToBoard;
        token.Board.Serial.FaultsToBoard = null;
        await token.PlugInAsync();
        await token.OpenChannelAsync();
        byte outcome = (await token.GetStatusAsync(nonce)).Outcome;
        Assert.IsTrue(outcome is TokenApplet.OutcomeUnknown or TokenApplet.OutcomePending or TokenApplet.OutcomeCancelled, $"outcome {outcome}");
        if (outcome == TokenApplet.OutcomePending)
        {
            await token.CancelAsync(nonce);
        }

        token.Board.Serial.FaultsToBoard = toBoard;
    }

    /// <summary>Asks for a code over a cable that is cut, asks again over a good one, and confirms. False if the cut came too late to matter.</summary>
    static async Task<bool> CutAsync(Action<IssuedToken> cut)
    {
        await using IssuedToken token = await IssuedToken.CreateAsync();
        await token.OpenChannelAsync();
        cut(token);
        bool isLost = false;
        try
        {
            await token.GenerateAsync(Nonce);
        }
        catch (LinkException failure)
        {
            Assert.AreEqual(LinkFailure.Lost, failure.Failure);
            isLost = true;
        }

        await token.PlugInAsync();
        await token.OpenChannelAsync();
        byte before = (await token.GetStatusAsync(Nonce)).Outcome;
        Assert.IsTrue(before is TokenApplet.OutcomeUnknown or TokenApplet.OutcomePending, $"outcome {before}");
        Assert.IsTrue(isLost || before == TokenApplet.OutcomePending, "the token said that it had accepted");

        await token.GenerateAsync(Nonce);
        token.Board.Press();
        var confirmed = await token.GetStatusAsync(Nonce);
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, confirmed.Outcome);
        Assert.AreEqual(1, confirmed.Counter);

        // Asked once more it neither prompts nor makes another code: the press shows the code that there is.
        await token.GenerateAsync(Nonce);
        token.Board.Press();
        var after = await token.GetStatusAsync(Nonce);
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, after.Outcome);
        Assert.AreEqual(1, after.Counter);
        return isLost;
    }
}
