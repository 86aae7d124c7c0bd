using PaymentCode.Bridge.Atm;
using PaymentCode.Workbench.Devices;

namespace PaymentCode.Workbench.Http;

/// <summary>A finger on the button.</summary>
/// <param name="Action"><c>press</c>, <c>hold</c>, <c>down</c> or <c>up</c>.</param>
internal sealed record PushTheButton(string Action);

/// <summary>A switch.</summary>
/// <param name="On">Whether it is on.</param>
internal sealed record Switch(bool On);

/// <summary>A plug.</summary>
/// <param name="Plugged">Whether it is in.</param>
internal sealed record Plug(bool Plugged);

/// <summary>Keys of the ATM.</summary>
/// <param name="Keys">At most 32 of <c>0</c> to <c>9</c>, <c>enter</c>, <c>clear</c>, <c>cancel</c>.</param>
internal sealed record PressKeys(string[] Keys);

/// <summary>What the dispenser will do.</summary>
/// <param name="Result"><c>paid</c>, <c>nothing-paid</c> or <c>jammed</c>.</param>
internal sealed record SetDispenser(string Result);

/// <summary>How something is held before the camera; what is not given stays.</summary>
internal sealed record HoldBefore(
    string? Subject = null, double? DistanceMm = null, double? TiltX = null, double? TiltY = null, double? Rotation = null, double? Blur = null, double? Noise = null,
    double? Light = null, double? Glare = null);

/// <summary>The token, the ATM and its camera.</summary>
internal static class DeviceEndpoints
{
    private const int MaxKeys = 32;
    private const int MaxScale = 8;
    private const string Png = "image/png";

    private static readonly string[] Subjects = ["nothing", "token", "phone", "replay"];

    // Making a picture takes a processor for some ten milliseconds; worlds go before pictures.
    private static readonly SemaphoreSlim Painting = new(1);

    public static void MapDevices(this RouteGroupBuilder world)
    {
        var token = world.MapGroup("/token").WithTags("token");
        token.MapPost("/button", PushAsync).Produces<StateView>();
        token.MapPut("/power", (string id, Worlds worlds, Switch request) => WorldEndpoints.StateAsync(worlds, id, parts => parts.Shop.Counter.PowerToken(request.On)))
            .Produces<StateView>();
        token.MapPut("/usb", (string id, Worlds worlds, Plug request) => WorldEndpoints.StateAsync(worlds, id, parts => parts.Token.Plug(request.Plugged)))
            .Produces<StateView>();
        token.MapGet("/display.png", DisplayAsync).Produces(200, contentType: Png);
        token.MapGet("/display.txt", (string id, Worlds worlds) => WorldEndpoints.StateAsync(
            worlds, id, parts => Task.FromResult<IResult?>(TypedResults.Text(parts.Token.Picture.ToText())))).Produces<string>(200, "text/plain");

        var atm = world.MapGroup("/atm").WithTags("atm");
        atm.MapPost("/keys", PressAsync).Produces<StateView>();
        atm.MapPut("/dispenser", SetDispenserAsync).Produces<StateView>();
        atm.MapPost("/notes/take", (string id, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
            parts.Atm.TryTakeNotes() ? null : Refusals.Of("wrong-screen", 409, "There are no notes to take."))))
            .Produces<StateView>().ProducesProblem(409);

