using PaymentCode.Core.Codes;
using PaymentCode.Recognition;
using static Microsoft.Playwright.Assertions;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>Cash without a card, told on the page.</summary>
[TestClass]
public sealed class WithdrawalTests : BrowserTest
{
    [TestMethod]
    public async Task Cash_by_mouse_from_the_log_in_to_the_notes()
    {
        var visitor = await VisitAsync();
        await ConfirmAsync(visitor);
        await visitor.GoAsync("atm");
        await ReadAsync(visitor);
        await visitor.SeesPictureAsync("camera-live");
        var before = (await visitor.The("camera-live").GetAttributeAsync("src"))!;
        await visitor.ChooseAsync("camera-subject-token");
        await visitor.IsAtStepAsync("type");
        await Expect(visitor.The("camera-live")).Not.ToHaveAttributeAsync("src", before);
        await visitor.SeesPictureAsync("camera-live");
        await KeepAsync(visitor, "withdrawal-1-code");

        var customer = (await visitor.StateAsync())["customer"]!;
        await TypeAsync(visitor, customer["phone"]!.ToString().TrimStart('+'));
        await Expect(visitor.The("atm-screen")).ToHaveAttributeAsync("data-screen", "pin");
        await TypeAsync(visitor, customer["pickupPin"]!.ToString());
        await visitor.IsAtStepAsync("notes");
        await visitor.SeesAsync("atm-take", "300.00");
        await visitor.SeesPictureAsync("camera-shot");
        Assert.AreEqual(ReadOutcome.Read, (await visitor.ReadAsync("/camera/shot.png")).Outcome);
        await KeepAsync(visitor, "withdrawal-2-notes");
        await visitor.ClickAsync("atm-take");
        await visitor.IsAtEndAsync("300.00");
        await visitor.SeesAsync("story-end", "4,700.00");

        await visitor.GoAsync("bank");
        await SeesBooksAsync(visitor);
        await KeepAsync(visitor, "withdrawal-3-bank");
    }

    [TestMethod]
    public async Task Cash_in_Chinese()
    {
        var visitor = await VisitAsync("zh-CN");
        await ConfirmAsync(visitor);
        await visitor.GoAsync("atm");
        await visitor.ChooseAsync("camera-subject-token");
        await visitor.IsAtStepAsync("type");
        await visitor.ClickAsync("atm-type-phone");
        await Expect(visitor.The("atm-type-pin")).ToBeEnabledAsync();
        await visitor.ClickAsync("atm-type-pin");
        await visitor.IsAtStepAsync("notes");
        await KeepAsync(visitor, "withdrawal-zh");
        await PageLook.IsInOneLanguageAsync(visitor.Page);
        await visitor.ClickAsync("atm-take");
        await visitor.IsAtEndAsync("300.00");
        await PageLook.IsInOneLanguageAsync(visitor.Page);

        // The timeline has Chinese names too, and is searched by them; the wire's name stands beside the translation.
        await visitor.The("timeline-search").FillAsync("生成授权码");
        await visitor.SeesAsync("timeline-list", "生成授权码 GENERATE CODE");
        await visitor.SeesAsync("timeline-list", "已加密");
        await Expect(visitor.The("timeline-list")).Not.ToContainTextAsync("取走现金");
    }

    [TestMethod]
    public async Task A_withdrawal_that_is_declined_is_offered_anew_and_one_that_is_begun_is_gone_on_with()
    {
        var visitor = await VisitAsync();
        await visitor.BeToldAsync("withdrawal", until: "confirm");
        await visitor.ClickAsync("token-hold");
        await visitor.SeesAsync("story-failed", "The customer declined.");
        await Expect(visitor.The("story-do")).ToHaveCountAsync(0);
        await visitor.ClickAsync("story-again");
        await visitor.IsAtStepAsync("reserve");
        await visitor.ClickAsync("story-do");
        await visitor.IsAtStepAsync("ask");
        await visitor.ClickAsync("story-do");
        await visitor.IsAtStepAsync("confirm");

        // The reservation that has a code stands in the way of another: told again, the story goes on with it.
        await visitor.ClickAsync("story-leave");
        await visitor.ClickAsync("story-withdrawal");
        await visitor.IsAtStepAsync("confirm");
    }

