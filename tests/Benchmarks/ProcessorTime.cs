using System.Runtime.InteropServices;

namespace PaymentCode.Benchmarks;

/// <summary>
/// Processor time, user and system, in milliseconds (POSIX getrusage). On a core of one's own it is the time that passes; on a shared one it is what
/// would pass if the others were not there.
/// </summary>
internal static partial class ProcessorTime
{
    private const int Self = 0;
    private const int Children = -1;

    /// <summary>Of this process with all its threads.</summary>
    internal static double OwnMs() => Read(Self);

    /// <summary>Of the child processes that have ended.</summary>
    internal static double ChildrenMs() => Read(Children);

    private static double Read(int who)
    {
        // struct rusage: two timevals of seconds and microseconds, then fourteen counters.
        Span<long> usage = stackalloc long[18];
        if (GetUsage(who, ref MemoryMarshal.GetReference(usage)) != 0)
        {
            throw new InvalidOperationException($"getrusage failed, error {Marshal.GetLastPInvokeError()}.");
        }

        return (usage[0] + usage[2]) * 1000.0 + (usage[1] + usage[3]) / 1000.0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetUsage(int who, ref long usage);
}
