using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PaymentCode.Workbench.Events;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace PaymentCode.Workbench.Http;

/// <summary>A page of events.</summary>
/// <param name="Events">Oldest first.</param>
/// <param name="Newest">Number of the newest event that there is.</param>
/// <param name="Oldest">Number of the oldest that is kept.</param>
internal sealed record EventPage(IReadOnlyList<WorldEvent> Events, long Newest, long Oldest);

/// <summary>What happened, in pages and as it happens.</summary>
internal static class EventEndpoints
{
    private const int MaxPage = 500;
    private const int MaxStreams = 8;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenStates = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    public static void MapEvents(this RouteGroupBuilder world)
    {
        var events = world.MapGroup("/events").WithTags("events");
        events.MapGet("", PageAsync).Produces<EventPage>();
        events.MapGet("/{seq:long}", (string id, long seq, Worlds worlds) => OneAsync(worlds, id, seq, static (_, one) => TypedResults.Ok(one))).Produces<WorldEvent>();
        events.MapGet("/{seq:long}/bytes", (string id, long seq, Worlds worlds) => OneAsync(worlds, id, seq, static (log, one) =>
            log.BytesOf(one) is { } bytes
                ? TypedResults.Bytes(bytes, "application/octet-stream")
                : Refusals.Of("bytes-gone", 410, "The bytes of this event are not kept any more."))).Produces(200, contentType: "application/octet-stream").ProducesProblem(410);
        events.MapGet("/stream", StreamAsync).Produces(200, contentType: "text/event-stream").ProducesProblem(503);
    }

    private static async Task<IResult> PageAsync(string id, Worlds worlds, long after = 0, int limit = MaxPage, string? kind = null)
    {
        var kinds = kind?.Split(',').ToHashSet();
        if (after < 0 || limit is < 1 or > MaxPage || kinds?.IsSubsetOf(EventKind.All) == false)
        {
            return Refusals.Malformed("after is 0 or more, limit is 1 to 500, kind is a list of kinds with commas between them.");
        }

        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        var log = await world.DoAsync(parts => parts.Log);
        return TypedResults.Ok(new EventPage(log.After(after, limit, kinds), log.Newest, log.Oldest));
    }

    private static async Task<IResult> OneAsync(Worlds worlds, string id, long seq, Func<EventLog, WorldEvent, IResult> answer)
    {
        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        var log = await world.DoAsync(parts => parts.Log);
        return log.Find(seq) is { } one ? answer(log, one) : Refusals.NotFound("event, or it is not kept any more");
    }

    private static async Task<IResult> StreamAsync(HttpContext context, string id, Worlds worlds, IOptions<JsonOptions> json, IHostApplicationLifetime workbench, long after = 0)
    {
        if (worlds.Find(id) is not { } world)
        {
            return Refusals.NotFound("world");
        }

        if (world.Listeners >= MaxStreams)
        {
            context.Response.Headers.RetryAfter = "5";
            return Refusals.Of("too-many-streams", 503, $"At most {MaxStreams} may listen to one world.");
        }

        if (long.TryParse(context.Request.Headers["Last-Event-ID"], out var last))
        {
            after = last;
        }

        if (after < 0)
        {
            return Refusals.Malformed("after, and Last-Event-ID, is 0 or more.");
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        using var listening = world.Listen();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, workbench.ApplicationStopping);
        await new EventStream(context.Response, json.Value.SerializerOptions).RunAsync(world, after, end.Token);
        return TypedResults.Empty;
    }

    /// <summary>Server-sent events (WHATWG HTML, section 9.2) to one listener.</summary>
    private sealed class EventStream(HttpResponse response, JsonSerializerOptions json)
    {
        public async Task RunAsync(World world, long after, CancellationToken cancellation)
        {
            var gone = world.Gone;
            try
            {
                var log = await world.DoAsync(parts => parts.Log);
                await SendAsync("state", await StateAsync(world), null, cancellation);
                while (!gone.IsCompleted && !cancellation.IsCancellationRequested)
                {
                    after = await SendEventsAsync(log, after, cancellation);
                    var state = await StateAsync(world);
                    if (gone.IsCompleted)
                    {
                        break;
                    }

                    await SendAsync("state", state, null, cancellation);
                    await Task.Delay(BetweenStates, cancellation);
                    await WaitAsync(world, state, log.MoreThan(after), gone, cancellation);
                }

                await SendAsync("gone", new { reason = "reset" }, null, cancellation);
            }
            catch (Engine.WorldGoneException)
            {
                await SendAsync("gone", new { reason = "freed" }, null, cancellation);
            }
            catch (OperationCanceledException)
            {
                // The listener went, or the workbench ends.
            }
        }

        private async Task<long> SendEventsAsync(EventLog log, long after, CancellationToken cancellation)
        {
            foreach (var one in log.After(after, MaxPage))
            {
                await SendAsync("event", one, one.Seq, cancellation);
                after = one.Seq;
            }

            return after;
        }

        private static Task<StateView> StateAsync(World world) => world.DoAsync(parts => StateView.Of(world, parts));

        // Some things come to an end without an event: a light, a beep, the time of a code, a screen that has now been read.
        private async Task WaitAsync(World world, StateView shown, Task more, Task gone, CancellationToken cancellation)
        {
            var known = WithoutClock(shown);
            var spokeAt = Stopwatch.GetTimestamp();
            while (!more.IsCompleted && !gone.IsCompleted)
            {
                using var look = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await Task.WhenAny(more, gone, Task.Delay(BetweenLooks, look.Token));
                await look.CancelAsync();
                cancellation.ThrowIfCancellationRequested();
                if (more.IsCompleted || gone.IsCompleted || WithoutClock(await StateAsync(world)) != known)
                {
                    return;
                }

                if (Stopwatch.GetElapsedTime(spokeAt) >= Silence)
                {
                    await response.WriteAsync(": still here\n\n", cancellation);
                    await response.Body.FlushAsync(cancellation);
                    spokeAt = Stopwatch.GetTimestamp();
                }
            }
        }

        private string WithoutClock(StateView state) => JsonSerializer.Serialize(state with { Clock = state.Clock with { NowMs = 0, Utc = "" } }, json);

        private async Task SendAsync(string name, object data, long? id, CancellationToken cancellation)
        {
            var text = JsonSerializer.Serialize(data, data.GetType(), json);
            await response.WriteAsync($"{(id is null ? "" : $"id: {id}\n")}event: {name}\ndata: {text}\n\n", cancellation);
            await response.Body.FlushAsync(cancellation);
        }
    }
}
