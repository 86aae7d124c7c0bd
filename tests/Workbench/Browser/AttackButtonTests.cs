using static Microsoft.Playwright.Assertions;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>Each attack from its button to what the page says: who refused it, and why.</summary>
[TestClass]
public sealed class AttackButtonTests : BrowserTest
{
    [TestMethod]
    public async Task The_last_picture_is_refused_by_the_bank()
    {
        var visitor = await VisitAsync();
        await visitor.BeToldAsync("withdrawal");
        await visitor.ClickAsync("attack-replay-picture");
        await SeesRefusedAsync(visitor, "bank", "session-refused");
        Assert.AreEqual("4700.00", (await visitor.StateAsync())["customer"]!["balance"]!.ToString());
    }

    [TestMethod]
    [DataRow("other-atm", "session-refused")]
    [DataRow("forged-terminal", "not-authenticated")]
    public async Task A_code_at_a_machine_that_it_is_not_meant_for_is_refused_by_the_bank(string attack, string reason)
    {
        var visitor = await VisitAsync();
        await visitor.BeToldAsync("withdrawal", until: "hold");
        await visitor.ClickAsync("attack-" + attack);
        await SeesRefusedAsync(visitor, "bank", reason);
    }

    [TestMethod]
    public async Task A_changed_amount_is_refused_by_the_token()
    {
        var visitor = await VisitAsync();
        await visitor.BeToldAsync("withdrawal", until: "ask");
        await visitor.ClickAsync("attack-change-amount");
        await visitor.ClickAsync("reservation-ask");
        await SeesRefusedAsync(visitor, "token", "6982");
        await KeepAsync(visitor, "attack-change-amount");

        // Once the computer in between is honest again, the bank's next question comes through.
        await visitor.ClickAsync("attack-stop-change-amount");
        await visitor.LetPassAsync(10_000);
        await visitor.TokenSaysAsync("Press=");
    }

    [TestMethod]
    public async Task A_pulled_plug_costs_a_repetition()
    {
        var visitor = await VisitAsync();
        await visitor.BeToldAsync("withdrawal", until: "ask");
        await visitor.ClickAsync("attack-unplug");
        await visitor.ClickAsync("reservation-ask");
        await Expect(visitor.The("token-usb")).ToHaveAttributeAsync("aria-checked", "false");
        await visitor.LetPassAsync(10_000);
        await visitor.TokenSaysAsync("Press=");
        await SeesRefusedAsync(visitor, "computer with the bridge", "did not arrive whole");
    }

    [TestMethod]
    public async Task Without_the_bank_the_ATM_pays_nothing()
    {
        var visitor = await VisitAsync();
        await visitor.BeToldAsync("withdrawal", until: "type");
        await visitor.GoAsync("atm");
        await visitor.ClickAsync("attack-stop-bank");
        await visitor.ClickAsync("atm-type-phone");
        await Expect(visitor.The("atm-type-pin")).ToBeEnabledAsync();
        await visitor.ClickAsync("atm-type-pin");
        await Expect(visitor.The("atm-screen")).ToHaveAttributeAsync("data-screen", "working");
        await visitor.LetPassAsync(60_000);
        await Expect(visitor.The("atm-screen")).ToHaveAttributeAsync("data-outcome", "unreachable");
        await Expect(visitor.The("atm-take")).ToBeDisabledAsync();
        await SeesRefusedAsync(visitor, "the ATM", "Without the bank nobody decides");
        await visitor.ClickAsync("attack-stop-stop-bank");
        await Expect(visitor.The("attack-stop-bank")).ToBeEnabledAsync();
    }

    [TestMethod]
    public async Task A_noisy_line_ends_in_the_right_code()
    {
        var visitor = await VisitAsync();
        await visitor.ClickAsync("attack-noisy-line");
        await Expect(visitor.The("attack-stop-noisy-line")).ToBeVisibleAsync();

        // One byte in a thousand: how many stories it takes until one is hit hangs on the seed.
        for (var i = 0; i < 4 && (await visitor.StateAsync())["attacks"]!["last"]!["outcome"]!.ToString() != "refused"; i++)
        {
            await visitor.BeToldAsync("withdrawal");
        }

        await SeesRefusedAsync(visitor, "Refused by", "dropped and sent again");
        await visitor.IsAtEndAsync("300.00");
    }

    private static async Task SeesRefusedAsync(Visitor visitor, string by, string reason)
    {
        await Expect(visitor.The("attack-outcome")).ToHaveAttributeAsync("data-outcome", "refused");
        await visitor.SeesAsync("attack-outcome", by);
        await visitor.SeesAsync("attack-outcome", reason);
    }
}
