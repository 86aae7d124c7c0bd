using PaymentCode.Workbench.Devices;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Stories;

/// <summary>Payment code: key and indices are fetched to the token once; unplugged, it makes a code that the till's camera reads.</summary>
internal static class PaymentCodeStory
{
    private const string Amount = "28.00";
    private const int PatienceMs = 1500;
    private const int ValidityMs = 60_000;

    // A payment code's symbol has a lit quiet zone of 11 pixels; the ring of a withdrawal's symbol is thinner.
    private const int QuietPixels = 8;

    /// <summary>The story in a world. A key from before its beginning counts, payments do not.</summary>
    public static StoryPlan Tell(WorldParts parts)
    {
        var known = parts.Payments.Payments.Select(one => one.PaymentId).ToHashSet();
        Task fetching = Task.CompletedTask;
        long notBeforeMs = 0;
        var spentUntilMs = SpentUntilMs(parts);
        var before = parts.Till.Last;
        void Press()
        {
            parts.Token.Push("press");
            before = parts.Till.Last;
            notBeforeMs = parts.NowMs + PatienceMs;
        }

        // The token's answer takes time, which may stand still: it is not waited for.
        Task Fetch()
        {
            if (!parts.Token.Usb.IsPlugged)
            {
                parts.Token.Plug(true);
                notBeforeMs = parts.NowMs + PatienceMs;
                return Task.CompletedTask;
            }

            fetching = parts.Customer.FetchToTokenAsync();
            return fetching.IsCompleted ? fetching : Task.CompletedTask;
        }

        // A code is good for a minute; then a press makes another one.
        void Scan()
        {
            if (ShowsCode(parts.Token.Picture))
            {
                parts.Till.Scan(Amount, "token");
            }
            else
            {
                Press();
            }
        }

        // While a code is good the token shows no other one, even if it was paid with.
        bool IsSpent() => parts.Till.Last is { Reason: "code-used" } last && !ReferenceEquals(last, before) && ShowsCode(parts.Token.Picture);

        return new StoryPlan("paymentcode",
        [
            new StoryStep("log-in", "customer", "login", () => parts.Customer.IsLoggedIn, Never, () => parts.Customer.LogInAsync(null, null)),
            new StoryStep("register", "customer", "register", () => parts.Payments.Key is not null, Never, () => parts.Customer.RegisterKeyAsync()),
            new StoryStep(
                "fetch", "customer", "fetch-token", () => parts.Payments.Key?.OnToken == true, () => !fetching.IsCompleted || parts.NowMs < notBeforeMs, Fetch),
            new StoryStep("unplug", "token", "usb", () => !parts.Token.Usb.IsPlugged, Never, () => Do(() => parts.Token.Plug(false))),
            new StoryStep(
                "show", "token", "button", () => ShowsCode(parts.Token.Picture) && parts.NowMs >= spentUntilMs,
                () => parts.NowMs < notBeforeMs || parts.NowMs < spentUntilMs, () => Do(Press)),
            new StoryStep(
                "scan", "shop", "scan", () => parts.Payments.Payments.Any(one => !known.Contains(one.PaymentId)),
                () => parts.Till.IsWaiting || parts.NowMs < notBeforeMs || IsSpent(), () => Do(Scan)),
        ],
        static () => null);
    }

    private static bool Never() => false;

    // While a code is good the token makes no other one, even if it was paid with.
    private static long SpentUntilMs(WorldParts parts)
    {
        var (isOfToken, until) = (false, 0L);
        foreach (var one in parts.Log.After(0, EventLog.Capacity, new HashSet<string> { EventKind.Shop }))
        {
            isOfToken = one.Name == "SCAN TOKEN" || (isOfToken && !one.Name.StartsWith("SCAN ", StringComparison.Ordinal));
            until = isOfToken && one.Name == "RESULT approved" ? one.AtMs + ValidityMs : until;
        }

        return until;
    }

    private static bool ShowsCode(OledPicture picture) =>
        Enumerable.Range(0, QuietPixels * QuietPixels).All(pixel => picture.IsLit(pixel % QuietPixels, pixel / QuietPixels));

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
