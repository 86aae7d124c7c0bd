using System.Globalization;
using PaymentCode.Bridge.Atm;
using PaymentCode.Workbench.Attacks;
using PaymentCode.Workbench.Devices;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>The clock.</summary>
/// <param name="Pace"><c>running</c> or <c>paused</c>.</param>
/// <param name="NowMs">Milliseconds since the visitor came.</param>
/// <param name="Utc">What it shows.</param>
internal sealed record ClockView(string Pace, long NowMs, string Utc);

/// <summary>The token; <c>Display</c> is its picture in base64.</summary>
internal sealed record TokenStateView(
    string Serial, bool Powered, bool Plugged, bool Attached, bool ButtonDown, bool Led, string Screen, IReadOnlyList<string> Text, string Display);

/// <summary>Notes in the tray.</summary>
internal sealed record NotesView(string Amount, string Currency);

/// <summary>The ATM.</summary>
internal sealed record AtmStateView(string TerminalId, string Screen, string Typed, string Dispenser, NotesView? Notes, VisitResult? Result);

/// <summary>The camera, and how something is held before it.</summary>
internal sealed record CameraStateView(
    string Mode, int Shots, string Subject, double DistanceMm, double TiltX, double TiltY, double Rotation, double Blur, double Noise, double Light, double Glare);

/// <summary>The customer and what online banking shows him.</summary>
internal sealed record CustomerStateView(
    string Name, string Phone, string Password, string PickupPin, string Card, string PaymentPassword, string CardSecret, ReceiverView Receiver, bool LoggedIn,
    string Balance, string Available, string Currency, IReadOnlyList<ReservationRow> Reservations, PaymentKeyView? PaymentKey, IReadOnlyList<OrderRow> Orders,
    IReadOnlyList<PaymentRow> Payments);

/// <summary>The bank.</summary>
internal sealed record BankStateView(bool Running, int Refusals);

/// <summary>A story's step.</summary>
internal sealed record StepView(string Id, bool Done);

/// <summary>What is to be done next.</summary>
internal sealed record NextView(string Id, string Part, string Control, bool Waiting);

/// <summary>The story that is told.</summary>
internal sealed record StoryStateView(string Id, IReadOnlyList<StepView> Steps, NextView? Next, bool Done, string? Failed);

/// <summary>Attacks.</summary>
internal sealed record AttacksStateView(IReadOnlyList<string> Active, AttackEnd? Last);

/// <summary>All that a page shows of a world, docs/WORKBENCH.md.</summary>
internal sealed record StateView(
    string Id, int Seed, ClockView Clock, long NewestEvent, TokenStateView Token, AtmStateView Atm, CameraStateView Camera, TerminalStateView Terminal, ShopStateView Shop,
    PhoneStateView Phone, CustomerStateView Customer, BankStateView Bank, StoryStateView? Story, AttacksStateView Attacks)
{
    /// <summary>The state at this moment.</summary>
    public static StateView Of(World world, WorldParts parts)
    {
        parts.See();
        var (token, atm, view, who) = (parts.Token, parts.Atm, parts.Lens.View, parts.People);
        return new StateView(
            world.Id,
            parts.Seed,
            new ClockView(world.IsRunning ? "running" : "paused", parts.NowMs, parts.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            parts.Log.Newest,
            new TokenStateView(
                Convert.ToHexString(who.TokenSerial), token.Board.IsPowered, token.Usb.IsPlugged, parts.Port.Token is not null, token.Board.Button.IsDown, token.Board.Led.IsLit,
                token.Screen, token.Text, Convert.ToBase64String(token.Picture.Bits)),
            new AtmStateView(
                atm.Id, atm.Screen, atm.Typed, NameOf(atm.Dispenser), atm.Tray is { } tray ? new NotesView(Money.Format(tray.AmountMinor), tray.Currency) : null, atm.Result),
            new CameraStateView(
                parts.Lens.IsCapturing ? "capture" : "surveillance", parts.Lens.Shots, view.Subject, view.DistanceMm, view.TiltX, view.TiltY, view.Rotation, view.Blur,
                view.Noise, view.Light, view.Glare),
            TerminalOf(parts),
            ShopOf(parts),
            PhoneOf(parts),
            CustomerOf(parts),
            new BankStateView(parts.Link.IsReached, parts.Books.Refusals),
            StoryOf(parts),
            new AttacksStateView(parts.Attacks.Active, parts.Attacks.Last));
    }

    /// <summary>The name of what a dispenser does.</summary>
    public static string NameOf(DispenseResult result) => result switch
    {
        DispenseResult.Paid => "paid",
        DispenseResult.NothingPaid => "nothing-paid",
        _ => "jammed",
    };

    private static TerminalStateView TerminalOf(WorldParts parts)
    {
        var (terminal, board) = (parts.Shop.Terminal, parts.Shop.Terminal.Board);
        return new TerminalStateView(
            parts.People.TerminalId, Identity.Shop, Convert.ToHexString(parts.People.TerminalSerial), board.IsPowered, parts.Shop.Port.Token is not null, terminal.Screen,
            terminal.Picture, board.GreenLed.IsLit, board.RedLed.IsLit, board.Buzzer.IsSounding, parts.Shop.Counter.Lying);
    }

    private static ShopStateView ShopOf(WorldParts parts) => new(parts.Shop.Order, parts.Till.Last, parts.Till.Shots);

    private static PhoneStateView PhoneOf(WorldParts parts) => new(parts.Phone.Codes, parts.Phone.Code);

    private static CustomerStateView CustomerOf(WorldParts parts)
    {
        var (customer, who) = (parts.Customer, parts.People);
        return new CustomerStateView(
            who.Name, who.Phone, who.Password, who.Pin, who.Card, who.PaymentPassword, who.CardSecret, new ReceiverView(who.Receiver.Name, who.Receiver.Phone),
            customer.IsLoggedIn, customer.Balance, customer.Available, Money.Currency, customer.Reservations, parts.Payments.Key, parts.Shop.CustomersOrders,
            parts.Payments.Payments);
    }

    private static StoryStateView? StoryOf(WorldParts parts)
    {
        if (parts.Story.Current is not { } story)
        {
            return null;
        }

        var next = parts.Story.Next;
        return new StoryStateView(
            story.Id, [.. story.Steps.Select((step, index) => new StepView(step.Id, index < parts.Story.Done))],
            next is null ? null : new NextView(next.Id, next.Part, next.Control, next.IsWaiting()),
            parts.Story.Done == story.Steps.Count, parts.Story.Failure);
    }
}
