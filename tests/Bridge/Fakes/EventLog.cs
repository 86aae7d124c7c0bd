using System.Threading.Channels;

namespace PaymentCode.Bridge.Tests;

/// <summary>What happened, in order; a test says what it expects next.</summary>
sealed class EventLog
{
    readonly Channel<string> _events = Channel.CreateUnbounded<string>();

    public void Add(string text) => _events.Writer.TryWrite(text);

    public async Task ExpectAsync(string text) => Assert.AreEqual(text, await NextAsync());

    public Task ExpectAnyAsync() => NextAsync();

    public async Task<string> NextAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        return await _events.Reader.ReadAsync(patience.Token);
    }

    public void ExpectNothing() => Assert.IsFalse(_events.Reader.TryPeek(out string? text), text);
}
