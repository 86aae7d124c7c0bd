using PaymentCode.Bank.Tests.Support;
using PaymentCode.Bank.Tokens;

namespace PaymentCode.Bank.Tests;

/// <summary>Codes that are void at the bank while a token still holds them.</summary>
[TestClass]
public sealed class DeadCodeTests
{
    [TestMethod]
    [DataRow(TokenReplyKind.Refused)]
    [DataRow(TokenReplyKind.Unknown)]
    public async Task A_cancel_is_sent_until_the_token_proves_it_and_then_the_new_code_is_asked_for(TokenReplyKind answer)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        var (reference, lost) = await customer.ConfirmedAsync();

        // A token that delays authentication answers so for a minute.
        bank.Tokens.CancelLie = new TokenReply(answer, null, answer == TokenReplyKind.Refused ? (ushort)0x6983 : null);
        await customer.AskAsync(reference, anew: true);
        await Eventually.IsTrueAsync(async () =>
        {
            await customer.AskAsync(reference);
            return bank.Tokens.Cancels >= 12;
        });
        Assert.AreEqual(lost.Transaction.Nonce, bank.Tokens.Shown(customer.Serial)!.Nonce);
        bank.Tokens.CancelLie = null;
        await customer.ShownAsync(reference, otherThan: lost.Transaction.Nonce);
    }

    [TestMethod, OnBothEngines]
    public async Task A_code_of_a_replaced_token_or_of_older_keys_is_void_and_asking_again_makes_a_new_one(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var atm = await bank.TerminalAsync();
        var (reference, old) = await customer.ConfirmedAsync();
        await bank.SetTokenStateAsync(customer.Serial, "replaced");
        var other = string.Concat("5044", customer.Serial.AsSpan(4));
        await bank.BindTokenAsync(other, customer.Id);
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("not-allowed", (await atm.FrameAsync(session, old.Payload)).Reason);
        await customer.AskAsync(reference);
        await Eventually.IsTrueAsync(() => Task.FromResult(bank.Tokens.Shown(other) is not null));
        var code = bank.Tokens.Confirm(other);
        await customer.UntilAsync(reference, "confirmed");
        session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("wrong-code", (await atm.FrameAsync(session, old.Payload)).Reason);

        // The bank's keys in the token are a version newer: what the older ones made is refused.
        await bank.Database.WriteAsync(transaction => transaction.ExecuteOneAsync("UPDATE tokens SET key_version = 2 WHERE serial = @other", new { other }));
        Assert.AreEqual("not-allowed", (await atm.FrameAsync(session, code.Payload)).Reason);
        await customer.AskAsync(reference);
        Assert.AreEqual("asked", (await customer.StateAsync(reference))["state"]!.GetValue<string>());
    }
}
