using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bridge.Tests.Firmware;

[TestClass]
public sealed class ReleasedCodeWatcherTests
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly ManualTime _time = new();
    readonly EventLog _log = new();

    [TestMethod]
    public async Task A_code_released_to_a_phone_is_told_once()
    {
        await using IssuedToken token = await ConfirmedAsync(TokenApplet.HolderPhone);
        await WatchAsync(token, looks: 3);
        Assert.IsTrue(AuthorizationPayload.TryParse(Convert.FromHexString(await _log.NextAsync()), out AuthorizationPayload payload));
        CollectionAssert.AreEqual(IssuedToken.Serial, payload.Serial);
        Assert.AreEqual(1, payload.Counter);
        Assert.AreEqual(42, payload.Reservation);
        _log.ExpectNothing();
    }

    [TestMethod]
    public async Task A_code_for_the_display_only_is_not_told()
    {
        await using IssuedToken token = await ConfirmedAsync(TokenApplet.HolderToken);
        await WatchAsync(token, looks: 3);
        _log.ExpectNothing();
    }

    static async Task<IssuedToken> ConfirmedAsync(byte holder)
    {
        IssuedToken token = await IssuedToken.CreateAsync();
        await token.OpenChannelAsync();
        await token.GenerateAsync(7, holder);
        token.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, (await token.GetStatusAsync(7)).Outcome);
        return token;
    }

    /// <summary>Each look is a second of the watcher's; after the last one it has asked that often at least.</summary>
    async Task WatchAsync(IssuedToken token, int looks)
    {
        using CancellationTokenSource stop = new();
        TokenPort port = new(new BoardLine(token.Board), _time);
        TaskCompletionSource found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        port.Attached += _ => found.TrySetResult();
        ReleasedCodeWatcher watcher = new(port, _time);
        watcher.Released += payload => _log.Add(Convert.ToHexString(payload));
        Task running = port.RunAsync(stop.Token);
        await found.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Task watching = watcher.RunAsync(stop.Token);
        for (int look = 0; look <= looks; look++)
        {
            await _time.PassAsync(Pause);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAsync<OperationCanceledException>(() => watching);
    }
}
