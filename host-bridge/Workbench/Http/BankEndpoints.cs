using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench.Http;

/// <summary>Logs the customer in; without phone and password with the right ones.</summary>
internal sealed record LogIn(string? Phone = null, string? Password = null);

/// <summary>Reserves a withdrawal.</summary>
/// <param name="Amount">Decimal string.</param>
/// <param name="Holder"><c>token</c> (default) or <c>phone</c>.</param>
internal sealed record ReserveCash(string Amount, string? Holder = null);

/// <summary>Asks for a code.</summary>
/// <param name="Anew">Whether one that exists is voided.</param>
internal sealed record AskForCode(bool Anew = false);

/// <summary>Online banking, the bank's books, and the bank's own interface.</summary>
internal static class BankEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string[] PassedOn = ["Authorization", "Content-Type", "Idempotency-Key"];

    public static void MapBank(this RouteGroupBuilder world)
    {
        var customer = world.MapGroup("/customer").WithTags("customer");
        customer.ProducesProblem(502);
        customer.MapPost("/login", (string id, Worlds worlds, LogIn? request) =>
            AskAsync(worlds, id, desk => desk.LogInAsync(request?.Phone, request?.Password))).Produces<StateView>();
        customer.MapPost("/logout", (string id, Worlds worlds) => AskAsync(worlds, id, desk => desk.LogOutAsync())).Produces<StateView>();
        customer.MapPost("/reservations", (string id, Worlds worlds, ReserveCash request) =>
            AskAsync(worlds, id, desk => desk.ReserveAsync(request.Amount, request.Holder))).Produces<StateView>();
        customer.MapPost("/reservations/{reference}/code", (string id, string reference, Worlds worlds, AskForCode? request) =>
            AskAsync(worlds, id, desk => desk.AskAsync(reference, request?.Anew ?? false))).Produces<StateView>();
        customer.MapDelete("/reservations/{reference}", (string id, string reference, Worlds worlds) =>
            AskAsync(worlds, id, desk => desk.CancelAsync(reference))).Produces<StateView>();
        customer.MapPost("/payment-key", (string id, Worlds worlds) => AskAsync(worlds, id, desk => desk.RegisterKeyAsync())).Produces<StateView>();
        customer.MapDelete("/payment-key", (string id, Worlds worlds) => AskAsync(worlds, id, desk => desk.RevokeKeyAsync())).Produces<StateView>();
        customer.MapPost("/payment-key/token", (string id, Worlds worlds) => AskAsync(worlds, id, desk => desk.FetchToTokenAsync())).Produces<StateView>();
        customer.MapPost("/payment-key/phone", (string id, Worlds worlds) => AskAsync(worlds, id, desk => desk.FetchToPhoneAsync())).Produces<StateView>();

        var bank = world.MapGroup("/bank").WithTags("bank");
        bank.MapGet("", (string id, Worlds worlds) => WorldEndpoints.StateAsync(
            worlds, id, parts => Task.FromResult<IResult?>(TypedResults.Ok(parts.Books.View())))).Produces<BooksView>();
        bank.MapPut("/power", (string id, Worlds worlds, Switch request) => WorldEndpoints.StateAsync(worlds, id, parts => parts.Attacks.SetBank(request.On)))
            .Produces<StateView>();
        bank.Map("/http/{**path}", PassOnAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> AskAsync(Worlds worlds, string id, Func<CustomerDesk, Task<BankAnswer>> ask) => worlds.Find(id) is { } world
        ? await world.AwaitAsync<IResult>(
            async parts => await ask(parts.Customer) is { Status: >= 400 } refusal ? Answer(refusal) : TypedResults.Ok(StateView.Of(world, parts)), Patience)
        : Refusals.NotFound("world");

    private static async Task<IResult> PassOnAsync(HttpContext context, string id, Worlds worlds, string? path)
    {
        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = PassedOn.Where(name => context.Request.Headers.ContainsKey(name)).ToDictionary(name => name, name => context.Request.Headers[name].ToString());
        var request = new BankRequest("visitor", context.Request.Method, $"/{path}{context.Request.QueryString}", headers, body.ToArray());
        return Answer(await world.AwaitAsync(parts => parts.Link.SendAsync(request), Patience));
    }

    /// <summary>The bank's answer as it is.</summary>
    public static IResult Answer(BankAnswer answer) => answer.Body.Length == 0
        ? TypedResults.StatusCode(answer.Status)
        : TypedResults.Text(answer.Body, answer.Headers.ContentType.ToString(), answer.Status);
}
