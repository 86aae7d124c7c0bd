using System.Threading.Channels;
using PaymentCode.Bridge.Serial;
using PaymentCode.Emulation;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Devices;

/// <summary>The port of the customer's or the shop's computer that a board is plugged into, and the cable.</summary>
internal sealed class UsbPort : ISerialPort
{
    private readonly SerialLine _line;
    private readonly FrameTap _toBoard;
    private readonly FrameTap _fromBoard;
    private readonly byte[] _buffer = new byte[4096];
    private OpenLine? _open;

    /// <summary>A port with the board's plug in it.</summary>
    /// <param name="computer">Whose port it is: <c>bridge</c> or <c>shop</c>.</param>
    /// <param name="name">What is plugged in.</param>
    /// <param name="line">The board's cable.</param>
    /// <param name="log">Where frames are recorded.</param>
    /// <param name="polls">What leaves out those that say nothing; null to record all.</param>
    public UsbPort(string computer, string name, SerialLine line, EventLog log, QuietPolls? polls = null)
    {
        (Name, _line) = (name, line);
        (_toBoard, _fromBoard) = (new FrameTap(log, computer, name, polls), new FrameTap(log, name, computer, polls));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether the plug is in.</summary>
    public bool IsPlugged => _line.IsPlugged;

    /// <summary>Puts the plug in or takes it out.</summary>
    public void Plug(bool isIn)
    {
        if (isIn)
        {
            _line.Plug();
        }
        else
        {
            _line.Unplug();
            Carry();
        }
    }

    /// <summary>Carries what has arrived, and notices when the plug is out.</summary>
    public void Carry()
    {
        int count;
        while ((count = _line.Receive(_buffer)) > 0)
        {
            _fromBoard.Hear(_buffer.AsSpan(0, count));
            _open?.Arrive(_buffer.AsSpan(0, count));
        }

        if (!_line.IsPlugged)
        {
            _open?.End();
            _open = null;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ISerialChannel> OpenAsync(CancellationToken cancellation)
    {
        if (!_line.IsPlugged)
        {
            throw new SerialException(SerialFault.Absent, $"{Name}: nothing is plugged in.");
        }

        _open?.End();
        _open = new OpenLine(this);
        return ValueTask.FromResult<ISerialChannel>(_open);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        _toBoard.Hear(bytes);
        if (_line.Send(bytes) < bytes.Length)
        {
            throw new SerialException(SerialFault.Failed, $"{Name}: the board does not take what is sent.");
        }
    }

    private sealed class OpenLine(UsbPort port) : ISerialChannel
    {
        private readonly Channel<byte[]> _arrived = Channel.CreateUnbounded<byte[]>();
        private byte[] _rest = [];

        public void Arrive(ReadOnlySpan<byte> bytes) => _arrived.Writer.TryWrite(bytes.ToArray());

        public void End() => _arrived.Writer.TryComplete();

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            while (_rest.Length == 0 && await _arrived.Reader.WaitToReadAsync(cancellation))
            {
                _arrived.Reader.TryRead(out var bytes);
                _rest = bytes ?? [];
            }

            var count = Math.Min(_rest.Length, buffer.Length);
            _rest.AsMemory(0, count).CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
        {
            port.Send(data.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            End();
            if (port._open == this)
            {
                port._open = null;
            }

            return ValueTask.CompletedTask;
        }
    }
}
