using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PaymentCode.Recognition;
using static Microsoft.Playwright.Assertions;

namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>Paying with two taps of the token at the shop's terminal, and a transfer with card and token, told on the page.</summary>
[TestClass]
public sealed class TerminalStoryTests : BrowserTest
{
    [TestMethod]
    public async Task A_purchase_by_mouse_in_two_taps()
    {
        var visitor = await VisitAsync();
        await visitor.ClickAsync("story-purchase");
        await visitor.GoAsync("shop");
        await visitor.The("shop-amount").FillAsync("1200.00");
        await visitor.ClickAsync("shop-to-terminal");
        await ShowsAsync(visitor, "present");
        await DragAsync(visitor, "token", "terminal-field");
        await visitor.IsAtStepAsync("confirm");
        await visitor.IsAskedAsync();
        await KeepAsync(visitor, "purchase-1-tap");
        await DragAsync(visitor, "token", "terminal-hand");
        await visitor.ClickAsync("token-button");
        await visitor.IsAtStepAsync("tap-again");
        await visitor.ShowsCodeAsync();
        var shown = await visitor.PhotographAsync("token-display");
        Assert.AreEqual(SymbolKind.Matrix, shown.Kind, shown.Reason);

        await DragAsync(visitor, "token", "terminal-field");
        await ShowsAsync(visitor, "password");
        await TypeAsync(visitor, (await visitor.StateAsync())["customer"]!["paymentPassword"]!.ToString());
        await visitor.ClickAsync("terminal-key-ok");
        await visitor.IsAtEndAsync("3,800.00");
        await ShowsAsync(visitor, "verdict");
        await Expect(visitor.The("terminal-green")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("is-on"));
        await KeepAsync(visitor, "purchase-2-approved");

        // What the display showed is what the terminal took from the token over the air.
        Assert.IsTrue(await TookAsync(visitor, shown.Payload!), "no GET CODE was answered with what the display showed");
        await visitor.GoAsync("bank");
        await visitor.SeesAsync("bank-entries", "1,200.00");
        await visitor.SeesAsync("bank-accounts", "3,800.00");
        await KeepAsync(visitor, "purchase-3-bank");
    }

    [TestMethod]
    public async Task A_transfer_by_mouse_with_card_secret_and_token()
    {
        var visitor = await VisitAsync();
        await visitor.ClickAsync("story-transfer");
        await visitor.GoAsync("shop");
        await ShowsAsync(visitor, "idle");
        await visitor.ClickAsync("terminal-key-cancel");
        await TypeAsync(visitor, "225000");
        await visitor.ClickAsync("terminal-key-ok");
        await visitor.ClickAsync("terminal-type-receiver");
        await ShowsAsync(visitor, "present");
        await DragAsync(visitor, "card", "terminal-field");
        await ShowsAsync(visitor, "password");
        await DragAsync(visitor, "card", "terminal-hand");
        await visitor.ClickAsync("terminal-type-secret");
        await ShowsAsync(visitor, "confirm");
        await visitor.IsAtStepAsync("check");
        await KeepAsync(visitor, "transfer-1-check");
        await visitor.ClickAsync("terminal-key-ok");
        await visitor.IsAtStepAsync("confirm");
        await visitor.IsAskedAsync();
        await KeepAsync(visitor, "transfer-2-token");
        await visitor.ClickAsync("token-button");
        await visitor.IsAtEndAsync("4,750.00");
        await ShowsAsync(visitor, "verdict");
        await visitor.GoAsync("bank");
        await visitor.SeesAsync("bank-entries", "250.00");
        await visitor.SeesAsync("bank-accounts", "4,750.00");
        await KeepAsync(visitor, "transfer-3-bank");
    }

    [TestMethod]
    public async Task A_purchase_with_the_keyboard_alone_in_Chinese()
    {
        var visitor = await VisitAsync("zh-CN");
        await visitor.TabToAsync("story-purchase", "Enter");
        await visitor.IsAtStepAsync("amount");
        await visitor.TabToAsync("place-shop", "Enter");
        await visitor.TabToAsync("shop-amount", null);
        await visitor.Page.Keyboard.TypeAsync("1200");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await ShowsAsync(visitor, "present");
        await visitor.TabToAsync("terminal-thing-token", "Space");
        await visitor.IsAtStepAsync("confirm");
        await visitor.IsAskedAsync();
        await PageLook.IsInOneLanguageAsync(visitor.Page);
        await visitor.TabToAsync("terminal-thing-token", "Space");
        await visitor.TabToAsync("token-button", "Space");
        await visitor.IsAtStepAsync("tap-again");
        await visitor.TabToAsync("terminal-thing-token", "Enter");
        await ShowsAsync(visitor, "password");
        await visitor.TabToAsync("terminal-keypad", null);
        await visitor.Page.Keyboard.TypeAsync((await visitor.StateAsync())["customer"]!["paymentPassword"]!.ToString());
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.IsAtEndAsync("3,800.00");
        await PageLook.IsInOneLanguageAsync(visitor.Page);
        await KeepAsync(visitor, "purchase-zh");
    }

