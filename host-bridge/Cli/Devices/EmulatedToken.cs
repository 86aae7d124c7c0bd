using System.Globalization;
using PaymentCode.Boards;
using PaymentCode.Boards.Contactless;
using PaymentCode.Recognition;

namespace PaymentCode.Cli.Devices;

/// <summary>An emulated token that runs by itself at the pace of the clock; its serial link is open to other programs.</summary>
internal sealed class EmulatedToken : IAsyncDisposable
{
    private const int LookMs = 500;
    private const int PressMs = 120;
    private const int HoldMs = 2000;
    private const int SettleMs = 500;

    private readonly SerialEndpoint _endpoint;
    private readonly RealTimeBoard<TokenBoard> _running;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly KeptFile _memory;
    private readonly CancellationTokenSource _removed = new();
    private readonly Task _inReader;

    private EmulatedToken(TokenBoard board, SerialEndpoint endpoint, string? stateFile, (string Host, int Port)? vpcd)
    {
        (_endpoint, _memory) = (endpoint, KeptFile.Of(board.Fram, stateFile));
        _running = new RealTimeBoard<TokenBoard>(board, board.Serial, endpoint, _memory.Follow);
        _thread = new Thread(() => _running.Run(_stop.Token)) { IsBackground = true, Name = "emulated token" };
        _thread.Start();
        _inReader = vpcd is var (host, port) ? new PcscToken(_running, host, port).RunAsync(_removed.Token) : Task.CompletedTask;
    }

    /// <summary>What other programs open.</summary>
    public string Port => _endpoint.Name;

    /// <summary>Switches a token on.</summary>
    /// <param name="serial"><c>pty:LINK</c> or <c>tcp:PORT</c>.</param>
    /// <param name="seed">What is random on the board.</param>
    /// <param name="stateFile">File with the content of its memory, read now if it exists and written as that changes; null to forget.</param>
    /// <param name="vpcd"><c>HOST:PORT</c> where pcscd's virtual reader listens; null for a token that lies on no reader.</param>
    /// <exception cref="FormatException">An address is none.</exception>
    public static EmulatedToken Start(string serial, int seed, string? stateFile, string? vpcd = null)
    {
        WholeFile.RequireFolder(stateFile);
        (string, int)? reader = vpcd is null ? null : ParseAddress(vpcd);
        var fram = KeptFile.ReadMemory(stateFile);
        return new EmulatedToken(
            reader is null ? new TokenBoard(seed, fram) : TokenBoard.WithPn532(seed, fram), SerialEndpoint.Open(serial), stateFile, reader);
    }

    /// <summary>A short press, then as long as a person needs to see what happened.</summary>
    public Task PressAsync(CancellationToken stop) => PushAsync(PressMs, stop);

    /// <summary>A long press.</summary>
    public Task HoldAsync(CancellationToken stop) => PushAsync(HoldMs, stop);

    /// <summary>The display as a PNG of 128×64 pixels.</summary>
    public async Task<byte[]> PngAsync()
    {
        var isLit = await LookAsync();
        return PngWriter.Write(DisplayPicture.Columns, DisplayPicture.Rows, isLit);
    }

    /// <summary>The display as text.</summary>
    public async Task<string> TextPictureAsync() => TextPicture.Draw(DisplayPicture.Columns, DisplayPicture.Rows, await LookAsync());

    /// <summary>What is lit at this moment, kept.</summary>
    public async Task<Func<int, int, bool>> LookAsync()
    {
        var lit = new bool[DisplayPicture.Columns * DisplayPicture.Rows];
        await _running.DoAsync(board =>
        {
            for (var i = 0; i < lit.Length; i++)
            {
                lit[i] = board.Oled.IsLit(i % DisplayPicture.Columns, i / DisplayPicture.Columns);
            }
        });
        return (column, row) => lit[(row * DisplayPicture.Columns) + column];
    }

    /// <summary>Waits until its LED says that a decision is asked for.</summary>
    public async Task UntilAskedAsync(CancellationToken stop)
    {
        for (var isAsked = false; !isAsked; await Task.Delay(20, stop))
        {
            await _running.DoAsync(board => isAsked = board.Led.IsLit);
        }
    }

    /// <summary>Switches the supply.</summary>
    public Task PowerAsync(bool on) => _running.DoAsync(on ? board => board.PowerOn() : board => board.PowerOff());

    public async ValueTask DisposeAsync()
    {
        await _removed.CancelAsync();
        await _inReader;
        await _stop.CancelAsync();
        _thread.Join();
        _memory.Keep();
        _endpoint.Dispose();
        _stop.Dispose();
        _removed.Dispose();
    }

    // A person looks before he presses: the firmware takes no press that began in the moment when the picture changed.
    private async Task PushAsync(int ms, CancellationToken stop)
    {
        await PassAsync(LookMs, stop);
        await _running.DoAsync(board => board.Button.PressFor(ms));
        await PassAsync(ms + SettleMs, stop);
    }

    // Waits for time of the token's, which is late where the computer is busy.
    private async Task PassAsync(int ms, CancellationToken stop)
    {
        for (var (left, began) = ((long)ms, -1L); left > 0;)
        {
            await _running.DoAsync(board =>
            {
                began = began < 0 ? board.NowMs : began;
                left = began + ms - board.NowMs;
            });
            await Task.Delay((int)Math.Clamp(left, 1, ms), stop);
        }
    }

    private static (string Host, int Port) ParseAddress(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? (address[..colon], port)
            : throw new FormatException($"\"{address}\" is no address of a virtual reader: write HOST:PORT, 127.0.0.1:35963 for vpcd's own.");
    }
}
