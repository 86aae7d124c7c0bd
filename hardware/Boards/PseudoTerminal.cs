using System.Runtime.InteropServices;

namespace PaymentCode.Boards;

/// <summary>A pseudo-terminal of Linux in raw mode (pty(7)), with a symbolic link of a fixed name that goes when it is closed.</summary>
public sealed class PseudoTerminal : SerialEndpoint
{
    private readonly string _link;
    private readonly string _device;
    private readonly int _master;
    private readonly int _slave;
    private bool _closed;

    /// <summary>Opens a pair and makes the link.</summary>
    /// <param name="link">Path of the link. A link that is there is replaced; anything else is left alone and refused.</param>
    /// <exception cref="IOException">No pair, or no link could be made, or this is not Linux.</exception>
    public PseudoTerminal(string link)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new IOException("A pseudo-terminal needs Linux here: use tcp:PORT.");
        }

        _link = Path.GetFullPath(link);
        _master = Libc.posix_openpt(Libc.ReadWrite | Libc.NoControllingTerminal | Libc.NonBlocking);
        byte[] name = new byte[128];
        if (_master < 0 || Libc.grantpt(_master) != 0 || Libc.unlockpt(_master) != 0 || Libc.ptsname_r(_master, name, name.Length) != 0)
        {
            throw Failed("open a pseudo-terminal");
        }

        _device = System.Text.Encoding.UTF8.GetString(name, 0, Array.IndexOf(name, (byte)0));

        // Held open here, so that its settings last and reading goes on when a program closes its end.
        _slave = Libc.open(_device, Libc.ReadWrite | Libc.NoControllingTerminal);
        byte[] settings = new byte[Libc.TermiosSpace];
        if (_slave < 0 || Libc.tcgetattr(_slave, settings) != 0)
        {
            throw Failed($"open {_device}");
        }

        Libc.cfmakeraw(settings);
        if (Libc.tcsetattr(_slave, 0, settings) != 0)
        {
            throw Failed($"set {_device} to raw mode");
        }

        MakeLink();
    }

    /// <inheritdoc/>
    public override string Name => _link;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => (int)Math.Max(0, Libc.read(_master, ref MemoryMarshal.GetReference(buffer), buffer.Length));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int written = (int)Libc.write(_master, in MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written <= 0)
            {
                return;
            }

            bytes = bytes[written..];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        if (new FileInfo(_link).LinkTarget == _device)
        {
            File.Delete(_link);
        }

        Close();
    }

    private void MakeLink()
    {
        FileInfo there = new(_link);
        try
        {
            if (there.LinkTarget != null)
            {
                File.Delete(_link);
            }

            File.CreateSymbolicLink(_link, _device);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            throw new IOException($"Cannot make the link {_link}: {e.Message}", e);
        }
    }

    private void Close()
    {
        if (_slave >= 0)
        {
            _ = Libc.close(_slave);
        }

        if (_master >= 0)
        {
            _ = Libc.close(_master);
        }
    }

    private IOException Failed(string what)
    {
        IOException failure = new($"Cannot {what}: {Marshal.GetLastPInvokeErrorMessage()}");
        Close();
        return failure;
    }

    private static class Libc
    {
        public const int ReadWrite = 2;
        public const int NoControllingTerminal = 0x100;
        public const int NonBlocking = 0x800;

        // struct termios is 60 bytes in glibc and musl on Linux.
        public const int TermiosSpace = 128;

        [DllImport("libc", SetLastError = true)]
        public static extern int posix_openpt(int flags);

        [DllImport("libc", SetLastError = true)]
        public static extern int grantpt(int master);

        [DllImport("libc", SetLastError = true)]
        public static extern int unlockpt(int master);

        [DllImport("libc", SetLastError = true)]
        public static extern int ptsname_r(int master, byte[] name, nint length);

        [DllImport("libc", SetLastError = true)]
        public static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", SetLastError = true)]
        public static extern int tcgetattr(int file, byte[] settings);

        [DllImport("libc")]
        public static extern void cfmakeraw(byte[] settings);

        [DllImport("libc", SetLastError = true)]
        public static extern int tcsetattr(int file, int when, byte[] settings);

        [DllImport("libc", SetLastError = true)]
        public static extern nint read(int file, ref byte buffer, nint count);

        [DllImport("libc", SetLastError = true)]
        public static extern nint write(int file, in byte buffer, nint count);

        [DllImport("libc", SetLastError = true)]
        public static extern int close(int file);
    }
}
