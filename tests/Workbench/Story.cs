namespace PaymentCode.Workbench.Tests;

/// <summary>Tells a story in a world whose clock is stopped: does what is next, and lets time pass while that has to wait.</summary>
internal static class Story
{
    private const int StepMs = 100;
    private const int LongestMs = 180_000;

    /// <summary>From the beginning to the end.</summary>
    public static Task TellAsync(World world, string id) => BeginAsync(world, id, null);

    /// <summary>From the beginning until a step is next.</summary>
    public static async Task BeginAsync(World world, string id, string? until)
    {
        Assert.IsTrue(await world.DoAsync(parts => parts.Story.TryBegin(id)));
        await GoOnAsync(world, until);
    }

    /// <summary>Until a step is next, or to the end.</summary>
    public static async Task GoOnAsync(World world, string? until)
    {
        for (var passed = 0; passed < LongestMs; passed += StepMs)
        {
            if (await world.DoAsync(parts => parts.Story.Next is null || (parts.Story.Next.Id == until && !parts.Story.Next.IsWaiting())))
            {
                return;
            }

            await world.DoAsync(parts => parts.Story.TryDoAsync());
            Assert.IsTrue(await world.StepAsync(StepMs));
        }

        var state = await world.DoAsync(parts => StateView.Of(world, parts));
        Assert.Fail($"The story stands still at {state.Story?.Next?.Id}: token '{string.Join(" | ", state.Token.Text)}', ATM {state.Atm.Screen} {state.Atm.Result}.");
    }
}
