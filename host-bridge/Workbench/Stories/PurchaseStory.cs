namespace PaymentCode.Workbench.Stories;

/// <summary>A purchase in two taps, large enough that the terminal asks for the payment password.</summary>
internal static class PurchaseStory
{
    private const long AmountMinor = 128_000;

    /// <summary>The story in a world. Orders from before its beginning do not count.</summary>
    public static StoryPlan Tell(WorldParts parts)
    {
        var (shop, terminal, counter) = (parts.Shop, parts.Shop.Terminal, parts.Shop.Counter);
        var known = shop.Order?.Reference;
        bool Is(params ReadOnlySpan<string> states) => shop.Order is { Kind: "purchase" } order && order.Reference != known && states.Contains(order.State);
        return new StoryPlan("purchase",
        [
            new StoryStep(
                "amount", "shop", "amount", () => shop.Order is { Kind: "purchase" } order && order.Reference != known,
                () => terminal.Screen != "idle" || shop.Port.Token is null || shop.IsSettingAmount, () => Do(() => _ = shop.SetAmountAsync(AmountMinor))),
            new StoryStep(
                "tap", "terminal", "token", () => Is("asked", "password", "approved", "completed"), () => terminal.Screen != "present", () => Do(() => counter.Lay(["token"]))),
            new StoryStep(
                "confirm", "token", "button", () => (Is("asked") && parts.Token.Screen == "code") || Is("password", "approved", "completed"),
                () => !Is("asked") || !parts.Token.IsAsking, () => Do(() => TakeAndPress(parts))),
            new StoryStep(
                "tap-again", "terminal", "token", () => Is("password", "approved", "completed"), () => terminal.Screen != "present-again",
                () => Do(() => LightAndLay(parts))),
            new StoryStep(
                "password", "terminal", "keys", () => Is("completed"), () => terminal.Screen != "password" || !terminal.IsRead,
                () => Do(() => TakeAndType(parts, parts.People.PaymentPassword))),
        ],
        () => FailureOf(shop.Order, "purchase", known));
    }

    /// <summary>Why an order that was begun after a known one came to nothing; null if it did not.</summary>
    public static string? FailureOf(OrderRow? order, string kind, string? known) =>
        order is { State: "refused" or "cancelled" or "reversed" } && order.Kind == kind && order.Reference != known ? order.Reason ?? order.State : null;

    /// <summary>Takes away what lies on the reader, and types something secret.</summary>
    public static void TakeAndType(WorldParts parts, string secret)
    {
        parts.Shop.Counter.Lay([]);
        parts.Shop.Terminal.TryType(secret + "#");
    }

    private static void TakeAndPress(WorldParts parts)
    {
        parts.Shop.Counter.Lay([]);
        parts.Token.Push("press");
    }

    // The code is lit for a minute; a press shows it again.
    private static void LightAndLay(WorldParts parts)
    {
        if (parts.Token.Screen == "dark")
        {
            parts.Token.Push("press");
        }

        parts.Shop.Counter.Lay(["token"]);
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
