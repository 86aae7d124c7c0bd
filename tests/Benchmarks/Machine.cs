using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PaymentCode.Benchmarks;

/// <summary>What a figure was measured on.</summary>
internal static class Machine
{
    internal static string Describe()
    {
        string processor = "unknown processor";
        if (File.Exists("/proc/cpuinfo"))
        {
            string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static text => text.StartsWith("model name", StringComparison.Ordinal));
            processor = line is null ? processor : line[(line.IndexOf(':') + 1)..].Trim();
        }

        return $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
            + $".NET {Environment.Version}";
    }

    /// <summary>Keeps this process, and those it starts, on one core.</summary>
    internal static void StayOnOneCore()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using var process = Process.GetCurrentProcess();
            long allowed = process.ProcessorAffinity;
            process.ProcessorAffinity = (nint)(1L << (63 - (int)long.LeadingZeroCount(allowed)));
        }
    }
}