    [TestMethod]
    public async Task Cash_with_the_keyboard_alone()
    {
        var visitor = await VisitAsync();
        await visitor.TabToAsync("story-withdrawal", "Enter");
        await visitor.IsAtStepAsync("log-in");
        await visitor.TabToAsync("banking-login", "Enter");
        await visitor.IsAtStepAsync("reserve");
        await visitor.TabToAsync("banking-reserve", "Space");
        await visitor.IsAtStepAsync("ask");
        await visitor.TabToAsync("reservation-ask", "Enter");
        await visitor.IsAskedAsync();
        await visitor.TabToAsync("token-button", "Space");
        await visitor.IsAtStepAsync("hold");
        await visitor.TabToAsync("place-atm", "Enter");
        await visitor.TabToAsync("camera-subject-nothing", "ArrowRight");
        await visitor.IsAtStepAsync("type");

        var customer = (await visitor.StateAsync())["customer"]!;
        await visitor.TabToAsync("atm-keypad", null);
        await visitor.Page.Keyboard.TypeAsync(customer["phone"]!.ToString().TrimStart('+'));
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.The("atm-screen")).ToHaveAttributeAsync("data-screen", "pin");
        await visitor.Page.Keyboard.TypeAsync(customer["pickupPin"]!.ToString());
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.IsAtStepAsync("notes");
        await visitor.TabToAsync("atm-take", "Space");
        await visitor.IsAtEndAsync("300.00");
    }

    [TestMethod]
    public async Task The_story_does_each_step_by_itself_when_asked_to()
    {
        var visitor = await VisitAsync(width: 390, height: 844);
        await visitor.ClickAsync("story-withdrawal");
        foreach (var step in new[] { "log-in", "reserve", "ask", "confirm", "hold", "type", "notes" })
        {
            await visitor.IsAtStepAsync(step);
            await Expect(visitor.The("story-do")).ToBeEnabledAsync();
            if (step == "hold")
            {
                await visitor.The("story-now").ScrollIntoViewIfNeededAsync();
                await KeepAsync(visitor, "withdrawal-phone");
            }

            await visitor.ClickAsync("story-do");
        }

        await visitor.IsAtEndAsync("300.00");
        Assert.IsLessThanOrEqualTo(0, await PageLook.OverflowAsync(visitor.Page));
    }

    [TestMethod]
    public async Task A_reload_in_the_middle_goes_on_in_the_same_world()
    {
        var visitor = await VisitAsync();
        await ConfirmAsync(visitor);
        var (world, display) = (visitor.World, (await visitor.StateAsync())["token"]!["display"]!.ToString());
        await visitor.Page.ReloadAsync();
        await visitor.SeesTokenAsync();
        Assert.AreEqual(world, visitor.World);
        await visitor.IsAtStepAsync("hold");
        Assert.AreEqual(display, (await visitor.StateAsync())["token"]!["display"]!.ToString());
        await ReadAsync(visitor);

        await visitor.GoAsync("atm");
        await visitor.ChooseAsync("camera-subject-token");
        await visitor.IsAtStepAsync("type");
        await visitor.Page.ReloadAsync();
        await visitor.ClickAsync("atm-type-phone");
        await Expect(visitor.The("atm-type-pin")).ToBeEnabledAsync();
        await visitor.ClickAsync("atm-type-pin");
        await visitor.ClickAsync("atm-take");
        await visitor.IsAtEndAsync("300.00");
    }

    [TestMethod]
    public async Task Two_browsers_have_worlds_of_their_own()
    {
        var (first, second) = (await VisitAsync(), await VisitAsync());
        Assert.AreNotEqual(first.World, second.World);
        await Task.WhenAll(first.ClickAsync("banking-login"), second.ClickAsync("banking-login"));
        await first.The("banking-amount").FillAsync("120.00");
        await first.ClickAsync("banking-reserve");
        await first.SeesAsync("banking-available", "4,880.00");
        await Expect(second.The("banking-available")).ToContainTextAsync("5,000.00");
        await second.ClickAsync("token-usb");
        await Expect(second.The("token-usb")).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(first.The("token-usb")).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(second.The("reservation")).ToHaveCountAsync(0);
    }

    // Up to the code on the token's display, by mouse.
    private static async Task ConfirmAsync(Visitor visitor)
    {
        await visitor.ClickAsync("story-withdrawal");
        await visitor.IsAtStepAsync("log-in");
        await visitor.ClickAsync("banking-login");
        await visitor.IsAtStepAsync("reserve");
        await visitor.ClickAsync("banking-reserve");
        await visitor.IsAtStepAsync("ask");
        await visitor.ClickAsync("reservation-ask");
        await visitor.IsAtStepAsync("confirm");
        await visitor.IsAskedAsync();
        await visitor.ClickAsync("token-button");
        await visitor.IsAtStepAsync("hold");
        await visitor.ShowsCodeAsync();
    }

    // A photograph of the page's OLED carries what the bank waits for, and what the REST interface's picture of the display carries.
    private static async Task ReadAsync(Visitor visitor)
    {
        var seen = await visitor.PhotographAsync("token-display");
        Assert.AreEqual(SymbolKind.Matrix, seen.Kind, seen.Reason);
        CollectionAssert.AreEqual((await visitor.ReadAsync("/token/display.png?scale=4")).Payload, seen.Payload);
        Assert.IsTrue(AuthorizationPayload.TryParse(seen.Payload!, out var payload));
        var state = await visitor.StateAsync();
        Assert.AreEqual(state["token"]!["serial"]!.ToString(), Convert.ToHexString(payload.Serial), ignoreCase: true);
        Assert.AreEqual(state["customer"]!["reservations"]![0]!["reference"]!.ToString(), payload.Reservation.ToString("D10", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task TypeAsync(Visitor visitor, string digits)
    {
        foreach (var digit in digits)
        {
            await visitor.ClickAsync($"atm-key-{digit}");
        }

        await visitor.ClickAsync("atm-key-enter");
    }

    private static async Task SeesBooksAsync(Visitor visitor)
    {
        await visitor.SeesAsync("bank-entries", "300.00");
        await visitor.SeesAsync("bank-accounts", "4,700.00");
    }
}
