using PaymentCode.Bridge.Atm;
using PaymentCode.Emulation.Camera;
using PaymentCode.Workbench.Events;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench.Devices;

/// <summary>The shop's till with a camera, which redeems the payment codes that customers show: one picture, one request to the bank.</summary>
internal sealed class Till
{
    private const int Width = 640;
    private const int Height = 480;

    // Camera pixels for each of the display's: the token's fills two thirds of the frame's width, the phone's code nine tenths of its height.
    private const double Scale = 3.5;

    private readonly PaymentCodeTerminal _terminal;
    private readonly Func<string, Subject> _shown;
    private readonly int _seed;
    private readonly EventLog _log;

    /// <summary>A till that has scanned nothing.</summary>
    /// <param name="terminal">Its messages to the bank.</param>
    /// <param name="shown">What a customer holds before the camera, by its name.</param>
    /// <param name="seed">Decides its camera's noise, and how customers hold what they show.</param>
    /// <param name="log">Where it is recorded.</param>
    public Till(PaymentCodeTerminal terminal, Func<string, Subject> shown, int seed, EventLog log) => (_terminal, _shown, _seed, _log) = (terminal, shown, seed, log);

    /// <summary>Whether the bank has not answered yet.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>How the last scan ended; null while it has not.</summary>
    public ScanView? Last { get; private set; }

    /// <summary>Pictures taken.</summary>
    public int Shots { get; private set; }

    /// <summary>The last picture as a PNG file, or null.</summary>
    public byte[]? LastShot { get; private set; }

    /// <summary>Takes a picture and asks the bank for the money; <see cref="Last"/> is set when that is decided.</summary>
    /// <param name="amount">Decimal string.</param>
    /// <param name="subject">What the customer shows: <c>token</c> or <c>phone</c>.</param>
    /// <exception cref="InvalidOperationException">It waits for the bank.</exception>
    public async void Scan(string amount, string subject)
    {
        if (IsWaiting)
        {
            throw new InvalidOperationException("The till waits for the bank.");
        }

        (IsWaiting, Last) = (true, null);
        LastShot = Darkroom.Photograph(_shown(subject), Scene());
        _log.Add(EventKind.Shop, "person", "till", "SCAN " + subject.ToUpperInvariant(), $"{amount} {Money.Currency}, picture {Shots}");
        Last = await RedeemAsync(amount, LastShot);
        IsWaiting = false;
        _log.Add(EventKind.Shop, "till", "person", "RESULT " + Last.Outcome, $"{Last.Amount} {Last.Currency} {Last.Reason}".Trim(), refused: Last.Outcome != "approved");
    }

    private async Task<ScanView> RedeemAsync(string amount, byte[] picture)
    {
        try
        {
            var verdict = await _terminal.RedeemPictureAsync(amount, Money.Currency, picture, null, CancellationToken.None);
            return new ScanView(verdict.IsApproved ? "approved" : "refused", verdict.Reason ?? "", amount, Money.Currency);
        }
        catch (AtmException exception)
        {
            return new ScanView(exception.Fault == AtmFault.TerminalRefused ? "refused" : "unreachable", Atm.NameOf(exception.Fault), amount, Money.Currency);
        }
    }

    private CameraScene Scene()
    {
        var hand = new Random(unchecked(_seed + Shots++));
        double About(double most) => most * ((2 * hand.NextDouble()) - 1);
        return new CameraScene
        {
            Seed = _seed,
            Exposure = Shots,
            FrameWidth = Width,
            FrameHeight = Height,
            Scale = Scale,
            RotationDegrees = About(8),
            TiltXDegrees = About(10),
            TiltYDegrees = About(10),
            OffsetX = About(20),
            OffsetY = About(10),
            DefocusPixels = 0.3,
            Vignetting = 0.2,
        };
    }
}
