using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bank.Tokens;

/// <summary>How an attempt to talk to a board under SCP03 ended.</summary>
internal enum ExchangeResult
{
    /// <summary>The answer carries the board's MAC.</summary>
    Authentic,

    /// <summary>A bare error status: the board's, or somebody's on the way.</summary>
    BareStatus,

    /// <summary>No answer, or one that the board did not make.</summary>
    None,
}

/// <summary>An answer to a protected command.</summary>
/// <param name="Result">Whether the board made it.</param>
/// <param name="StatusWord">The status word, unless <see cref="ExchangeResult.None"/>.</param>
/// <param name="Data">The data, if authentic.</param>
internal readonly record struct SecureAnswer(ExchangeResult Result, ushort? StatusWord, byte[] Data)
{
    public static SecureAnswer None => new(ExchangeResult.None, null, []);

    public bool IsDone => Result == ExchangeResult.Authentic && StatusWord == Core.Apdu.StatusWord.Success;
}

/// <summary>One secure channel to a board on one line. Its commands follow each other; each is sent when the answer to the one before is here.</summary>
internal sealed class SecureExchange
{
    private readonly IApduLine _line;
    private readonly Scp03Host _host;

    private SecureExchange(IApduLine line, Scp03Host host, int keyVersion)
    {
        _line = line;
        _host = host;
        KeyVersion = keyVersion;
    }

    /// <summary>Version of the keys that the board proved to have.</summary>
    public int KeyVersion { get; }

    /// <summary>
    /// SELECT, INITIALIZE UPDATE, EXTERNAL AUTHENTICATE. Null if the board did not prove itself; then nothing but these was sent, and the status word is a hint that
    /// proves nothing.
    /// </summary>
    /// <param name="line">The way to the board.</param>
    /// <param name="aid">The application on it.</param>
    /// <param name="keysOf">The channel keys of a version that the board may have; null for any other.</param>
    /// <param name="randomness">Gives the host challenge.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<(SecureExchange? Exchange, ushort? StatusWord)> TryOpenAsync(
        IApduLine line, byte[] aid, Func<int, Scp03Keys?> keysOf, Randomness randomness, CancellationToken cancellation)
    {
        var select = new CommandApdu(TokenApplet.ClaIso, TokenApplet.InsSelect, TokenApplet.SelectByName, 0, aid, 256);
        var selected = await AskAsync(line, select, cancellation);
        if (selected is not { StatusWord: StatusWord.Success })
        {
            return (null, selected?.StatusWord);
        }

        var host = new Scp03Host(randomness.Bytes(8));
        var response = await AskAsync(line, host.InitializeUpdate(0), cancellation);
        var version = response is null ? -1 : Scp03Host.KeyVersionOf(response);
        if (version <= 0 || keysOf(version) is not { } keys || !host.TryOpen(response, keys))
        {
            return (null, ErrorOf(response));
        }

        var authenticated = await AskAsync(line, host.ExternalAuthenticate(), cancellation);
        return authenticated is { StatusWord: StatusWord.Success }
            ? (new SecureExchange(line, host, version), null)
            : (null, ErrorOf(authenticated));
    }

    /// <summary>Sends a command under the channel. After anything but an authentic answer the channel is of no further use.</summary>
    public async Task<SecureAnswer> SendAsync(CommandApdu plain, CancellationToken cancellation)
    {
        var answer = await _line.AskAsync(_host.Wrap(plain).ToBytes(), cancellation);
        if (answer.Response is null || !_host.TryUnwrap(answer.Response, out var response, out var isAuthentic))
        {
            return SecureAnswer.None;
        }

        return new SecureAnswer(isAuthentic ? ExchangeResult.Authentic : ExchangeResult.BareStatus, response.StatusWord, isAuthentic ? response.Data : []);
    }

    /// <summary>The data of PUT KEY under this channel.</summary>
    public byte[] Encrypt(KeySet keys) => keys.ToBytes(_host.EncryptKey);

    /// <summary>Erases the session keys.</summary>
    public void Close() => _host.Close();

    private static async Task<ResponseApdu?> AskAsync(IApduLine line, CommandApdu command, CancellationToken cancellation)
    {
        var answer = await line.AskAsync(command.ToBytes(), cancellation);
        return answer.Response is { } bytes && ResponseApdu.TryParse(bytes, 0, bytes.Length, out var response) ? response : null;
    }

    private static ushort? ErrorOf(ResponseApdu? response) => response is null or { StatusWord: StatusWord.Success } ? null : response.StatusWord;
}
