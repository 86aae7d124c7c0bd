using System.Threading.Channels;
using PaymentCode.Boards;
using PaymentCode.Bridge.Serial;

namespace PaymentCode.Bridge.Tests;

/// <summary>
/// The cable to an emulated token. The board runs while the host writes, on its own virtual time, until it has answered or a second is over; an unplugged
/// cable ends the line, and opening it again plugs it in.
/// </summary>
sealed class BoardLine(TokenBoard board) : ISerialPort
{
    const int LongestAnswerMs = 1000;
    const int QuietMs = 30;

    public string Name => "board";

    public ValueTask<ISerialChannel> OpenAsync(CancellationToken cancellation)
    {
        board.Serial.Plug();
        board.Serial.ReceiveAll();
        return ValueTask.FromResult<ISerialChannel>(new Line(board));
    }

    sealed class Line(TokenBoard board) : ISerialChannel
    {
        readonly Channel<byte[]> _toHost = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
        byte[] _rest = [];

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            if (_rest.Length == 0)
            {
                if (!await _toHost.Reader.WaitToReadAsync(cancellation) || !_toHost.Reader.TryRead(out byte[]? next))
                {
                    return 0;
                }

                _rest = next;
            }

            int count = Math.Min(buffer.Length, _rest.Length);
            _rest.AsSpan(0, count).CopyTo(buffer.Span);
            _rest = _rest[count..];
            return count;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
        {
            board.Serial.Send(data.Span);
            long end = board.NowMs + LongestAnswerMs;
            while (board.NowMs < end && board.Serial.IsPlugged)
            {
                board.Step();
                byte[] arrived = board.Serial.ReceiveAll();
                if (arrived.Length > 0)
                {
                    end = Math.Min(end, board.NowMs + QuietMs);
                    _toHost.Writer.TryWrite(arrived);
                }
            }

            if (!board.Serial.IsPlugged)
            {
                _toHost.Writer.TryComplete();
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
