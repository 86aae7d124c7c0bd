using PaymentCode.Boards;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Cli.Devices;

/// <summary>An emulated PN532 on a serial port, at the pace of the clock, and the cards in front of it.</summary>
internal sealed class EmulatedReader : IAsyncDisposable
{
    private readonly RadioField _field = new();
    private readonly Dictionary<string, ContactlessCard> _cards = new(StringComparer.Ordinal);
    private readonly SerialEndpoint _endpoint;
    private readonly RealTimeBoard<Pn532Reader> _running;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    private EmulatedReader(SerialEndpoint endpoint)
    {
        _endpoint = endpoint;
        Pn532Reader reader = new(_field);
        _running = new RealTimeBoard<Pn532Reader>(reader, reader, endpoint);
        _thread = new Thread(() => _running.Run(_stop.Token)) { IsBackground = true, Name = "emulated reader" };
        _thread.Start();
    }

    /// <summary>What other programs open.</summary>
    public string Port => _endpoint.Name;

    /// <summary>Powers a reader with nothing in front of it.</summary>
    /// <param name="serial"><c>pty:LINK</c> or <c>tcp:PORT</c>.</param>
    public static EmulatedReader Start(string serial) => new(SerialEndpoint.Open(serial));

    /// <summary>Holds a card to the antenna.</summary>
    /// <param name="name">See <see cref="EmulatedCards"/>.</param>
    public async Task BringAsync(string name)
    {
        if (!_cards.TryGetValue(name, out var card))
        {
            card = EmulatedCards.Make(name);
            _cards.Add(name, card);
        }

        await _running.DoAsync(_ => _field.Bring(card));
    }

    /// <summary>Takes a card away, or all.</summary>
    /// <param name="name">Its name, or null for all.</param>
    public async Task RemoveAsync(string? name)
    {
        if (name is not null && !_cards.ContainsKey(name))
        {
            throw new CommandLineFailure($"no card \"{name}\" has been there: write card in {name} first");
        }

        var leaving = name is null ? [.. _cards.Values] : new[] { _cards[name] };
        await _running.DoAsync(_ => Array.ForEach(leaving, _field.Remove));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _thread.Join();
        _endpoint.Dispose();
        _stop.Dispose();
    }
}
