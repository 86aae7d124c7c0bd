using System.Globalization;
using PaymentCode.Core.Apdu;
using PaymentCode.Workbench.Devices;

namespace PaymentCode.Workbench.Http;

/// <summary>Keys of the terminal.</summary>
/// <param name="Keys">1 to 32 of <c>0</c> to <c>9</c>, <c>ok</c>, <c>cancel</c>.</param>
internal sealed record PressTerminalKeys(string[] Keys);

/// <summary>What lies on the terminal's reader.</summary>
/// <param name="Things">At most one of each: <c>token</c>, <c>card</c>, <c>phone</c>.</param>
internal sealed record LayOnReader(string[] Things);

/// <summary>What is to be paid.</summary>
/// <param name="Amount">Decimal string with at most two decimals, more than zero.</param>
internal sealed record SetShopAmount(string Amount);

/// <summary>The shop's terminal and its till.</summary>
internal static class ShopEndpoints
{
    private const int MaxKeys = 32;
    private const decimal MostMajor = 10_000_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void MapShop(this RouteGroupBuilder world)
    {
        var terminal = world.MapGroup("/terminal").WithTags("terminal");
        terminal.MapPost("/keys", PressAsync).Produces<StateView>().ProducesProblem(409);
        terminal.MapPut("/field", LayAsync).Produces<StateView>();
        terminal.MapPut("/power", (string id, Worlds worlds, Switch request) => WorldEndpoints.StateAsync(
            worlds, id, parts => parts.Shop.Counter.PowerTerminal(request.On))).Produces<StateView>();
        terminal.MapGet("/display.png", DisplayAsync).Produces(200, contentType: "image/png");
        world.MapGroup("/shop").WithTags("shop").MapPost("/amount", SetAmountAsync).Produces<StateView>().ProducesProblem(409).ProducesProblem(502);
    }

    private static Task<IResult> PressAsync(string id, Worlds worlds, PressTerminalKeys request)
    {
        var isRight = request.Keys.Length is > 0 and <= MaxKeys && request.Keys.All(key => key is "ok" or "cancel" or [>= '0' and <= '9']);
        return !isRight
            ? Task.FromResult<IResult>(Refusals.Malformed("keys is a list of 1 to 32 of 0 to 9, ok and cancel."))
            : WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
                parts.Shop.Terminal.TryType(string.Concat(request.Keys.Select(key => key switch { "ok" => "#", "cancel" => "*", _ => key })))
                    ? null
                    : Refusals.Of("keys-waiting", 409, $"At most {TerminalDevice.MostKeys} keys wait to be pressed: let time pass.")));
    }

    private static Task<IResult> LayAsync(string id, Worlds worlds, LayOnReader request) =>
        request.Things.Length > Counter.Things.Count || request.Things.Distinct().Count() < request.Things.Length || !request.Things.All(Counter.Things.Contains)
            ? Task.FromResult<IResult>(Refusals.Malformed("things is a list of token, card and phone, each once at most."))
            : WorldEndpoints.StateAsync(worlds, id, parts => parts.Shop.Counter.Lay(request.Things));

    private static async Task<IResult> DisplayAsync(string id, Worlds worlds) => worlds.Find(id) is { } world
        ? TypedResults.Bytes(TerminalDevice.ToPng(await world.DoAsync(parts => parts.Shop.Terminal.Pixels())), "image/png")
        : Refusals.NotFound("world");

    private static async Task<IResult> SetAmountAsync(string id, Worlds worlds, SetShopAmount request)
    {
        if (!TryParse(request.Amount, out var minor))
        {
            return Refusals.Malformed("amount is more than zero, up to ten digits and two decimals, such as 25.80.");
        }

        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        // The terminal's answer takes time: who has stopped that gets it as an event.
        var setting = world.DoAsync(parts => parts.Shop.SetAmountAsync(minor));
        if (world.IsRunning && await setting.WaitAsync(Patience) is var word && word != StatusWord.Success)
        {
            return word is null
                ? Refusals.Of("terminal-not-reached", 502, "The terminal does not answer the shop's computer: switch it on.")
                : Refusals.Of("terminal-refused", 409, $"The terminal answers {word:X4}: it takes an amount when it is idle.");
        }

        return await WorldEndpoints.StateAsync(worlds, id, static _ => { });
    }

    private static bool TryParse(string amount, out long minor)
    {
        var isAmount = decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
            && major is > 0 and < MostMajor && decimal.Round(major, 2) == major;
        minor = isAmount ? (long)(major * 100) : 0;
        return isAmount;
    }
}
