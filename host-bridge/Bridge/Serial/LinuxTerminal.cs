using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PaymentCode.Bridge.Serial;

/// <summary>
/// The system calls for a serial line on Linux (termios(3), ioctl_tty(2)). The kernel's own <c>struct termios2</c> is used, not the C library's
/// <c>struct termios</c>: its layout and numbers are the same with every C library on x86, ARM and RISC-V.
/// <code>
/// offset 0 c_iflag(4)  4 c_oflag(4)  8 c_cflag(4)  12 c_lflag(4)  16 c_line(1)  17 c_cc(19)  36 c_ispeed(4)  40 c_ospeed(4)
/// </code>
/// </summary>
static partial class LinuxTerminal
{
    public const int BitsPerSecond = 115200;

    public const short PollIn = 0x001;
    public const short PollOut = 0x004;

    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int InputOutput = 5;
    public const int NoSuchDeviceOrAddress = 6;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int DeviceBusy = 16;
    public const int NoDevice = 19;
    public const int IsDirectory = 21;
    public const int NotATerminal = 25;
    public const int Interrupted = 4;

    const int OpenReadWrite = 0x2;
    const int OpenNoControllingTerminal = 0x100;
    const int OpenNonBlocking = 0x800;
    const int CloseOnExec = 0x80000;
    const int LockExclusiveNow = 0x2 | 0x4;

    const uint GetTermios2 = 0x802C542A;
    const uint SetTermios2 = 0x402C542B;
    const uint Exclusive = 0x540C;
    const uint Flush = 0x540B;
    const nint FlushBoth = 2;

    const int Termios2Length = 44;
    const uint EightBits = 0x30;
    const uint EnableReceiver = 0x80;
    const uint IgnoreModemLines = 0x800;
    const uint SpeedIsGiven = 0x1000;
    const int MinimumTimeOffset = 17 + 5;
    const int MinimumCountOffset = 17 + 6;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>Opens a device without waiting for a carrier and without making it the process's terminal. Returns the error number, 0 when done.</summary>
    public static int TryOpen(string path, out SafeFileHandle handle)
    {
        int descriptor = Open(path, OpenReadWrite | OpenNoControllingTerminal | OpenNonBlocking | CloseOnExec);
        int error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return error;
    }

    /// <summary>
    /// Takes the line for this process alone. The lock works against every program that locks, root's too; the exclusive mode makes the kernel refuse
    /// other openings, and is left out for pseudo-terminals, where it would outlive this process as long as the other side holds the line open.
    /// </summary>
    public static int TryLock(SafeFileHandle handle, bool isPseudoTerminal)
    {
        if (FileLock(handle, LockExclusiveNow) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            return error == TryAgain ? DeviceBusy : error;
        }

        return isPseudoTerminal ? 0 : ErrorOf(Control(handle, Exclusive, 0));
    }

    /// <summary>115200 baud, 8 data bits, no parity, 1 stop bit, no flow control, nothing translated; modem lines stay as they are at closing.</summary>
    public static int TrySetRaw(SafeFileHandle handle)
    {
        byte[] termios = new byte[Termios2Length];
        int error = ErrorOf(Control(handle, GetTermios2, termios));
        if (error != 0)
        {
            return error;
        }

        termios.AsSpan().Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(termios.AsSpan(8), EightBits | EnableReceiver | IgnoreModemLines | SpeedIsGiven);
        termios[MinimumTimeOffset] = 0;
        termios[MinimumCountOffset] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(termios.AsSpan(36), BitsPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(termios.AsSpan(40), BitsPerSecond);
        error = ErrorOf(Control(handle, SetTermios2, termios));
        return error != 0 ? error : ErrorOf(Control(handle, Flush, FlushBoth));
    }

    /// <summary>An event that wakes a thread out of <see cref="Poll"/>.</summary>
    public static SafeFileHandle CreateEvent() => new(EventDescriptor(0, CloseOnExec | OpenNonBlocking), ownsHandle: true);

    static int ErrorOf(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll([In, Out] PollEntry[] entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle handle, [Out] byte[] buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle handle, ref readonly byte data, nuint count);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FileLock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, nuint request, [In, Out] byte[] argument);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventDescriptor(uint initial, int flags);
}
