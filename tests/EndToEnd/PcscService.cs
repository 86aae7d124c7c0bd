using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PaymentCode.EndToEnd;

/// <summary>
/// A pcscd of the test's own with vsmartcard's virtual reader, and a shell in which PC/SC programs find it: pcscd's socket has a fixed place, so
/// both see a /run of their own where the kernel allows that.
/// </summary>
internal sealed class PcscService : IDisposable
{
    private const string Driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
    private const string EndMark = "end of command";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _shell;

    private PcscService(Process shell, int port)
    {
        _shell = shell;
        Port = port;
    }

    /// <summary>Where the virtual reader waits for a card.</summary>
    public int Port { get; }

    public static PcscService Start(string folder)
    {
        if (!File.Exists(Driver) || Find("pcscd") is not { } pcscd || Find("opensc-tool") is null)
        {
            throw new AssertFailedException("The packages pcscd, vsmartcard-vpcd and opensc are needed.");
        }

        var port = FreePorts();
        var readers = Directory.CreateDirectory(Path.Combine(folder, "reader.conf.d")).FullName;
        File.WriteAllText(
            Path.Combine(readers, "vpcd"),
            string.Create(CultureInfo.InvariantCulture, $"FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x{port:X}\nLIBPATH {Driver}\nCHANNELID 0x{port:X}\n"));

        var service = new PcscService(Shell(folder), port);
        service.Run("mount -t tmpfs none /run && mkdir -p /run/pcscd || mkdir -p /run/pcscd");
        service.Run($"trap 'kill $daemon' EXIT; {pcscd} -f -c {readers} >pcscd.log 2>&1 & daemon=$!");
        return service;
    }

    /// <summary>Runs a command line there.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public (int ExitCode, string Output) Run(string command)
    {
        _shell.StandardInput.WriteLine($"{{ {command}\n}} 2>&1; echo \"{EndMark}:$?\"");
        _shell.StandardInput.Flush();
        var output = "";
        while (true)
        {
            var line = _shell.StandardOutput.ReadLineAsync();
            if (!line.Wait(Patience) || line.Result is null)
            {
                throw new AssertFailedException($"'{command}' did not end. It wrote:\n{output}");
            }

            if (line.Result.StartsWith(EndMark, StringComparison.Ordinal))
            {
                return (int.Parse(line.Result[(EndMark.Length + 1)..], CultureInfo.InvariantCulture), output);
            }

            output += line.Result + "\n";
        }
    }

    /// <summary>Runs a command line again and again until its output has a text; fails the test after a minute.</summary>
    public void RunUntil(string command, string text)
    {
        var output = "";
        for (var began = Stopwatch.StartNew(); began.Elapsed < TimeSpan.FromMinutes(1);)
        {
            output = Run($"{command}; sleep 0.2").Output;
            if (output.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"'{text}' did not come. Last output:\n{output}");
    }

    public void Dispose()
    {
        _shell.StandardInput.Close();
        if (!_shell.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _shell.Kill(true);
        }

        _shell.Dispose();
    }

    private static Process Shell(string folder)
    {
        // A mount namespace; without root one of a user namespace where this one is root. Where neither is allowed, the machine's own /run.
        string[] apart = Environment.IsPrivilegedProcess ? ["--mount"] : ["--map-root-user", "--mount"];
        using (var trial = Process.Start(new ProcessStartInfo("unshare", [.. apart, "true"]) { RedirectStandardError = true })!)
        {
            trial.WaitForExit();
            apart = trial.ExitCode == 0 ? apart : [];
        }

        string[] command = apart.Length > 0 ? ["unshare", .. apart, "bash"] : ["bash"];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    // The virtual reader has two slots, on two ports one after the other.
    private static int FreePorts()
    {
        while (true)
        {
            using TcpListener first = new(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using TcpListener second = new(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (Exception taken) when (taken is SocketException or ArgumentOutOfRangeException)
            {
                // Another one.
            }
        }
    }

    private static string? Find(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/sbin", "/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
