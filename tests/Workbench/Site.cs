using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace PaymentCode.Workbench.Tests;

/// <summary>A workbench on a free port of this computer, and a client of its REST interface.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app, string address)
    {
        _app = app;
        Address = address;
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public string Address { get; }

    public HttpClient Client { get; }

    /// <summary>The worlds themselves: looking at them here is no use of them.</summary>
    public Worlds Worlds => _app.Services.GetRequiredService<Worlds>();

    public static async Task<Site> OpenAsync(int maxWorlds = 4, string? token = null, TimeProvider? time = null, string? databases = null, int? seed = null)
    {
        var app = WorkbenchApp.Create(new WorkbenchOptions
        {
            Urls = ["http://127.0.0.1:0"],
            MaxWorlds = maxWorlds,
            Token = token,
            Time = time ?? TimeProvider.System,
            Databases = databases,
            Seed = seed,
        });
        await app.StartAsync();
        return new Site(app, app.Urls.First());
    }

    /// <summary>Makes a world whose clock is stopped and returns its path.</summary>
    public async Task<string> NewWorldAsync(int seed = 5)
    {
        var made = await Client.PostAsJsonAsync("/api/worlds", new { seed, pace = "paused" });
        Assert.AreEqual(HttpStatusCode.Created, made.StatusCode);
        return made.Headers.Location!.ToString();
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!;

    /// <summary>Lets a stopped clock go on and returns the state after it.</summary>
    public Task<JsonNode> StepAsync(string world, int ms) => SendAsync(HttpMethod.Post, world + "/clock/step", new { ms });

    /// <summary>All that a world recorded, each event with all its bytes.</summary>
    public async Task<string[]> RecordAsync(string world)
    {
        var lines = new List<string>();
        foreach (var one in (await GetAsync(world + "/events"))["events"]!.AsArray())
        {
            lines.Add(one!.ToJsonString() + Convert.ToHexString(await Client.GetByteArrayAsync($"{world}/events/{one["seq"]}/bytes")));
        }

        return [.. lines];
    }

    /// <summary>A request that succeeds.</summary>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.IsTrue(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>A request that is refused: its status and the name of the problem.</summary>
    public async Task<(int Status, string Name)> RefusedAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        using var answer = await Client.SendAsync(request);
        Assert.AreEqual("application/problem+json", answer.Content.Headers.ContentType?.MediaType, $"{method} {path}");
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.DoesNotContain("   at ", problem.ToJsonString(), "a stack trace");
        return ((int)answer.StatusCode, problem["type"]!.ToString().Replace("urn:paymentcode:", ""));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
