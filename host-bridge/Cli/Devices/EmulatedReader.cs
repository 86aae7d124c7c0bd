using PaymentCode.Boards;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Cli.Devices;

/// <summary>
/// An emulated PN532 on a serial port, at the pace of the clock, and the cards in front of it. A token among them runs its own firmware on
/// its own board, in the reader's time.
/// </summary>
internal sealed class EmulatedReader : IAsyncDisposable
{
    private const int PressMs = 120;
    private const int HoldMs = 2000;

    private readonly RadioField _field = new();
    private readonly Dictionary<string, ContactlessCard> _cards = new(StringComparer.Ordinal);
    private readonly SerialEndpoint _endpoint;
    private readonly RealTimeBoard<Pn532Reader> _running;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly SharedTime _time = new();
    private readonly string? _stateFile;
    private TokenBoard? _token;
    private KeptFile? _memory;

    private EmulatedReader(SerialEndpoint endpoint, string? stateFile)
    {
        (_endpoint, _stateFile) = (endpoint, stateFile);
        VirtualClock clock = new();
        _time.Join(clock);
        Pn532Reader reader = new(_field, clock);
        _running = new RealTimeBoard<Pn532Reader>(reader, reader, endpoint, () => _memory?.Follow());
        _thread = new Thread(() => _running.Run(_stop.Token)) { IsBackground = true, Name = "emulated reader" };
        _thread.Start();
    }

    /// <summary>What other programs open.</summary>
    public string Port => _endpoint.Name;

    /// <summary>Powers a reader with nothing in front of it.</summary>
    /// <param name="serial"><c>pty:LINK</c> or <c>tcp:PORT</c>.</param>
    /// <param name="stateFile">File with the content of a token's memory, read when it comes first and written as that changes; null to forget.</param>
    public static EmulatedReader Start(string serial, string? stateFile)
    {
        WholeFile.RequireFolder(stateFile);
        return new EmulatedReader(SerialEndpoint.Open(serial), stateFile);
    }

    /// <summary>Holds a card to the antenna.</summary>
    /// <param name="name">See <see cref="EmulatedCards"/>.</param>
    public async Task BringAsync(string name)
    {
        if (name == EmulatedCards.Token)
        {
            _token ??= TokenBoard.WithPn532(framImage: KeptFile.ReadMemory(_stateFile));
            _memory ??= KeptFile.Of(_token.Fram, _stateFile);
            await _running.DoAsync(_ => BringToken(_token));
            return;
        }

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
        if (_token is not null && name is null or EmulatedCards.Token)
        {
            await _running.DoAsync(_ => _field.Remove(_token.Pn532));
            if (name is not null)
            {
                return;
            }
        }

        if (name is not null && !_cards.ContainsKey(name))
        {
            throw new CommandLineFailure($"no card \"{name}\" has been there: write card in {name} first");
        }

        var leaving = name is null ? [.. _cards.Values] : new[] { _cards[name] };
        await _running.DoAsync(_ => Array.ForEach(leaving, _field.Remove));
    }

    /// <summary>Presses the button of the token, if there is one.</summary>
    /// <param name="longPress">For two seconds.</param>
    public Task PressAsync(bool longPress) => _token is null
        ? throw new CommandLineFailure($"there is no token: write card in {EmulatedCards.Token} first")
        : _running.DoAsync(_ => _token.Button.PressFor(longPress ? HoldMs : PressMs));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _thread.Join();
        _time.Dispose();
        _memory?.Keep();
        _endpoint.Dispose();
        _stop.Dispose();
    }

    private void BringToken(TokenBoard token)
    {
        if (token.Time.Shared is null)
        {
            _time.Run(token.Time, token.Step);
        }

        _field.Bring(token.Pn532);
    }
}
