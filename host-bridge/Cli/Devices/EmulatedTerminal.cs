using System.Text.Json;
using PaymentCode.Boards;
using PaymentCode.Core.Applet;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;
using PaymentCode.Recognition;

namespace PaymentCode.Cli.Devices;

/// <summary>
/// An emulated terminal that runs by itself at the pace of the clock, its serial link open to other programs, with the cards and the token that can be
/// held to its reader.
/// </summary>
internal sealed class EmulatedTerminal : IAsyncDisposable
{
    private const int KeyMs = 120;
    private const int PressMs = 120;
    private const int HoldMs = 2000;
    private const int SettleMs = 500;

    private readonly ShopCounter _counter;
    private readonly Dictionary<string, ContactlessCard> _cards = new(StringComparer.Ordinal);
    private readonly SerialEndpoint _endpoint;
    private readonly RealTimeBoard<ShopCounter> _running;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly KeptFile[] _kept;

    private EmulatedTerminal(ShopCounter counter, BankCard bankCard, SerialEndpoint endpoint, Files files)
    {
        (_counter, _endpoint) = (counter, endpoint);
        _kept = [KeptFile.Of(counter.Terminal.Fram, files.Terminal), KeptFile.Of(counter.Token.Fram, files.Token), Kept(bankCard, files.Card)];
        _cards.Add("bank", bankCard.Contactless);
        _running = new RealTimeBoard<ShopCounter>(counter, counter.Terminal.Serial, endpoint, () => Array.ForEach(_kept, static one => one.Follow()));
        _thread = new Thread(() => _running.Run(_stop.Token)) { IsBackground = true, Name = "emulated terminal" };
        _thread.Start();
    }

    /// <summary>What other programs open.</summary>
    public string Port => _endpoint.Name;

    /// <summary>Switches a terminal on, and a token beside it.</summary>
    /// <param name="serial"><c>pty:LINK</c> or <c>tcp:PORT</c>.</param>
    /// <param name="seed">What is random on the boards.</param>
    /// <param name="files">What is kept from one run to the next.</param>
    public static EmulatedTerminal Start(string serial, int seed, Files files)
    {
        WholeFile.RequireFolder(files.Terminal);
        WholeFile.RequireFolder(files.Token);
        WholeFile.RequireFolder(files.Card);
        var card = files.Card is not null && File.Exists(files.Card) ? ReadCard(files.Card) : EmulatedCards.Demonstration();
        var endpoint = SerialEndpoint.Open(serial);
        try
        {
            ShopCounter counter = new(new TerminalBoard(seed, KeptFile.ReadMemory(files.Terminal)), TokenBoard.WithPn532(seed + 1, KeptFile.ReadMemory(files.Token)));
            return new EmulatedTerminal(counter, card, endpoint, files);
        }
        catch
        {
            endpoint.Dispose();
            throw;
        }
    }

    /// <summary>Presses a key, then as long as a person needs to see what happened.</summary>
    /// <param name="key">A digit, or ok or cancel as they are printed: # and *.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task KeyAsync(string key, CancellationToken stop)
    {
        var printed = key switch
        {
            "ok" => '#',
            "cancel" => '*',
            [>= '0' and <= '9' or '#' or '*'] => key[0],
            _ => throw new CommandLineFailure($"there is no key \"{key}\": write a digit, ok or cancel"),
        };
        await _running.DoAsync(counter => counter.Terminal.Keypad.PressFor(printed, KeyMs));
        await PassAsync(2 * KeyMs, stop);
    }

    /// <summary>Holds a card or the token to the reader.</summary>
    /// <param name="name">One of <see cref="EmulatedCards.Names"/>.</param>
    public async Task BringAsync(string name)
    {
        if (name == EmulatedCards.Token)
        {
            await _running.DoAsync(counter => counter.Tap());
            return;
        }

        if (!_cards.TryGetValue(name, out var card))
        {
            card = EmulatedCards.Make(name);
            _cards.Add(name, card);
        }

        await _running.DoAsync(counter => counter.Terminal.Field.Bring(card));
    }

    /// <summary>Takes everything away from the reader.</summary>
    public Task ClearAsync() => _running.DoAsync(counter =>
    {
        counter.TakeToken();
        foreach (var card in _cards.Values)
        {
            counter.Terminal.Field.Remove(card);
        }
    });

    /// <summary>Presses the token's button.</summary>
    /// <param name="isLong">Whether it is held.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task PressTokenAsync(bool isLong, CancellationToken stop)
    {
        var ms = isLong ? HoldMs : PressMs;
        await PassAsync(SettleMs, stop);
        await _running.DoAsync(counter => counter.Token.Button.PressFor(ms));
        await PassAsync(ms + SettleMs, stop);
    }

