using System.Text.RegularExpressions;

namespace PaymentCode.Workbench.Http;

/// <summary>Lets the till scan a payment code.</summary>
/// <param name="Amount">Decimal string with two decimals.</param>
/// <param name="Subject">What the customer shows: <c>token</c> or <c>phone</c>.</param>
internal sealed record ScanCode(string Amount, string Subject);

/// <summary>Payment codes: the customer's phone and the till's camera.</summary>
internal static partial class CodeEndpoints
{
    private const string Png = "image/png";

    public static void MapCodes(this RouteGroupBuilder world)
    {
        var shop = world.MapGroup("/shop").WithTags("shop");
        shop.MapPost("/scan", ScanAsync).Produces<StateView>().ProducesProblem(409);
        shop.MapGet("/shot.png", (string id, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
            parts.Till.LastShot is { } shot ? TypedResults.Bytes(shot, Png) : Refusals.NotFound("shot: the till has scanned nothing")))).Produces(200, contentType: Png);

        var phone = world.MapGroup("/phone").WithTags("phone");
        phone.MapPost("/code", (string id, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
            parts.Phone.TryShowCode(parts.Payments.IsDecided)
                ? null
                : Refusals.Of("no-codes", 409, "The phone has no payment codes left: fetch some to it in online banking.")))).Produces<StateView>().ProducesProblem(409);
        phone.MapGet("/display.png", (string id, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
            TypedResults.Bytes(parts.Phone.ToPng(), Png)))).Produces(200, contentType: Png);
    }

    private static Task<IResult> ScanAsync(string id, Worlds worlds, ScanCode request)
    {
        if (!IsAmount().IsMatch(request.Amount) || request.Subject is not ("token" or "phone"))
        {
            return Task.FromResult<IResult>(Refusals.Malformed("amount is a decimal number with two decimals and at most ten digits before them, subject is token or phone."));
        }

        return WorldEndpoints.StateAsync(worlds, id, parts =>
        {
            if (parts.Till.IsWaiting)
            {
                return Task.FromResult<IResult?>(Refusals.Of("wrong-screen", 409, "The till waits for the bank's answer to the last scan: let the clock go on."));
            }

            parts.Till.Scan(request.Amount, request.Subject);
            return Task.FromResult<IResult?>(null);
        });
    }

    [GeneratedRegex(@"^[0-9]{1,10}\.[0-9]{2}\z")]
    private static partial Regex IsAmount();
}
