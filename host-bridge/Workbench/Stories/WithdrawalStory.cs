namespace PaymentCode.Workbench.Stories;

/// <summary>Cardless withdrawal: reserve at home, confirm on the token, show the picture to the ATM.</summary>
internal static class WithdrawalStory
{
    private const string Amount = "300.00";

    /// <summary>The story in a world. Reservations from before its beginning count as long as they wait for cash, visits do not.</summary>
    public static StoryPlan Tell(WorldParts parts)
    {
        var known = parts.Customer.Reservations.Where(one => !IsOpen(one)).Select(one => one.Reference).ToHashSet();

        // The one that has a code, since there can be no other with one; else one that waits; the last one that came to nothing where there is no better.
        ReservationRow? Mine() => parts.Customer.Reservations.Where(one => !known.Contains(one.Reference)).MinBy(one => IsEnded(one) ? 2 : one.State == "reserved" ? 1 : 0);
        var hasPaid = false;
        return new StoryPlan("withdrawal",
        [
            new StoryStep("log-in", "customer", "login", () => parts.Customer.IsLoggedIn, Never, () => parts.Customer.LogInAsync(null, null)),
            new StoryStep("reserve", "customer", "reserve", () => Mine() is not null, Never, () => parts.Customer.ReserveAsync(Amount, null)),
            new StoryStep(
                "ask", "customer", "code", () => Mine() is { State: not "reserved" }, Never, () => parts.Customer.AskAsync(Mine()!.Reference, anew: false)),
            new StoryStep(
                "confirm", "token", "button", () => Mine() is { State: "confirmed" or "approved" or "dispensed" },
                () => Mine() is not { State: "asked", Code.Token: "pending" } || !parts.Token.IsAsking, () => Do(() => parts.Token.Push("press"))),
            new StoryStep(
                "hold", "camera", "subject", () => parts.Lens.View.Subject == "token" && parts.Token.Screen == "code", () => parts.Token.Screen is not ("code" or "dark"),
                () => Do(() => Hold(parts))),
            new StoryStep(
                "type", "atm", "keys", () => Mine() is { State: "approved" or "dispensed" }, () => parts.Atm.Screen is not ("phone" or "end"), () => Do(() => Type(parts))),
            new StoryStep(
                "notes", "atm", "take",
                () => (hasPaid |= parts.Atm.Tray is not null) && parts.Atm.Tray is null && Mine() is { State: "dispensed" },
                () => parts.Atm.Tray is null, () => Do(() => parts.Atm.TryTakeNotes())),
        ],
        () => Mine() is { } mine && IsEnded(mine) ? mine.State : null);
    }

    private static bool Never() => false;

    private static bool IsOpen(ReservationRow one) => one.State is "reserved" or "asked" or "confirmed";

    private static bool IsEnded(ReservationRow one) => one.State is "declined" or "expired" or "cancelled" or "refused" or "not-dispensed";

    private static void Hold(WorldParts parts)
    {
        Light(parts);
        parts.Lens.Hold(parts.Lens.View with { Subject = "token" });
    }

    private static void Type(WorldParts parts)
    {
        Light(parts);
        parts.Atm.Type(parts.People.Phone, parts.People.Pin);
    }

    // The code is lit for a minute; a press shows it again.
    private static void Light(WorldParts parts)
    {
        if (parts.Token.Screen == "dark")
        {
            parts.Token.Push("press");
        }
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
