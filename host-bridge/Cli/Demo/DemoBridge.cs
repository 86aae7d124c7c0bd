using PaymentCode.Bridge;
using PaymentCode.Bridge.Relay;
using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;

namespace PaymentCode.Cli.Demo;

/// <summary>The customer's computer: the bridge on the token's serial port, and the phone that a released code goes to.</summary>
internal sealed class DemoBridge : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<byte[]> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    public DemoBridge(string port, string bank)
    {
        var token = new TokenPort(SerialPorts.Parse(port), TimeProvider.System);
        var watcher = new ReleasedCodeWatcher(token, TimeProvider.System);
        watcher.Released += payload => _released.TrySetResult(payload);
        var relay = new BridgeRelay(BankAddress.Parse(bank), [token], TimeProvider.System);
        _running = Task.WhenAll(token.RunAsync(_stop.Token), relay.RunAsync(_stop.Token), watcher.RunAsync(_stop.Token));
    }

    /// <summary>The payload of the code that the customer released to the phone, when there is one.</summary>
    public Task<byte[]> ReleasedAsync(CancellationToken stop) => _released.Task.WaitAsync(TimeSpan.FromSeconds(30), stop);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
