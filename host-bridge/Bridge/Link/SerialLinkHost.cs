using System.Buffers.Binary;
using System.Threading.Channels;
using PaymentCode.Bridge.Serial;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Link;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Link;

/// <summary>
/// The host's end of the serial link (docs/PROTOCOLS.md section 4): frames, sequence numbers, repetition, reset. One command is outstanding at a time.
/// A frame is repeated byte for byte, so that the board answers again without executing again; where the board has forgotten, the failure is reported
/// and nothing is repeated. After a <see cref="LinkException"/> of kind Lost or Reset the link must be reset before the next command.
/// </summary>
public sealed class SerialLinkHost : IAsyncDisposable
{
    /// <summary>How often a frame is repeated before the link counts as lost.</summary>
    public const int MaxRepetitions = 5;

    const int ReadLength = 512;
    const int MaxWaitingFrames = 8;
    const byte NotReset = 0;

    readonly ISerialChannel _channel;
    readonly TimeProvider _time;
    readonly Random _random;
    readonly FrameDecoder _decoder = new();
    readonly Turns _one = new();
    readonly CancellationTokenSource _closing = new();
    readonly Task _reader;
    readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MaxWaitingFrames) { FullMode = BoundedChannelFullMode.DropOldest, SingleWriter = true });

    byte _sequence = NotReset;

    /// <summary>Starts to listen on an open line, which it owns from now on.</summary>
    /// <param name="channel">The line.</param>
    /// <param name="time">The clock for repetition.</param>
    /// <param name="random">For reset ids and the first sequence number; they tell conversations apart and are no secret.</param>
    public SerialLinkHost(ISerialChannel channel, TimeProvider time, Random random)
    {
        _channel = channel;
        _time = time;
        _random = random;
        _reader = ReadFramesAsync();
    }

    /// <summary>How long the board has for an answer before the frame is repeated.</summary>
    public static TimeSpan AnswerTime { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Completes when the line has ended, as when the board is unplugged; with an exception if the line says why.</summary>
    public Task Ended => _reader;

    /// <summary>The longest command the board takes, in bytes; known after a reset.</summary>
    public int MaxApduLength { get; private set; }

    /// <summary>Frames dropped so far because they were damaged, too long or cut short.</summary>
    public int DroppedFrames => _decoder.WrongChecks + _decoder.TooLong + _decoder.Incomplete;

    /// <summary>Starts afresh: both ends forget sequence and stored answer; the board also closes its secure channel.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="LinkException">Nobody answers (<see cref="LinkFailure.Lost"/>).</exception>
    public async Task ResetAsync(CancellationToken cancellation)
    {
        using Turns.Turn turn = await _one.TakeAsync(cancellation);
        _sequence = NotReset;
        byte[] reset = new byte[1 + LinkControl.IdLength];
        _random.NextBytes(reset);
        reset[0] = LinkControl.Reset;
        byte[] done = await ExchangeAsync(
            FrameEncoder.Encode(LinkControl.Sequence, reset, 0, reset.Length), frame => IsResetDone(frame, reset), cancellation);
        MaxApduLength = Math.Min((int)CommandApdu.MaxLength, (int)BinaryPrimitives.ReadUInt16BigEndian(done.AsSpan(2 + LinkControl.IdLength)));
        _sequence = (byte)_random.Next(1, LinkControl.LastSequence + 1);
    }

    /// <summary>Sends a command APDU and returns the board's response APDU.</summary>
    /// <param name="apdu">The command, at most <see cref="MaxApduLength"/> bytes.</param>
    /// <param name="cancellation">Ends the waiting; the link must then be reset.</param>
    /// <exception cref="LinkException">There is no response; see <see cref="LinkFailure"/> for what that means.</exception>
    public async Task<byte[]> TransceiveAsync(byte[] apdu, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(apdu);
        using Turns.Turn turn = await _one.TakeAsync(cancellation);
        byte sequence = _sequence;
        if (sequence == NotReset)
        {
            throw new LinkException(LinkFailure.NotConnected, "The serial link has not been reset since it failed.");
        }

        if (apdu.Length > MaxApduLength)
        {
            throw new LinkException(LinkFailure.TooLong, $"The command has {apdu.Length} bytes; the board takes {MaxApduLength}.");
        }

        // Until the answer is here the link counts as broken, whichever way this method is left.
        _sequence = NotReset;
        byte[] frame = FrameEncoder.Encode(sequence, apdu, 0, apdu.Length);
        byte[] answer = await ExchangeAsync(frame, received => IsAnswer(received, sequence), cancellation);
        _sequence = LinkControl.Next(sequence);
        return answer[1..];
    }

    /// <summary>Closes the line.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        _closing.Cancel();
        await _channel.DisposeAsync();
        await _reader.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _closing.Dispose();
    }

    static bool IsResetDone(byte[] frame, byte[] reset) =>
        frame.Length == 2 + LinkControl.IdLength + 2
        && frame[0] == (LinkControl.FromBoard | LinkControl.Sequence)
        && frame[1] == LinkControl.ResetDone
        && frame.AsSpan(2, LinkControl.IdLength).SequenceEqual(reset.AsSpan(1));

    static bool IsResetNeeded(byte[] frame) =>
        frame.Length == 2 && frame[0] == (LinkControl.FromBoard | LinkControl.Sequence) && frame[1] == LinkControl.ResetNeeded;

    static bool IsAnswer(byte[] frame, byte sequence)
    {
        if (IsResetNeeded(frame))
        {
            throw new LinkException(LinkFailure.Reset, "The board restarted; whether it executed the command is not known.");
        }

        return frame[0] == (LinkControl.FromBoard | sequence) && frame.Length - 1 is >= 2 and <= ResponseApdu.MaxLength;
    }

    async Task<byte[]> ExchangeAsync(byte[] frame, Func<byte[], bool> isWanted, CancellationToken cancellation)
    {
        // What arrived while nothing was asked answers nothing.
        while (_frames.Reader.TryRead(out _))
        {
        }

        for (int sent = 0; sent <= MaxRepetitions; sent++)
        {
            using CancellationTokenSource timeout = new(AnswerTime, _time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
            try
            {
                await _channel.WriteAsync(frame, either.Token);
                while (true)
                {
                    if (!_frames.Reader.TryRead(out byte[]? received))
                    {
                        received = await _frames.Reader.ReadAsync(either.Token);
                    }

                    if (isWanted(received))
                    {
                        return received;
                    }
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                continue;
            }
            catch (Exception exception) when (exception is ChannelClosedException or SerialException or ObjectDisposedException)
            {
                throw new LinkException(LinkFailure.Lost, "The serial line ended. Was the board unplugged?", exception);
            }
        }

        throw new LinkException(LinkFailure.Lost, $"The board does not answer ({MaxRepetitions} repetitions).");
    }

    async Task ReadFramesAsync()
    {
        byte[] buffer = new byte[ReadLength];
        try
        {
            int count;
            while ((count = await _channel.ReadAsync(buffer, _closing.Token)) > 0)
            {
                for (int i = 0; i < count; i++)
                {
                    if (_decoder.Push(buffer[i]))
                    {
                        _frames.Writer.TryWrite(_decoder.Buffer[.._decoder.Length]);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
        }
        finally
        {
            _frames.Writer.TryComplete();
        }
    }
}
