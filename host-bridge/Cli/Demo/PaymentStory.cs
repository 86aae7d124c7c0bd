using PaymentCode.Bridge.Atm;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Cli.Devices;
using PaymentCode.Emulation.Camera;

namespace PaymentCode.Cli.Demo;

/// <summary>A payment by code, told as it happens: registered key, allow list, a QR code on the token, read by a shop's camera, redeemed at the bank.</summary>
internal sealed class PaymentStory
{
    private const double CameraScale = 4;
    private const int MaxFrames = 12;
    private const string Shop = "Noodle house";

    private readonly DemoOptions _options;
    private readonly Story _story;
    private readonly DemoBank _bank;
    private readonly EmulatedToken _token;
    private readonly DemoDesk _desk;

    private PaymentStory(DemoOptions options, DemoBank bank, EmulatedToken token, Story story)
    {
        (_options, _bank, _token, _story) = (options, bank, token, story);
        _desk = new DemoDesk(bank, story, options.Seed);
    }

    /// <summary>Tells the story.</summary>
    /// <returns>The exit code: 0 if it was paid.</returns>
    public static Task<int> TellAsync(DemoOptions options, CancellationToken stop) => DemoRun.TellAsync(
        options,
        async (bank, story, end) =>
        {
            await using var token = EmulatedToken.Start("tcp:0", options.Seed, null);
            try
            {
                return await new PaymentStory(options, bank, token, story).RunAsync(end);
            }
            catch (AtmException refusal) when (refusal.Fault == AtmFault.TerminalRefused)
            {
                story.Tell("bank", refusal.Message);
                return "REFUSED terminal";
            }
        },
        stop);

    private async Task<string> RunAsync(CancellationToken stop)
    {
        var (who, customerId) = await _desk.RegisterAsync("Li Na", stop);
        var terminal = await _desk.Clerk.PostAsync("/clerk/terminals", new { id = who.TerminalId, name = Shop }, stop);
        await _desk.Clerk.PostAsync($"/clerk/terminals/{who.TerminalId}/authorise", null, stop);
        await _desk.Clerk.PutAsync($"/clerk/terminals/{who.TerminalId}/merchant", new { merchantId = "NOODLES1", name = Shop, currency = DemoDesk.Currency }, stop);
        await _desk.Clerk.PutAsync($"/clerk/payment-users/{customerId}", null, stop);
        _story.Tell("clerk", $"registers and authorises the terminal {who.TerminalId} of the {Shop}, and puts the customer on the allow list of payment codes");
        var serial = await _desk.IssueAsync(_token.Port, who.Serial, BoardKind.Token, stop);
        await using (new DemoBridge(_token.Port, _bank.Address))
        {
            await _desk.BindAsync(serial, customerId, stop);
            await FetchAsync(who, stop);
        }

        _story.Tell("customer", "unplugs the token: from here on it has no connection to anything");
        var lit = await ShowAsync(stop);
        var result = await RedeemAsync(who, Convert.FromHexString(terminal.Text("key")), lit, stop);
        await TellOutcomeAsync(who, result, stop);
        return result;
    }

    private async Task FetchAsync(DemoIdentity who, CancellationToken stop)
    {
        using var customer = await _desk.LogInAsync(who, stop);
        var registered = await customer.PostAsync("/customer/payment-key", null, stop);
        _story.Tell("customer", $"logs in and registers the account for payment codes: key version {registered.Text("keyVersion")}");
        var fetched = await customer.PostAsync("/customer/payment-key/token", new { validity = 180 }, stop);
        _story.Tell("bank", $"puts key and {fetched.Text("codesLeft")} indices into the token, which proves that it has them");
    }

    private async Task<Func<int, int, bool>> ShowAsync(CancellationToken stop)
    {
        await _token.PressAsync(stop);
        var lit = await _token.LookAsync();
        _story.Keep("oled.png", await _token.PngAsync());
        _story.Tell("token", "after a short press shows a fresh payment code, good for three minutes at most");
        Story.Show(TextPicture.Draw(DisplayPicture.Columns, DisplayPicture.Rows, lit));
        return lit;
    }

    private async Task<string> RedeemAsync(DemoIdentity who, byte[] key, Func<int, int, bool> lit, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_bank.Address) };
        var till = new PaymentCodeTerminal(http, who.TerminalId, key, TimeProvider.System);
        _story.Tell("terminal", $"asks for {_options.Amount} {DemoDesk.Currency}; the customer holds the token before its camera");

        // A picture that was not read is held differently the next time.
        AtmCamera? lens = null;
        lens = new AtmCamera(() => (OledModule.Showing(lit), DefaultDistortions.Random(unchecked(_options.Seed + (lens!.ShotsTaken * 7919)), CameraScale)));
        var camera = new EmulatedAtmCamera(lens);
        for (var attempt = 1; ; attempt++)
        {
            await camera.EnterCaptureAsync(stop);
            var frame = (await camera.TakeFrameAsync(stop)).Content;
            await camera.ReturnToSurveillanceAsync();
            _story.Keep("frame.png", frame);
            var verdict = await till.RedeemPictureAsync(_options.Amount, DemoDesk.Currency, frame, null, stop);
            if (verdict.IsApproved)
            {
                _story.Tell("bank", $"found the code in frame {attempt}, the account by its index, and moved {verdict.Amount} {verdict.Currency} to {Shop} (payment {verdict.PaymentId})");
                return $"APPROVED {verdict.Amount} {verdict.Currency}";
            }

            if (verdict.Reason != "no-symbol" || attempt == MaxFrames)
            {
                _story.Tell("bank", $"refuses: {verdict.Reason}");
                return $"REFUSED {verdict.Reason}";
            }
        }
    }

    private async Task TellOutcomeAsync(DemoIdentity who, string result, CancellationToken stop)
    {
        using var customer = await _desk.LogInAsync(who, stop);
        var payments = (await customer.GetAsync("/customer/payments", stop)).AsArray();
        if (payments.Count > 0 && result.StartsWith("APPROVED", StringComparison.Ordinal))
        {
            var newest = payments[0]!;
            _story.Tell("customer", $"sees in online banking: {newest.Text("amount")} {newest.Text("currency")} paid to {newest.Text("merchant")}");
        }
    }
}
