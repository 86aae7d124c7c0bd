using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PaymentCode.Bank.Http;

namespace PaymentCode.Bank.Tokens;

/// <summary>A token, or a terminal's board, as its issuer made it. The keys are secrets: they are stored wrapped and never told again.</summary>
/// <param name="Serial">Serial number, 16 upper-case hexadecimal digits.</param>
/// <param name="KeyVersion">Version of the transport keys, 1 to 126.</param>
/// <param name="Enc">Transport Key-ENC, 32 upper-case hexadecimal digits.</param>
/// <param name="Mac">Transport Key-MAC, 32 upper-case hexadecimal digits.</param>
/// <param name="Dek">Transport Key-DEK, 32 upper-case hexadecimal digits.</param>
/// <param name="Kind">One of <see cref="BoardKind"/>.</param>
public sealed record RegisterToken(string Serial, int KeyVersion, string Enc, string Mac, string Dek, string Kind = BoardKind.Token)
{
    /// <summary>Says which board it is and nothing of its keys.</summary>
    public override string ToString() => $"{Kind} {Serial}";
}

/// <summary>Whom a token is bound to.</summary>
/// <param name="CustomerId">The customer.</param>
public sealed record BindToken(string CustomerId);

/// <summary>What takes a token's place.</summary>
/// <param name="By">Serial number of a personalised token that is bound to nobody.</param>
public sealed record ReplaceToken(string By);

/// <summary>A token as a clerk sees it.</summary>
/// <param name="Serial">Serial number, 16 hexadecimal digits.</param>
/// <param name="Kind">One of <see cref="BoardKind"/>.</param>
/// <param name="State">One of <see cref="TokenState"/>.</param>
/// <param name="CustomerId">Customer that it is or was bound to.</param>
/// <param name="KeyVersion">Version of the bank's keys in it, 0 for none.</param>
/// <param name="KeysPending">Whether a newer set was sent and its arrival is not proved; personalise again.</param>
/// <param name="KeysErased">Whether the token proved that the bank's keys are erased.</param>
/// <param name="Connected">Whether a bridge says that it has the token; it may be wrong.</param>
/// <param name="ReplacedBy">Serial number of the token that took its place.</param>
/// <param name="Registered">When it was registered.</param>
public sealed record TokenView(
    string Serial,
    string Kind,
    string State,
    string? CustomerId,
    int KeyVersion,
    bool KeysPending,
    bool KeysErased,
    bool Connected,
    string? ReplacedBy,
    string Registered);

/// <summary>The clerk's endpoints of tokens.</summary>
internal static class TokenEndpoints
{
    private const int LongestBody = 4096;

    public static void MapTokenEndpoints(this IEndpointRouteBuilder app)
    {
        var clerk = app.MapGroup("/clerk/tokens").WithTags("tokens").WithMetadata(new RequestSizeLimitAttribute(LongestBody));
        clerk.RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = ClerkAuthentication.SchemeName });
        clerk.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized);
        clerk.MapPost("/", RegisterAsync).Produces<TokenView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status409Conflict);
        clerk.MapGet("/", async (TokenDesk desk) => TypedResults.Ok(await desk.ListAsync()));
        clerk.MapGet("/{serial}", async (string serial, TokenDesk desk) => Answer(await desk.FindAsync(serial)))
            .Produces<TokenView>().ProducesProblem(StatusCodes.Status404NotFound);
        var one = clerk.MapGroup("/{serial}");
        one.ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        one.MapPost("/personalise", async (string serial, TokenDesk desk, CancellationToken cancellation) =>
            Answer(await desk.PersonaliseAsync(serial, cancellation))).Produces<TokenView>().ProducesProblem(StatusCodes.Status502BadGateway);
        one.MapPost("/bind", async (string serial, BindToken request, TokenDesk desk) => Answer(await desk.BindToAsync(serial, request.CustomerId))).Produces<TokenView>();
        one.MapPost("/suspend", async (string serial, TokenDesk desk) => Answer(await desk.SuspendAsync(serial))).Produces<TokenView>();
        one.MapPost("/resume", async (string serial, TokenDesk desk) => Answer(await desk.ResumeAsync(serial))).Produces<TokenView>();
        one.MapPost("/revoke", async (string serial, TokenDesk desk, CancellationToken cancellation) =>
            Answer(await desk.RevokeAsync(serial, cancellation))).Produces<TokenView>();
        one.MapPost("/replace", async (string serial, ReplaceToken request, TokenDesk desk) => Answer(await desk.ReplaceAsync(serial, request.By))).Produces<TokenView>();
    }

    private static async Task<IResult> RegisterAsync(RegisterToken request, TokenDesk desk)
    {
        var outcome = await desk.RegisterAsync(request);
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Created("/clerk/tokens/" + request.Serial, outcome.Value);
    }

    private static IResult Answer(Outcome<TokenView> outcome) => outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Ok(outcome.Value);
}