    /// <summary>The display as a PNG of 240×320 pixels in colour.</summary>
    public async Task<byte[]> PngAsync()
    {
        var pixels = new int[Ili9341Chip.Width * Ili9341Chip.Height];
        await _running.DoAsync(counter =>
        {
            for (var i = 0; i < pixels.Length; i++)
            {
                pixels[i] = counter.Terminal.Panel.PixelAt(i % Ili9341Chip.Width, i / Ili9341Chip.Width);
            }
        });
        return PngWriter.WriteColour(Ili9341Chip.Width, Ili9341Chip.Height, (x, y) => pixels[(y * Ili9341Chip.Width) + x]);
    }

    /// <summary>What it waits for, as its display says: one of <see cref="TerminalApplet"/>'s State constants.</summary>
    public async Task<byte> StateAsync()
    {
        byte state = 0;
        await _running.DoAsync(counter => state = counter.Terminal.State);
        return state;
    }

    /// <summary>The token's display as a PNG of 128×64 pixels.</summary>
    public async Task<byte[]> TokenPngAsync() => PngWriter.Write(DisplayPicture.Columns, DisplayPicture.Rows, await LookAtTokenAsync());

    /// <summary>The token's display as text, once its LED says that a decision is asked for.</summary>
    public async Task<string> TokenTextPictureAsync(CancellationToken stop)
    {
        for (var isAsked = false; !isAsked; await Task.Delay(20, stop))
        {
            await _running.DoAsync(counter => isAsked = counter.Token.Led.IsLit);
        }

        return TextPicture.Draw(DisplayPicture.Columns, DisplayPicture.Rows, await LookAtTokenAsync());
    }

    /// <summary>Switches the terminal's supply.</summary>
    public Task PowerAsync(bool on) => _running.DoAsync(on ? counter => counter.Terminal.PowerOn() : counter => counter.Terminal.PowerOff());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _thread.Join();
        _counter.Dispose();
        Array.ForEach(_kept, static one => one.Keep());
        _endpoint.Dispose();
        _stop.Dispose();
    }

    /// <summary>Waits for time of the terminal's, which is late where the computer is busy.</summary>
    public async Task PassAsync(int ms, CancellationToken stop)
    {
        for (var (left, began) = ((long)ms, -1L); left > 0;)
        {
            await _running.DoAsync(counter =>
            {
                began = began < 0 ? counter.NowMs : began;
                left = began + ms - counter.NowMs;
            });
            await Task.Delay((int)Math.Clamp(left, 1, ms), stop);
        }
    }

    private async Task<Func<int, int, bool>> LookAtTokenAsync()
    {
        var lit = new bool[DisplayPicture.Columns * DisplayPicture.Rows];
        await _running.DoAsync(counter =>
        {
            for (var i = 0; i < lit.Length; i++)
            {
                lit[i] = counter.Token.Oled.IsLit(i % DisplayPicture.Columns, i / DisplayPicture.Columns);
            }
        });
        return (column, row) => lit[(row * DisplayPicture.Columns) + column];
    }

    // A card that is no file's stays as it is made.
    private static KeptFile Kept(BankCard card, string? file)
    {
        var described = file is not null && File.Exists(file) ? ReadCardFile(file) : null;
        return new KeptFile(
            described is null ? null : file, () => card.Counter, () => JsonSerializer.SerializeToUtf8Bytes(described! with { Counter = card.Counter }, JsonSerializerOptions.Web));
    }

    private static BankCard ReadCard(string file)
    {
        var card = ReadCardFile(file);
        try
        {
            return new BankCard(card.Pan, card.Expiry, Convert.FromHexString(card.Key), card.Counter);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw new CommandLineFailure(NoCard(file));
        }
    }

    private static CardFile ReadCardFile(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<CardFile>(File.ReadAllBytes(file), JsonSerializerOptions.Web)
                ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandLineFailure(NoCard(file));
        }
    }

    private static string NoCard(string file) =>
        $"{file} is no card: it takes pan (8 to 19 digits), expiry (YYMMDD), key (32 hexadecimal digits) and counter (0 to 65535)";

    /// <summary>Files that keep something from one run to the next; null for none.</summary>
    /// <param name="Terminal">The terminal's memory.</param>
    /// <param name="Token">The token's memory.</param>
    /// <param name="Card">The bank card: number, expiry, key and counter.</param>
    public sealed record Files(string? Terminal, string? Token, string? Card);

    /// <summary>A bank card in a file.</summary>
    private sealed record CardFile(string Pan, string Expiry, string Key, ushort Counter);
}
