using System.Text.Json.Nodes;
using PaymentCode.Bridge.Atm;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Cli.Devices;
using PaymentCode.Core.Symbols;
using PaymentCode.Emulation.Camera;

namespace PaymentCode.Cli.Demo;

/// <summary>The whole withdrawal, told as it happens. Every part is the real one; only the people are played here.</summary>
internal sealed class WithdrawalStory
{
    private const double CameraScale = 5;
    private const double PhoneScale = 3.5;
    private const int MaxFrames = 3;

    private readonly DemoOptions _options;
    private readonly Story _story;
    private readonly DemoBank _bank;
    private readonly EmulatedToken _token;
    private readonly DemoDesk _desk;

    private WithdrawalStory(DemoOptions options, DemoBank bank, EmulatedToken token, Story story)
    {
        (_options, _bank, _token, _story) = (options, bank, token, story);
        _desk = new DemoDesk(bank, story, options.Seed);
    }

    /// <summary>Tells the story.</summary>
    /// <returns>The exit code: 0 if the cash came out.</returns>
    public static Task<int> TellAsync(DemoOptions options, CancellationToken stop) => DemoRun.TellAsync(
        options,
        async (bank, story, end) =>
        {
            await using var token = EmulatedToken.Start("tcp:0", options.Seed, null);
            return await new WithdrawalStory(options, bank, token, story).RunAsync(end);
        },
        stop);

    private async Task<string> RunAsync(CancellationToken stop)
    {
        var (who, customerId) = await _desk.RegisterAsync("Li Na", stop);
        var terminal = await _desk.Clerk.PostAsync("/clerk/terminals", new { id = who.TerminalId, name = "1 Main Street" }, stop);
        await _desk.Clerk.PostAsync($"/clerk/terminals/{who.TerminalId}/authorise", null, stop);
        _story.Tell("clerk", $"registers and authorises the ATM {who.TerminalId}");
        var serial = await _desk.IssueAsync(_token.Port, who.Serial, BoardKind.Token, stop);
        await using var bridge = new DemoBridge(_token.Port, _bank.Address);
        await _desk.BindAsync(serial, customerId, stop);

        using var customer = await _desk.LogInAsync(who, stop);
        var reservation = await ReserveAsync(customer, stop);
        if (!await ConfirmAsync(customer, reservation, stop))
        {
            return "REFUSED declined";
        }

        var view = await ShowAsync(bridge, stop);
        return await WithdrawAsync(who, Convert.FromHexString(terminal.Text("key")), view, stop);
    }

    private async Task<string> ReserveAsync(BankClient customer, CancellationToken stop)
    {
        var holder = _options.Via == PictureWay.Phone ? "phone" : "token";
        var reservation = await customer.PostOnceAsync("/customer/reservations", new { amount = _options.Amount, currency = DemoDesk.Currency, holder }, stop);
        var reference = reservation.Text("reference");
        _story.Tell("customer", $"logs in and reserves {reservation.Text("amount")} {DemoDesk.Currency}: reservation {reference}");
        await customer.PostAsync($"/customer/reservations/{reference}/code", new { anew = false }, stop);
        return reference;
    }

    private async Task<bool> ConfirmAsync(BankClient customer, string reference, CancellationToken stop)
    {
        await WaitAsync(customer, reference, reservation => reservation["code"]?["token"]?.ToString() is "pending", stop);
        _story.Tell("token", "shows what it is asked for, and waits for its button");
        Story.Show(await _token.TextPictureAsync());
        var confirmed = await CustomersHand.ConfirmsAsync(stop);
        await (confirmed ? _token.PressAsync(stop) : _token.HoldAsync(stop));
        var ended = await WaitAsync(customer, reference, reservation => reservation.Text("state") is not "asked", stop);
        _story.Tell("bank", $"hears from the token, protected: {ended.Text("state")}");
        return ended.Text("state") == "confirmed";
    }

