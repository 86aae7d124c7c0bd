namespace PaymentCode.Workbench.Stories;

/// <summary>Cardless withdrawal: reserve at home, confirm on the token, show the picture to the ATM.</summary>
internal static class WithdrawalStory
{
    private const string Amount = "300.00";

    /// <summary>The story in a world. Reservations and visits from before its beginning do not count.</summary>
    public static StoryPlan Tell(WorldParts parts)
    {
        var known = parts.Customer.Reservations.Select(one => one.Reference).ToHashSet();
        ReservationRow? Mine() => parts.Customer.Reservations.FirstOrDefault(one => !known.Contains(one.Reference));
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
        () => Mine() is { State: "declined" or "expired" or "cancelled" or "refused" or "not-dispensed" } ended ? ended.State : null);
    }

    private static bool Never() => false;

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
