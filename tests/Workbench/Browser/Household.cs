namespace PaymentCode.Workbench.Tests.Browser;

/// <summary>What all tests of the page have in common: one Chromium and one workbench, started when the first of them needs it.</summary>
[TestClass]
public static class Household
{
    private const int Seed = 7;
    private const int MaxWorlds = 8;

    private static Chromium? _chromium;
    private static Site? _site;

    [AssemblyCleanup]
    public static async Task CloseAsync()
    {
        await (_chromium?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_site?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    internal static async Task<(Chromium Chromium, Site Site)> OpenAsync()
    {
        _chromium ??= await Chromium.StartAsync();
        _site ??= await Site.OpenAsync(MaxWorlds, seed: Seed);
        return (_chromium, _site);
    }
}
