using PaymentCode.Recognition;
using static Microsoft.Playwright.Assertions;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>Paying by showing a code, told on the page.</summary>
[TestClass]
public sealed class PaymentCodeTests : BrowserTest
{
    [TestMethod]
    public async Task A_payment_by_mouse_from_the_log_in_to_the_till()
    {
        var visitor = await VisitAsync();
        await visitor.ClickAsync("story-paymentcode");
        await visitor.IsAtStepAsync("log-in");
        await visitor.ClickAsync("banking-login");
        await visitor.IsAtStepAsync("register");
        await visitor.ClickAsync("key-register");
        await visitor.IsAtStepAsync("fetch");
        await visitor.ClickAsync("key-to-token");
        await visitor.IsAtStepAsync("unplug");
        await visitor.ClickAsync("token-usb");
        await visitor.IsAtStepAsync("show");
        await visitor.ClickAsync("token-button");
        await visitor.IsAtStepAsync("scan");
        await KeepAsync(visitor, "paymentcode-1-code");

        var shown = await visitor.PhotographAsync("token-display");
        Assert.AreEqual(SymbolKind.Qr, shown.Kind, shown.Reason);
        await visitor.GoAsync("shop");
        await visitor.ClickAsync("shop-scan");
        await Expect(visitor.The("shop-verdict")).ToHaveAttributeAsync("data-outcome", "approved");
        await visitor.SeesAsync("shop-verdict", "45.00");
        await visitor.IsAtEndAsync("4,955.00");
        Assert.AreEqual(shown.Text, (await visitor.ReadAsync("/shop/shot.png")).Text);
        await KeepAsync(visitor, "paymentcode-2-till");

        await visitor.GoAsync("bank");
        await visitor.SeesAsync("bank-entries", "45.00");
        await visitor.SeesAsync("bank-accounts", "4,955.00");
        await KeepAsync(visitor, "paymentcode-3-bank");
    }

    [TestMethod]
    public async Task A_payment_with_the_keyboard_alone_in_Chinese()
    {
        var visitor = await VisitAsync("zh-CN");
        await visitor.TabToAsync("story-paymentcode", "Enter");
        await visitor.IsAtStepAsync("log-in");
        await visitor.TabToAsync("banking-login", "Enter");
        await visitor.IsAtStepAsync("register");
        await visitor.TabToAsync("key-register", "Enter");
        await visitor.IsAtStepAsync("fetch");
        await visitor.TabToAsync("key-to-token", "Space");
        await visitor.IsAtStepAsync("unplug");
        await PageLook.IsInOneLanguageAsync(visitor.Page);
        await visitor.TabToAsync("token-usb", "Space");
        await visitor.IsAtStepAsync("show");
        await visitor.TabToAsync("token-button", "Space");
        await visitor.IsAtStepAsync("scan");
        await visitor.TabToAsync("place-shop", "Enter");
        await visitor.TabToAsync("shop-scan", "Enter");
        await visitor.IsAtEndAsync("4,955.00");
        await PageLook.IsInOneLanguageAsync(visitor.Page);

        // What was paid with is refused in Chinese too.
        await visitor.TabToAsync("shop-scan", "Enter");
        await visitor.SeesAsync("shop-verdict", "已被使用过");
        await PageLook.IsInOneLanguageAsync(visitor.Page);
        await KeepAsync(visitor, "paymentcode-zh");
    }

    [TestMethod]
    public async Task A_code_is_paid_with_once()
    {
        var visitor = await VisitAsync();
        await visitor.BeToldAsync("paymentcode", until: "scan");
        await visitor.GoAsync("shop");
        await visitor.ClickAsync("shop-scan");
        await Expect(visitor.The("shop-verdict")).ToHaveAttributeAsync("data-outcome", "approved");
        await visitor.ClickAsync("shop-scan");
        await Expect(visitor.The("shop-verdict")).ToHaveAttributeAsync("data-outcome", "refused");
        Assert.AreEqual("4955.00", (await visitor.StateAsync())["customer"]!["balance"]!.ToString());
    }

    [TestMethod]
    public async Task The_phone_shows_a_code_that_the_till_takes()
    {
        var visitor = await VisitAsync();
        await visitor.ClickAsync("banking-login");
        await visitor.ClickAsync("key-register");
        await visitor.ClickAsync("key-to-phone");
        await visitor.ClickAsync("phone-fresh");
        await Expect(visitor.The("phone-digits")).Not.ToBeEmptyAsync();
        var digits = (await visitor.The("phone-digits").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        Assert.AreEqual(digits, (await visitor.ReadAsync("/phone/display.png")).Text);
        await visitor.GoAsync("shop");
        await visitor.ChooseAsync("shop-subject-phone");
        await visitor.ClickAsync("shop-scan");
        await Expect(visitor.The("shop-verdict")).ToHaveAttributeAsync("data-outcome", "approved");
    }
}
