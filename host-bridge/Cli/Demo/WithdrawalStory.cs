using System.Text.Json.Nodes;
using PaymentCode.Bridge.Atm;
using PaymentCode.Cli.Commands;
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
    private const string Currency = DemoCast.Currency;

    private readonly DemoOptions _options;
    private readonly Story _story = new();
    private readonly DemoBank _bank;
    private readonly EmulatedToken _token;
    private readonly BankClient _clerk;
    private readonly DemoCast _cast;
    private byte[] _displayPicture = [];

    private WithdrawalStory(DemoOptions options, DemoBank bank, EmulatedToken token)
    {
        (_options, _bank, _token) = (options, bank, token);
        _clerk = new BankClient(bank.Address, bank.ClerkToken);
        _cast = new DemoCast(bank, _clerk, _story, options.Seed);
    }

    /// <summary>Tells the story.</summary>
    /// <returns>The exit code: 0 if the cash came out.</returns>
    public static async Task<int> TellAsync(DemoOptions options, CancellationToken stop)
    {
        if (options.Folder is { } folder)
        {
            // Before the story, not after it: a folder that cannot be made is no end to it.
            Directory.CreateDirectory(folder);
        }

        await using var bank = await DemoBank.OpenAsync(options.Connection, stop);
        await using var token = EmulatedToken.Start("tcp:0", options.Seed, null);
        var story = new WithdrawalStory(options, bank, token);
        EmulatedAtmCamera? camera = null;
        string result;
        try
        {
            (result, camera) = await story.RunAsync(stop);
        }
        catch (BankRefusal refusal)
        {
            story._story.Tell("bank", refusal.Message);
            result = $"REFUSED {refusal.Reason}";
        }

        story.Keep(camera, result);
        Console.WriteLine(result);
        return result.StartsWith("APPROVED", StringComparison.Ordinal) ? 0 : 1;
    }

    private async Task<(string Result, EmulatedAtmCamera? Camera)> RunAsync(CancellationToken stop)
    {
        _story.Tell("bank", $"opens at {_bank.Address}");
        var (who, customerId, terminalKey) = await _cast.RegisterAsync("1 Main Street", "ATM", stop);
        var serial = await _cast.IssueTokenAsync(_token, who, stop);
        await using var bridge = new DemoBridge(_token.Port, _bank.Address);
        var token = await ClerkIssueCommands.PersonaliseAsync(_clerk, serial, stop);
        await _clerk.PostAsync($"/clerk/tokens/{serial}/bind", new { customerId }, stop);
        _story.Tell("bank", $"personalises the token over SCP03 through the bridge (key version {token.Text("keyVersion")}) and binds it to the card");

        using var customer = await _cast.LogInAsync(who, stop);
        var reservation = await ReserveAsync(customer, stop);
        if (!await ConfirmAsync(customer, reservation, stop))
        {
            return ("REFUSED declined", null);
        }

        var view = await ShowAsync(bridge, stop);
        return await WithdrawAsync(who, terminalKey, view, stop);
    }

    private async Task<string> ReserveAsync(BankClient customer, CancellationToken stop)
    {
        var holder = _options.Via == PictureWay.Phone ? "phone" : "token";
        var reservation = await customer.PostOnceAsync("/customer/reservations", new { amount = _options.Amount, currency = Currency, holder }, stop);
        var reference = reservation.Text("reference");
        _story.Tell("customer", $"logs in and reserves {reservation.Text("amount")} {Currency}: reservation {reference}");
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
            _displayPicture = await _token.PngAsync();
            _story.Tell("phone", "gets the released code through the bridge and shows its picture");
            return (PhoneScreen.Drawing(SymbolPicture.Of(payload), MatrixLayout.Width, MatrixLayout.Height, PhoneTheme.White), PhoneScale);
        }

        var lit = await _token.LookAsync();
        _displayPicture = await _token.PngAsync();
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

    private async Task<(string Result, EmulatedAtmCamera Camera)> WithdrawAsync(
        DemoIdentity who, byte[] key, (Subject Subject, double Scale) view, CancellationToken stop)
    {
        // A picture that was not read is held differently the next time.
        AtmCamera? lens = null;
        lens = new AtmCamera(() => (view.Subject, DefaultDistortions.Random(unchecked(_options.Seed + (lens!.ShotsTaken * 7919)), view.Scale)));
        lens.ModeChanged += mode => _story.Tell("camera", mode == CameraMode.Capture ? "changes from surveillance to capture" : "has taken one frame and goes back to surveillance");
        var camera = new EmulatedAtmCamera(lens);
        using var folder = new TemporaryJournal();
        using var journal = AtmJournal.Open(folder.File, TimeProvider.System);
        using var http = new HttpClient { BaseAddress = new Uri(_bank.Address) };
        var dispenser = new EmulatedDispenser(DispenseResult.Paid, what => _story.Tell("atm", what));
        var atm = new AtmClient(http, who.TerminalId, key, journal, camera, dispenser, TimeProvider.System);
        _story.Tell("customer", "types phone number and pick-up PIN at the ATM and holds the picture before its camera");
        var result = await atm.WithdrawAsync(who.Phone, who.Pin, MaxFrames, stop);
        if (result.Outcome != AtmOutcome.Paid)
        {
            _story.Tell("bank", $"refuses: {result.Reason}");
            return ($"REFUSED {result.Reason}", camera);
        }

        _story.Tell("bank", "found the code in the frame, used it up, and booked the cash that the ATM reported as paid");
        return ($"APPROVED {result.Amount} {result.Currency}", camera);
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

    private void Keep(EmulatedAtmCamera? camera, string result)
    {
        if (_options.Folder is not { } folder)
        {
            return;
        }

        WholeFile.Write(Path.Combine(folder, "story.json"), _story.ToJson(result));
        if (_displayPicture.Length > 0)
        {
            WholeFile.Write(Path.Combine(folder, "oled.png"), _displayPicture);
        }

        if (camera?.LastFrame is { } frame)
        {
            WholeFile.Write(Path.Combine(folder, "frame.png"), frame);
        }
    }
}
