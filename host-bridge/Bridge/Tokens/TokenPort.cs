using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Serial;
using PaymentCode.Core.Applet;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Tokens;

/// <summary>
/// A port that a token, or a terminal's board, may be plugged into and out of. While <see cref="RunAsync"/> runs it opens the port, finds the token, and begins again whenever
/// the line or the link ends.
/// </summary>
public sealed class TokenPort
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    readonly ISerialPort _port;
    readonly TimeProvider _time;
    readonly Random _random;
    readonly Turns _one = new();

    volatile Attachment? _attachment;
    long _lastUse;
    string _trouble = "";

    /// <summary>Makes the port; nothing is opened yet.</summary>
    /// <param name="port">The serial port.</param>
    /// <param name="time">The clock for pauses and repetition.</param>
    /// <param name="random">Numbers for the link, see <see cref="SerialLinkHost"/>; <see cref="Random.Shared"/> if not given.</param>
    public TokenPort(ISerialPort port, TimeProvider time, Random? random = null)
    {
        _random = random ?? Random.Shared;
        _port = port;
        _time = time;
        _lastUse = time.GetTimestamp();
    }

    /// <summary>A token was found; commands are taken from now on.</summary>
    public event Action<TokenInformation>? Attached;

    /// <summary>The token that was attached is gone, or its link failed.</summary>
    public event Action<TokenInformation>? Detached;

    /// <summary>Why there is no token, for a person; once for each new reason.</summary>
    public event Action<string>? Trouble;

    /// <summary>The attached token or terminal, or null.</summary>
    public TokenInformation? Token => _attachment?.Information;

    /// <summary>What is attached, or was last.</summary>
    public BoardKind Kind { get; private set; }

    /// <summary>How long ago the last command ended.</summary>
    public TimeSpan Idle => _time.GetElapsedTime(Interlocked.Read(ref _lastUse));

    /// <summary>Keeps the port open and the token found until cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                await using TokenLink link = await TokenLink.ConnectAsync(_port, _time, cancellation, _random);
                pause = FirstPause;
                await ServeAsync(link, cancellation);
            }
            catch (Exception exception) when (exception is SerialException or LinkException or NotATokenException)
            {
                Report(exception.Message);
            }

            await Task.Delay(pause, _time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Sends a command APDU to the attached token; callers wait for each other.</summary>
    /// <param name="apdu">The command.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="LinkException">There is no token, or no response; the command is not sent again.</exception>
    public async Task<byte[]> TransceiveAsync(byte[] apdu, CancellationToken cancellation)
    {
        using Turns.Turn turn = await _one.TakeAsync(cancellation);
        try
        {
            Attachment attachment = _attachment ?? throw new LinkException(LinkFailure.NotConnected, $"{_port.Name}: no token is attached.");
            try
            {
                return await attachment.Link.TransceiveAsync(apdu, cancellation);
            }
            catch (Exception exception) when (exception is LinkException { Failure: not LinkFailure.TooLong } or OperationCanceledException)
            {
                _attachment = null;
                attachment.Failed.TrySetResult();
                throw;
            }
        }
        finally
        {
            Interlocked.Exchange(ref _lastUse, _time.GetTimestamp());
        }
    }

    /// <summary>Serves one open line; a link that failed on it is reset and the token looked for again.</summary>
    async Task ServeAsync(TokenLink link, CancellationToken cancellation)
    {
        while (true)
        {
            Attachment attachment = new(link, link.Information);
            Kind = link.Kind;
            _attachment = attachment;
            _trouble = "";
            Attached?.Invoke(attachment.Information);
            try
            {
                await AttachedAsync(attachment, link, cancellation);
            }
            finally
            {
                _attachment = null;
                Detached?.Invoke(attachment.Information);
            }

            if (link.Ended.IsCompleted)
            {
                Report($"{_port.Name}: the {(Kind == BoardKind.Terminal ? "terminal" : "token")} was unplugged.");
                return;
            }

            await link.FindAsync(cancellation);
        }
    }

    /// <summary>Returns when the link failed or the line ended.</summary>
    static async Task AttachedAsync(Attachment attachment, TokenLink link, CancellationToken cancellation)
    {
        using CancellationTokenRegistration stop = cancellation.Register(() => attachment.Failed.TrySetCanceled(cancellation));
        _ = link.Ended.ContinueWith(
            _ => attachment.Failed.TrySetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await attachment.Failed.Task;
    }

    void Report(string trouble)
    {
        if (trouble != _trouble)
        {
            _trouble = trouble;
            Trouble?.Invoke(trouble);
        }
    }

    sealed record Attachment(TokenLink Link, TokenInformation Information)
    {
        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
