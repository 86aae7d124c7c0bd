using System.Buffers.Binary;
using PaymentCode.Boards;
using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bridge.Tests.Firmware;

/// <summary>A token with keys known to the test, on its board, behind its cable; and the bank's side of SCP03, without a bank.</summary>
sealed class IssuedToken : IAsyncDisposable
{
    public const uint Now = 1_772_355_600;

    static readonly Lazy<Task<byte[]>> Image = new(PersonaliseAsync);

    readonly BoardLine _line;
    readonly Random _random = new(1);
    readonly ImpatientTime _time = new(longest: TimeSpan.FromSeconds(1));
    Scp03Host? _host;
    byte _challenge;

    IssuedToken(byte[] image)
    {
        Board = new TokenBoard(1, image);
        _line = new BoardLine(Board);
    }

    public static byte[] Serial { get; } = [0x50, 0x43, 0, 0, 0, 0, 0, 1];

    public static KeySet Keys { get; } = new(2, Bytes(0x10, 16), Bytes(0x20, 16), Bytes(0x30, 16), Bytes(0x40, 32), Bytes(0x50, 32));

    public TokenBoard Board { get; }

    public SerialLinkHost Link { get; private set; } = null!;

    public static async Task<IssuedToken> CreateAsync()
    {
        IssuedToken token = new(await Image.Value);
        await token.PlugInAsync();
        return token;
    }

    public static TransactionData Transaction(uint nonce, byte holder) => new()
    {
        AmountMinor = 10000,
        CurrencyNumeric = 156,
        Exponent = 2,
        Payee = "ATM",
        Reservation = 42,
        Holder = holder,
        Nonce = nonce,
        ExpiresAt = Now + 3600,
    };

    /// <summary>Plugs the cable in, resets the link and selects the application.</summary>
    public async Task PlugInAsync()
    {
        if (Link is not null)
        {
            await Link.DisposeAsync();
        }

        Link = new SerialLinkHost(await _line.OpenAsync(default), _time, _random);
        await Link.ResetAsync(default);
        byte[] answer = await Link.TransceiveAsync(
            new CommandApdu(TokenApplet.ClaIso, TokenApplet.InsSelect, TokenApplet.SelectByName, 0, TokenApplet.Aid(), 256).ToBytes(), default);
        CollectionAssert.AreEqual(new byte[] { 0x90, 0x00 }, answer[^2..]);
    }

    /// <summary>Opens a secure channel and sets the clock.</summary>
    public async Task OpenChannelAsync()
    {
        _host = await OpenChannelAsync(Link.TransceiveAsync, Keys.Channel(), ++_challenge);
        byte[] seconds = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(seconds, Now);
        await SendAsync(new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsPutData, 0xDF, 0x21, seconds));
    }

    /// <summary>Sends a protected command; the answer must be the token's and 9000.</summary>
    public async Task<byte[]> SendAsync(CommandApdu command)
    {
        byte[] answer = await Link.TransceiveAsync(_host!.Wrap(command).ToBytes(), default);
        Assert.IsTrue(_host.TryUnwrap(answer, out ResponseApdu plain, out bool isAuthentic) && isAuthentic, Convert.ToHexString(answer));
        Assert.AreEqual(StatusWord.Success, plain.StatusWord);
        return plain.Data;
    }

    public Task GenerateAsync(uint nonce, byte holder = TokenApplet.HolderToken) =>
        SendAsync(new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsGenerateCode, 0, 0, Transaction(nonce, holder).ToBytes()));

    public Task CancelAsync(uint nonce) =>
        SendAsync(new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsCancel, 0, 0, TransactionStatus.Query(nonce)));

    public async Task<TransactionStatus> GetStatusAsync(uint nonce)
    {
        byte[] data = await SendAsync(new CommandApdu(TokenApplet.ClaSecure, TokenApplet.InsGetStatus, 0, 0, TransactionStatus.Query(nonce), 256));
        Assert.IsTrue(TransactionStatus.TryParse(data, out TransactionStatus status));
        Assert.AreEqual(nonce, status.Nonce);
        return status;
    }

    public ValueTask DisposeAsync() => Link.DisposeAsync();

    public static async Task<Scp03Host> OpenChannelAsync(Func<byte[], CancellationToken, Task<byte[]>> transceive, Scp03Keys keys, byte challenge)
    {
        Scp03Host host = new([challenge, 0, 0, 0, 0, 0, 0, 0]);
        byte[] response = await transceive(host.InitializeUpdate(0).ToBytes(), default);
        Assert.IsTrue(ResponseApdu.TryParse(response, 0, response.Length, out ResponseApdu initialized));
        Assert.IsTrue(host.TryOpen(initialized, keys), Convert.ToHexString(response));
        CollectionAssert.AreEqual(new byte[] { 0x90, 0x00 }, await transceive(host.ExternalAuthenticate().ToBytes(), default));
        return host;
    }

    static async Task<byte[]> PersonaliseAsync()
    {
        TokenBoard board = new(1);
        await using TokenLink link = await TokenLink.ConnectAsync(new BoardLine(board), new ImpatientTime(TimeSpan.FromSeconds(1)), default);
        TokenRegistration registration = TokenRegistration.Create(Serial);
        await TokenIssuer.IssueAsync(link, registration, default);
        Scp03Keys transport = new(
            (byte)registration.KeyVersion,
            Convert.FromHexString(registration.Enc),
            Convert.FromHexString(registration.Mac),
            Convert.FromHexString(registration.Dek));
        Scp03Host host = await OpenChannelAsync(link.TransceiveAsync, transport, 99);
        CommandApdu putKey = new(TokenApplet.ClaSecure, TokenApplet.InsPutKey, 1, TokenApplet.PutKeyFirstOfSeveral, Keys.ToBytes(host.EncryptKey), 256);
        byte[] answer = await link.TransceiveAsync(host.Wrap(putKey).ToBytes(), default);
        Assert.IsTrue(host.TryUnwrap(answer, out ResponseApdu plain, out bool isAuthentic) && isAuthentic && plain.StatusWord == StatusWord.Success);
        return board.FramImage;
    }

    static byte[] Bytes(byte first, int count) => [.. Enumerable.Range(first, count).Select(value => (byte)value)];
}
