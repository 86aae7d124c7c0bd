using PaymentCode.Workbench.Attacks;

namespace PaymentCode.Workbench.Http;

/// <summary>A story as it is offered.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Available">Whether this program can tell it.</param>
/// <param name="Steps">Names of its steps.</param>
internal sealed record StoryOffer(string Id, bool Available, IReadOnlyList<string> Steps);

/// <summary>Stories and attacks.</summary>
internal static class StoryEndpoints
{
    public static void MapStories(this RouteGroupBuilder world)
    {
        var stories = world.MapGroup("/stories").WithTags("stories");
        stories.MapGet("", (string id, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
            TypedResults.Ok(parts.Story.Plans.Select(plan => new StoryOffer(plan.Id, true, [.. plan.Steps.Select(step => step.Id)])).ToList()))))
            .Produces<List<StoryOffer>>();
        stories.MapDelete("", (string id, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => parts.Story.End())).Produces<StateView>();
        stories.MapPost("/{story}", (string id, string story, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
            parts.Story.TryBegin(story) ? null : Refusals.NotFound("story")))).Produces<StateView>();
        stories.MapPost("/{story}/do", DoAsync).Produces<StateView>().ProducesProblem(409);

        var attacks = world.MapGroup("/attacks").WithTags("attacks");
        attacks.MapGet("", (string id, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, parts => Task.FromResult<IResult?>(
            TypedResults.Ok(parts.Attacks.List())))).Produces<List<AttackRow>>();
        attacks.MapPost("/{attack}", (string id, string attack, Worlds worlds) => AttackAsync(worlds, id, attack, desk => desk.BeginAsync(attack)))
            .Produces<StateView>().ProducesProblem(409);
        attacks.MapDelete("/{attack}", (string id, string attack, Worlds worlds) => AttackAsync(worlds, id, attack, desk => Task.FromResult(desk.End(attack))))
            .Produces<StateView>().ProducesProblem(409);
    }

    private static Task<IResult> DoAsync(string id, string story, Worlds worlds) => WorldEndpoints.StateAsync(worlds, id, async parts =>
        parts.Story.Current?.Id != story ? Refusals.NotFound("story: it is not the one that is told")
        : parts.Story.Failure is { } failure ? Refusals.Of("step-waiting", 409, $"The story cannot come to its end ({failure}): begin it again.")
        : await parts.Story.TryDoAsync() ? parts.Story.Refusal is { } refusal ? BankEndpoints.Answer(refusal) : null
        : Refusals.Of("step-waiting", 409, "The next step has to wait for what the devices do: let the clock go on."));

    private static Task<IResult> AttackAsync(Worlds worlds, string id, string attack, Func<AttackDesk, Task<string?>> errand) =>
        WorldEndpoints.StateAsync(worlds, id, async parts =>
            !AttackDesk.Names.Contains(attack) ? Refusals.NotFound("attack")
            : await errand(parts.Attacks) is { } missing ? Refusals.Of("attack-not-possible", 409, missing)
            : null);
}
