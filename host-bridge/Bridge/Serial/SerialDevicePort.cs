using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace PaymentCode.Bridge.Serial;

/// <summary>A serial device or pseudo-terminal on Linux, opened raw at 115200 8N1 for this process alone.</summary>
sealed class SerialDevicePort(string path) : ISerialPort
{
    const string PseudoTerminals = "/dev/pts/";

    public string Name => path;

    public ValueTask<ISerialChannel> OpenAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!OperatingSystem.IsLinux())
        {
            throw new SerialException(SerialFault.NotSerial, $"{path}: serial devices are opened on Linux only; elsewhere use tcp:HOST:PORT.");
        }

        int error = LinuxTerminal.TryOpen(path, out SafeFileHandle handle);
        if (error == 0)
        {
            error = LinuxTerminal.TryLock(handle, IsPseudoTerminal());
        }

        if (error == 0)
        {
            error = LinuxTerminal.TrySetRaw(handle);
        }

        if (error != 0)
        {
            handle.Dispose();
            throw Explain(error);
        }

        return ValueTask.FromResult<ISerialChannel>(new Channel(path, handle));
    }

    bool IsPseudoTerminal()
    {
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        return target.StartsWith(PseudoTerminals, StringComparison.Ordinal);
    }

    SerialException Explain(int error) => error switch
    {
        LinuxTerminal.NoEntry or LinuxTerminal.NoDevice or LinuxTerminal.NoSuchDeviceOrAddress or LinuxTerminal.InputOutput =>
            new(SerialFault.Absent, $"{path}: no such device. Is the board plugged in?"),
        LinuxTerminal.AccessDenied or LinuxTerminal.NotPermitted =>
            new(SerialFault.NotPermitted, $"{path}: permission denied. Add your user to the device's group (on Debian: dialout) and log in again."),
        LinuxTerminal.DeviceBusy => new(SerialFault.Busy, $"{path}: in use by another program. Close it, or give another port."),
        LinuxTerminal.NotATerminal or LinuxTerminal.IsDirectory => new(SerialFault.NotSerial, $"{path}: not a serial device. Give the adapter's, such as /dev/ttyUSB0, or a pseudo-terminal."),
        _ => new(SerialFault.Failed, $"{path}: {Marshal.GetPInvokeErrorMessage(error)}."),
    };

    /// <summary>The open line. A thread of its own waits for bytes, because Linux has no asynchronous wait for terminals that .NET could use.</summary>
    sealed class Channel : ISerialChannel
    {
        const int ChunkLength = 512;
        const int MaxWaitingChunks = 256;

        readonly string _path;
        readonly SafeFileHandle _handle;
        readonly SafeFileHandle _wake = LinuxTerminal.CreateEvent();
        readonly Thread _reader;
        readonly Channel<byte[]> _arrived = System.Threading.Channels.Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(MaxWaitingChunks) { FullMode = BoundedChannelFullMode.DropWrite });

        ReadOnlyMemory<byte> _rest;

        public Channel(string path, SafeFileHandle handle)
        {
            _path = path;
            _handle = handle;
            _reader = new Thread(ReadUntilClosed) { IsBackground = true, Name = "serial " + path };
            _reader.Start();
        }

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            if (_rest.IsEmpty)
            {
                if (!await _arrived.Reader.WaitToReadAsync(cancellation) || !_arrived.Reader.TryRead(out byte[]? chunk))
                {
                    return 0;
                }

                _rest = chunk;
            }

            int count = Math.Min(buffer.Length, _rest.Length);
            _rest[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
        {
            while (!data.IsEmpty)
            {
                cancellation.ThrowIfCancellationRequested();
                nint written = LinuxTerminal.Write(_handle, in data.Span[0], (nuint)data.Length);
                if (written > 0)
                {
                    data = data[(int)written..];
                    continue;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error is not (LinuxTerminal.TryAgain or LinuxTerminal.Interrupted))
                {
                    throw new SerialException(SerialFault.Failed, $"{_path}: the line failed ({Marshal.GetPInvokeErrorMessage(error)}).");
                }

                // The kernel's buffer is full: 4,096 bytes take a third of a second at 115200 baud.
                await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
            }
        }

        public ValueTask DisposeAsync()
        {
            byte[] one = BitConverter.GetBytes(1UL);
            LinuxTerminal.Write(_wake, in one[0], (nuint)one.Length);
            _reader.Join();
            _wake.Dispose();
            _handle.Dispose();
            return ValueTask.CompletedTask;
        }

        void ReadUntilClosed()
        {
            byte[] buffer = new byte[ChunkLength];
            LinuxTerminal.PollEntry[] entries =
            [
                new() { Descriptor = _handle.DangerousGetHandle().ToInt32(), Events = LinuxTerminal.PollIn },
                new() { Descriptor = _wake.DangerousGetHandle().ToInt32(), Events = LinuxTerminal.PollIn },
            ];
            while (true)
            {
                LinuxTerminal.Poll(entries, (nuint)entries.Length, timeoutMs: -1);
                if (entries[1].Returned != 0)
                {
                    break;
                }

                nint count = LinuxTerminal.Read(_handle, buffer, (nuint)buffer.Length);
                if (count > 0)
                {
                    _arrived.Writer.TryWrite(buffer[..(int)count]);
                }
                else if (count == 0 || Marshal.GetLastPInvokeError() is not (LinuxTerminal.TryAgain or LinuxTerminal.Interrupted))
                {
                    break;
                }
            }

            _arrived.Writer.Complete();
        }
    }
}
