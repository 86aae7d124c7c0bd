namespace PaymentCode.Workbench.Stories;

/// <summary>A transfer with a contactless card, confirmed at the terminal and once more on the token that the card is bound to.</summary>
internal static class TransferStory
{
    private const string AmountKeys = "25000";

    /// <summary>The story in a world. Orders from before its beginning do not count.</summary>
    public static StoryPlan Tell(WorldParts parts)
    {
        var (shop, terminal, counter) = (parts.Shop, parts.Shop.Terminal, parts.Shop.Counter);
        var known = shop.Order?.Reference;
        bool Is(params ReadOnlySpan<string> states) => shop.Order is { Kind: "transfer" } order && order.Reference != known && states.Contains(order.State);
        return new StoryPlan("transfer",
        [
            new StoryStep(
                "order", "terminal", "keys", () => shop.Order is { Kind: "transfer" } order && order.Reference != known,
                () => terminal.Screen != "idle" || !terminal.IsRead, () => Do(() => terminal.TryType($"*2{AmountKeys}#{parts.People.Receiver.Phone[1..]}#"))),
            new StoryStep(
                "card", "terminal", "card", () => Is("password", "confirm", "other-device", "approved", "completed"), () => terminal.Screen != "present",
                () => Do(() => counter.Lay(["card"]))),
            new StoryStep(
                "secret", "terminal", "keys", () => Is("confirm", "other-device", "approved", "completed"), () => terminal.Screen != "password" || !terminal.IsRead,
                () => Do(() => PurchaseStory.TakeAndType(parts, parts.People.CardSecret))),
            new StoryStep(
                "check", "terminal", "keys", () => Is("other-device", "approved", "completed"), () => terminal.Screen != "confirm" || !terminal.IsRead,
                () => Do(() => terminal.TryType("#"))),
            new StoryStep(
                "confirm", "token", "button", () => Is("completed"), () => !Is("other-device") || !parts.Token.IsAsking, () => Do(() => parts.Token.Push("press"))),
        ],
        () => PurchaseStory.FailureOf(shop.Order, "transfer", known));
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