        var camera = world.MapGroup("/camera").WithTags("camera");
        camera.MapPut("", HoldAsync).Produces<StateView>();
        camera.MapGet("/live.png", LiveAsync).Produces(200, contentType: Png);
        camera.MapGet("/shot.png", (string id, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
            parts.Lens.LastShot is { } shot ? TypedResults.Bytes(shot, Png) : Refusals.NotFound("shot: none has been taken")))).Produces(200, contentType: Png);
    }

    private static Task<IResult> PushAsync(string id, Worlds worlds, PushTheButton request) =>
        request.Action is "press" or "hold" or "down" or "up"
            ? WorldEndpoints.StateAsync(worlds, id, parts => parts.Token.Push(request.Action))
            : Task.FromResult<IResult>(Refusals.Malformed("action is press, hold, down or up."));

    private static async Task<IResult> DisplayAsync(string id, Worlds worlds, int scale = 1)
    {
        if (scale is < 1 or > MaxScale)
        {
            return Refusals.Malformed("scale is 1 to 8.");
        }

        return worlds.Find(id) is { } world
            ? TypedResults.Bytes((await world.DoAsync(parts => parts.Token.Picture)).ToPng(scale), Png)
            : Refusals.NotFound("world");
    }

    private static Task<IResult> PressAsync(string id, Worlds worlds, PressKeys request)
    {
        var isRight = request.Keys.Length is > 0 and <= MaxKeys && request.Keys.All(key => key is "enter" or "clear" or "cancel" or [>= '0' and <= '9']);
        return !isRight
            ? Task.FromResult<IResult>(Refusals.Malformed("keys is a list of 1 to 32 of 0 to 9, enter, clear and cancel."))
            : WorldEndpoints.StateAsync(worlds, id, parts =>
            {
                foreach (var key in request.Keys)
                {
                    parts.Atm.Press(key);
                }
            });
    }

    private static Task<IResult> SetDispenserAsync(string id, Worlds worlds, SetDispenser request)
    {
        foreach (var result in Enum.GetValues<DispenseResult>())
        {
            if (StateView.NameOf(result) == request.Result)
            {
                return WorldEndpoints.StateAsync(worlds, id, parts => parts.Atm.SetDispenser(result));
            }
        }

        return Task.FromResult<IResult>(Refusals.Malformed("result is paid, nothing-paid or jammed."));
    }

    private static Task<IResult> HoldAsync(string id, Worlds worlds, HoldBefore request) => WorldEndpoints.StateAsync(worlds, id, parts =>
    {
        var now = parts.Lens.View;
        var next = new View(
            request.Subject ?? now.Subject, request.DistanceMm ?? now.DistanceMm, request.TiltX ?? now.TiltX, request.TiltY ?? now.TiltY, request.Rotation ?? now.Rotation,
            request.Blur ?? now.Blur, request.Noise ?? now.Noise, request.Light ?? now.Light, request.Glare ?? now.Glare);
        if (OutOfRange(next) is { } detail)
        {
            return Task.FromResult<IResult?>(Refusals.Malformed(detail));
        }

        parts.Lens.Hold(next);
        return Task.FromResult<IResult?>(null);
    });

    private static string? OutOfRange(View view)
    {
        (string Name, double Value, double Least, double Most)[] ranges =
        [
            ("distanceMm", view.DistanceMm, 20, 200), ("tiltX", view.TiltX, -60, 60), ("tiltY", view.TiltY, -60, 60), ("rotation", view.Rotation, -180, 180),
            ("blur", view.Blur, 0, 12), ("noise", view.Noise, 0, 1), ("light", view.Light, 0, 2), ("glare", view.Glare, 0, 1.2),
        ];
        if (!Subjects.Contains(view.Subject))
        {
            return "subject is nothing, token, phone or replay.";
        }

        foreach (var (name, value, least, most) in ranges)
        {
            if (!(value >= least && value <= most))
            {
                return FormattableString.Invariant($"{name} is {least} to {most}.");
            }
        }

        return null;
    }

    private static async Task<IResult> LiveAsync(string id, Worlds worlds, CancellationToken cancellation)
    {
        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        var (subject, scene) = await world.DoAsync(parts => parts.Lens.Look());
        await Painting.WaitAsync(cancellation);
        try
        {
            return TypedResults.Bytes(Darkroom.Photograph(subject, scene), Png);
        }
        finally
        {
            Painting.Release();
        }
    }
}