    [TestMethod]
    public async Task A_transfer_with_the_keyboard_alone_in_Chinese()
    {
        var visitor = await VisitAsync("zh-CN");
        await visitor.TabToAsync("story-transfer", "Enter");
        await visitor.TabToAsync("place-shop", "Enter");
        await ShowsAsync(visitor, "idle");
        await visitor.IsAtStepAsync("order");
        var customer = (await visitor.StateAsync())["customer"]!;
        await visitor.TabToAsync("terminal-keypad", null);
        await TypeLineAsync(visitor, "*225000");
        await TypeLineAsync(visitor, customer["receiver"]!["phone"]!.ToString().TrimStart('+'));
        await ShowsAsync(visitor, "present");
        await visitor.TabToAsync("terminal-thing-card", "Space");
        await ShowsAsync(visitor, "password");
        await visitor.TabToAsync("terminal-thing-card", "Space");
        await visitor.TabToAsync("terminal-keypad", null);
        await TypeLineAsync(visitor, customer["cardSecret"]!.ToString());
        await visitor.IsAtStepAsync("check");
        await PageLook.IsInOneLanguageAsync(visitor.Page);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.IsAtStepAsync("confirm");
        await visitor.IsAskedAsync();
        await visitor.TabToAsync("token-button", "Enter");
        await visitor.IsAtEndAsync("4,750.00");
        await PageLook.IsInOneLanguageAsync(visitor.Page);
        await KeepAsync(visitor, "transfer-zh");
    }

    [TestMethod]
    public async Task A_purchase_that_the_customer_declines_and_the_shop_cancels_costs_nothing()
    {
        var visitor = await VisitAsync();
        await visitor.GoAsync("shop");
        await visitor.ClickAsync("shop-to-terminal");
        await ShowsAsync(visitor, "present");
        await DragAsync(visitor, "token", "terminal-field");
        await visitor.IsAskedAsync();
        await visitor.ClickAsync("terminal-take-away");
        await visitor.ClickAsync("token-hold");
        await visitor.WaitAsync(static state => state["token"]!["text"]!.ToJsonString().Contains("declined", StringComparison.OrdinalIgnoreCase));
        await visitor.ClickAsync("terminal-key-cancel");
        await Expect(visitor.The("shop-order")).ToHaveAttributeAsync("data-state", new System.Text.RegularExpressions.Regex("cancelled|refused"));
        await visitor.WaitAsync(static state => state["customer"]!["available"]!.ToString() == "5000.00");
        Assert.AreEqual("5000.00", (await visitor.StateAsync())["customer"]!["balance"]!.ToString());
    }

    private static async Task TypeLineAsync(Visitor visitor, string keys)
    {
        await visitor.Page.Keyboard.TypeAsync(keys);
        await visitor.Page.Keyboard.PressAsync("Enter");
    }

    private static Task ShowsAsync(Visitor visitor, string screen) => Expect(visitor.The("terminal-display")).ToHaveAttributeAsync("data-screen", screen);

    // A person drags a thing with the mouse: down, along, up.
    private static async Task DragAsync(Visitor visitor, string thing, string to)
    {
        var isThere = to == "terminal-field";
        var button = visitor.The("terminal-thing-" + thing);
        var target = visitor.The(to);
        await target.ScrollIntoViewIfNeededAsync();
        await button.ScrollIntoViewIfNeededAsync();
        var (from, onto) = (await MiddleAsync(button), await MiddleAsync(target));
        await visitor.Page.Mouse.MoveAsync(from.X, from.Y);
        await visitor.Page.Mouse.DownAsync();
        await visitor.Page.Mouse.MoveAsync(onto.X, onto.Y, new MouseMoveOptions { Steps = 5 });
        await visitor.Page.Mouse.UpAsync();
        await Expect(button).ToHaveAttributeAsync("aria-pressed", isThere ? "true" : "false");
    }

    private static async Task<(float X, float Y)> MiddleAsync(ILocator thing)
    {
        var box = (await thing.BoundingBoxAsync())!;
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    private static async Task TypeAsync(Visitor visitor, string digits)
    {
        foreach (var digit in digits)
        {
            await visitor.ClickAsync($"terminal-key-{digit}");
        }
    }

    private static async Task<bool> TookAsync(Visitor visitor, byte[] payload)
    {
        var hex = Convert.ToHexString(payload);
        for (long after = 0; ;)
        {
            var page = await visitor.AskAsync($"/events?kind=nfc&limit=500&after={after}");
            var events = page["events"]!.AsArray();
            if (events.Any(one => Bytes(one!).Contains(hex, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }

            if (events.Count == 0)
            {
                return false;
            }

            after = (long)events[^1]!["seq"]!;
        }
    }

    private static string Bytes(JsonNode one) => one["bytes"]?.ToString() ?? "";
}