    private async Task<(Subject Subject, double Scale)> ShowAsync(DemoBridge bridge, CancellationToken stop)
    {
        if (_options.Via == PictureWay.Phone)
        {
            var payload = await bridge.ReleasedAsync(stop);
            _story.Keep("oled.png", await _token.PngAsync());
            _story.Tell("phone", "gets the released code through the bridge and shows its picture");
            return (PhoneScreen.Drawing(SymbolPicture.Of(payload), MatrixLayout.Width, MatrixLayout.Height, PhoneTheme.White), PhoneScale);
        }

        var lit = await _token.LookAsync();
        _story.Keep("oled.png", await _token.PngAsync());
        _story.Tell("token", "shows the code for a minute (later a press shows it again)");
        Story.Show(TextPicture.Draw(DisplayPicture.Columns, DisplayPicture.Rows, lit));
        if (_options.Via == PictureWay.Token)
        {
            return (OledModule.Showing(lit), CameraScale);
        }

        var held = HeldStraight(_options.Seed);
        var photograph = new SceneRenderer().Render(OledModule.Showing(lit), held);
        _story.Tell("phone", "photographs the token and shows the photograph");
        return (PhoneScreen.Photograph(photograph, held), PhoneScale);
    }

    private async Task<string> WithdrawAsync(
        DemoIdentity who, byte[] key, (Subject Subject, double Scale) view, CancellationToken stop)
    {
        // A picture that was not read is held differently the next time.
        AtmCamera? lens = null;
        lens = new AtmCamera(() => (view.Subject, DefaultDistortions.Random(unchecked(_options.Seed + (lens!.ShotsTaken * 7919)), view.Scale)));
        lens.ModeChanged += mode => _story.Tell("camera", mode == CameraMode.Capture ? "changes from surveillance to capture" : "has taken one frame and goes back to surveillance");
        var camera = new EmulatedAtmCamera(lens);
        using var file = new TemporaryFile("atm.journal");
        using var journal = AtmJournal.Open(file.Path, TimeProvider.System);
        using var http = new HttpClient { BaseAddress = new Uri(_bank.Address) };
        var dispenser = new EmulatedDispenser(DispenseResult.Paid, what => _story.Tell("atm", what));
        var atm = new AtmClient(http, who.TerminalId, key, journal, camera, dispenser, TimeProvider.System);
        _story.Tell("customer", "types phone number and pick-up PIN at the ATM and holds the picture before its camera");
        var result = await atm.WithdrawAsync(who.Phone, who.Pin, MaxFrames, stop);
        if (camera.LastFrame is { } frame)
        {
            _story.Keep("frame.png", frame);
        }

        if (result.Outcome != AtmOutcome.Paid)
        {
            _story.Tell("bank", $"refuses: {result.Reason}");
            return $"REFUSED {result.Reason}";
        }

        _story.Tell("bank", "found the code in the frame, used it up, and booked the cash that the ATM reported as paid");
        return $"APPROVED {result.Amount} {result.Currency}";
    }

    // Who photographs a token to show the photograph holds the phone along with it.
    private static CameraScene HeldStraight(int seed)
    {
        for (var attempt = 1; ; attempt++)
        {
            var scene = DefaultDistortions.Random(unchecked(seed + attempt), CameraScale);
            if (Math.Abs(Math.IEEERemainder(scene.RotationDegrees, 180)) < 15)
            {
                return scene;
            }
        }
    }

    private static async Task<JsonNode> WaitAsync(BankClient customer, string reference, Func<JsonNode, bool> reached, CancellationToken stop)
    {
        for (var deadline = Environment.TickCount64 + 60_000; ;)
        {
            var reservation = await customer.GetAsync($"/customer/reservations/{reference}", stop);
            if (reached(reservation))
            {
                return reservation;
            }

            if (Environment.TickCount64 > deadline)
            {
                throw new CommandLineFailure($"reservation {reference} stays {reservation.Text("state")}: the token did not answer within a minute");
            }

            await Task.Delay(50, stop);
        }
    }
}
