using System.Diagnostics;
using System.Globalization;

namespace PaymentCode.Benchmarks.Worlds;

/// <summary>The workbench as people start it, in a process of its own at a free port, and what that process takes.</summary>
internal sealed class WorkbenchProcess : IDisposable
{
    private readonly Process _process;

    private WorkbenchProcess(Process process, string address) => (_process, Address) = (process, address);

    internal string Address { get; }

    /// <summary>Processor time so far.</summary>
    internal TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in megabytes: now, and the most that it ever was.</summary>
    internal (double Now, double Most) Megabytes => (Status("VmRSS:"), Status("VmHWM:"));

    internal static async Task<WorkbenchProcess> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "paymentcode.dll"), "workbench", "--listen", "http://127.0.0.1:0" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
            {
                return new WorkbenchProcess(process, line);
            }
        }

        throw new InvalidOperationException("The workbench did not start.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // proc_pid_status(5), in kB.
    private double Status(string name) =>
        double.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture) / 1024;
}
