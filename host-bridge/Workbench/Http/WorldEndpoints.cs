using Microsoft.AspNetCore.Http.HttpResults;

namespace PaymentCode.Workbench.Http;

/// <summary>Asks for a world.</summary>
/// <param name="Seed">0 to 2147483647; by chance if not given.</param>
/// <param name="Pace"><c>running</c> (default) or <c>paused</c>.</param>
internal sealed record CreateWorld(int? Seed = null, string? Pace = null);

/// <summary>Begins anew.</summary>
/// <param name="Seed">The old one if not given.</param>
internal sealed record ResetWorld(int? Seed = null);

/// <summary>Lets the clock go or stops it.</summary>
/// <param name="Pace"><c>running</c> or <c>paused</c>.</param>
internal sealed record SetClock(string Pace);

/// <summary>Lets a stopped clock go on for a time.</summary>
/// <param name="Ms">10 to 60,000 milliseconds, a multiple of 10.</param>
internal sealed record StepClock(int Ms);

/// <summary>Worlds: making, looking, clock, end.</summary>
internal static class WorldEndpoints
{
    private const int LongestStepMs = 60_000;
    private const string Running = "running";
    private const string Paused = "paused";

    public static RouteGroupBuilder MapWorlds(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/worlds", CreateAsync).WithTags("worlds").Produces<StateView>(201).ProducesProblem(400).ProducesProblem(503);
        var world = app.MapGroup("/api/worlds/{id}");
        world.ProducesProblem(400).ProducesProblem(404);
        var group = world.MapGroup("").WithTags("worlds");
        group.MapGet("", (string id, Worlds worlds) => StateAsync(worlds, id, static _ => { })).Produces<StateView>();
        group.MapDelete("", FreeAsync).Produces(204);
        group.MapPost("/reset", ResetAsync).Produces<StateView>();
        group.MapPut("/clock", SetClockAsync).Produces<StateView>();
        group.MapPost("/clock/step", StepAsync).Produces<StateView>().ProducesProblem(409);
        return world;
    }

    /// <summary>Does something in a world and answers with its state.</summary>
    public static Task<IResult> StateAsync(Worlds worlds, string id, Action<WorldParts> errand) => StateAsync(worlds, id, parts =>
    {
        errand(parts);
        return Task.FromResult<IResult?>(null);
    });

    /// <summary>As above; what the errand returns, if anything, is the answer instead.</summary>
    public static async Task<IResult> StateAsync(Worlds worlds, string id, Func<WorldParts, Task<IResult?>> errand) =>
        worlds.Find(id) is { } world
            ? await world.DoAsync(async parts => await errand(parts) ?? TypedResults.Ok(StateView.Of(world, parts)))
            : Refusals.NotFound("world");

    private static async Task<IResult> CreateAsync(HttpContext context, Worlds worlds, CreateWorld? request)
    {
        if (request?.Seed < 0 || request?.Pace is not (null or Running or Paused))
        {
            return Refusals.Malformed("seed is 0 to 2147483647, pace is running or paused.");
        }

        var world = await worlds.TryCreateAsync(request?.Seed, request?.Pace != Paused, context.RequestAborted);
        if (world is null)
        {
            context.Response.Headers.RetryAfter = "60";
            return Refusals.Of("too-many-worlds", 503, "There are too many worlds; try again when somebody has left.");
        }

        return TypedResults.Created($"/api/worlds/{world.Id}", await world.DoAsync(parts => StateView.Of(world, parts)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> FreeAsync(string id, Worlds worlds) =>
        await worlds.TryFreeAsync(id) ? TypedResults.NoContent() : Refusals.NotFound("world");

    private static async Task<IResult> ResetAsync(string id, Worlds worlds, ResetWorld? request)
    {
        if (request?.Seed < 0)
        {
            return Refusals.Malformed("seed is 0 to 2147483647.");
        }

        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        await world.ResetAsync(request?.Seed);
        return await StateAsync(worlds, id, static _ => { });
    }

    private static async Task<IResult> SetClockAsync(string id, Worlds worlds, SetClock request)
    {
        if (request.Pace is not (Running or Paused))
        {
            return Refusals.Malformed("pace is running or paused.");
        }

        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        await world.SetPaceAsync(request.Pace == Running);
        return await StateAsync(worlds, id, static _ => { });
    }

    private static async Task<IResult> StepAsync(string id, Worlds worlds, StepClock request)
    {
        if (request.Ms is < World.StepMs or > LongestStepMs || request.Ms % World.StepMs != 0)
        {
            return Refusals.Malformed("ms is 10 to 60000, a multiple of 10.");
        }

        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        return await world.StepAsync(request.Ms)
            ? await StateAsync(worlds, id, static _ => { })
            : Refusals.Of("clock-running", 409, "The clock goes by itself: pause it before it is stepped.");
    }
}
