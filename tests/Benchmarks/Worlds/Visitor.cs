using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PaymentCode.Benchmarks.Worlds;

/// <summary>A visitor with the page open: it listens to the world and fetches pictures when they change, as the page does.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _world;
    private readonly CancellationTokenSource _leaves = new();
    private readonly Task _looking;
    private string _screen = "";
    private TaskCompletionSource? _otherScreen;

    private Visitor(HttpClient client, string world)
    {
        (_client, _world) = (client, world);
        _looking = LookAsync();
    }

    /// <summary>Comes: a world is made, whose clock goes.</summary>
    internal static async Task<Visitor> ComeAsync(HttpClient client, int seed)
    {
        using var made = await client.PostAsJsonAsync("/api/worlds", new { seed });
        made.EnsureSuccessStatusCode();
        return new Visitor(client, made.Headers.Location!.ToString());
    }

    /// <summary>The stories that there are.</summary>
    internal async Task<string[]> StoriesAsync() => [.. (await GetAsync("/stories")).AsArray().Select(story => story!["id"]!.ToString())];

    /// <summary>Tells a story from its beginning to its end; what is next is clicked after a pause.</summary>
    internal async Task TellAsync(string story, TimeSpan pause)
    {
        var state = await PostAsync($"/stories/{story}");
        for (var clock = Stopwatch.StartNew(); state["story"]?["next"] is not null; state = await GetAsync(""))
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(5))
            {
                throw new InvalidOperationException($"{story} stands still: {state["story"]}");
            }

            // A step that has to wait is answered with 409.
            using var _ = await _client.PostAsync($"{_world}/stories/{story}/do", null);
            await Task.Delay(pause);
        }
    }

    /// <summary>Makes the token show something else for each press: it gets payment codes.</summary>
    internal async Task FetchCodesAsync()
    {
        await PostAsync("/customer/login");
        await PostAsync("/customer/payment-key");
        await PostAsync("/customer/payment-key/token");
    }

    /// <summary>Presses the button, and releases it: from there to the display that the page gets.</summary>
    internal async Task<TimeSpan> ClickAsync()
    {
        await PostAsync("/token/button", new { action = "down" });
        await Task.Delay(100);
        _otherScreen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clock = Stopwatch.StartNew();
        await PostAsync("/token/button", new { action = "up" });
        await _otherScreen.Task.WaitAsync(TimeSpan.FromSeconds(10));
        return clock.Elapsed;
    }

    public void Dispose()
    {
        _leaves.Cancel();
        _looking.Wait();
        _leaves.Dispose();
    }

    private async Task LookAsync()
    {
        var (camera, terminal) = ("", "");
        try
        {
            using var stream = new StreamReader(await _client.GetStreamAsync(_world + "/events/stream", _leaves.Token));
            for (var name = ""; await stream.ReadLineAsync(_leaves.Token) is { } line;)
            {
                name = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : name;
                if (!line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    continue;
                }

                var data = JsonNode.Parse(line[6..])!;
                if (name == "event")
                {
                    Notice(data);
                }
                else if (name == "state")
                {
                    var held = data["camera"]!.ToJsonString() + (data["camera"]!["subject"]!.ToString() == "token" ? data["token"]!["display"]!.ToString() : "");
                    camera = await FetchAsync("/camera/live.png", camera, held);
                    terminal = await FetchAsync("/terminal/display.png", terminal, data["terminal"]!["picture"]!.ToJsonString());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The visitor goes.
        }
    }

    // The display's event is named by what is on it.
    private void Notice(JsonNode one)
    {
        if (one["kind"]!.ToString() == "display" && one["name"]!.ToString() is var screen && screen != _screen)
        {
            _screen = screen;
            _otherScreen?.TrySetResult();
        }
    }

    private async Task<string> FetchAsync(string picture, string shown, string wanted)
    {
        if (shown != wanted)
        {
            await _client.GetByteArrayAsync(_world + picture, _leaves.Token);
        }

        return wanted;
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _client.GetStringAsync(_world + path))!;

    private async Task<JsonNode> PostAsync(string path, object? body = null)
    {
        using var answer = await _client.PostAsync(_world + path, body is null ? null : JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"POST {path}: {text}");
    }
}
