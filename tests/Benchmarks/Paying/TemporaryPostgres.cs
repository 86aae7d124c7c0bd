using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PaymentCode.Benchmarks.Paying;

/// <summary>
/// A PostgreSQL server of the benchmark's own, with the settings that it is delivered with (fsync, synchronous_commit: durable), in a temporary folder and gone
/// afterwards. The server does not run as root; there its programs are started as the user postgres.
/// </summary>
internal sealed class TemporaryPostgres : IDisposable
{
    private const string Programs = "/usr/lib/postgresql";
    private const string Password = "paymentcode";
    private readonly string _folder;
    private readonly string _bin;
    private readonly int _port;

    private TemporaryPostgres(string folder, string bin, int port) => (_folder, _bin, _port) = (folder, bin, port);

    internal string Connection => $"Host=127.0.0.1;Port={_port};Username=paymentcode;Password={Password};Database=postgres;Maximum Pool Size=64";

    /// <summary>Starts it; null if PostgreSQL's programs are not installed.</summary>
    internal static TemporaryPostgres? TryStart()
    {
        var bin = Directory.Exists(Programs)
            ? Directory.GetDirectories(Programs).Select(version => Path.Combine(version, "bin")).LastOrDefault(Directory.Exists) : null;
        if (bin is null)
        {
            return null;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var server = new TemporaryPostgres(Directory.CreateTempSubdirectory("paymentcode-postgres-").FullName, bin, port);
        File.WriteAllText(server.InFolder("password"), Password);
        if (Environment.UserName == "root")
        {
            Start("chown", ["-R", "postgres", server._folder], null);
        }

        server.Run("initdb", "-D", server.InFolder("data"), "-U", "paymentcode", "-A", "scram-sha-256", $"--pwfile={server.InFolder("password")}", "-E", "UTF8", "--locale=C");
        server.Run("pg_ctl", "-D", server.InFolder("data"), "-l", server.InFolder("log"), "-w", "-s", "-o",
            string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={server._folder} -c max_connections=200"), "start");
        return server;
    }

    /// <summary>pgbench's default transaction: its transactions a second.</summary>
    internal double MeasurePgbench(int clients, int seconds)
    {
        var number = clients.ToString(CultureInfo.InvariantCulture);
        string[] server = ["-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", "paymentcode"];

        // As many branches as clients: with fewer the clients would only wait for one another.
        Run("pgbench", [.. server, "-i", "-q", "-s", number, "postgres"]);
        var report = Run(
            "pgbench", [.. server, "-n", "-c", number, "-j", "2", "-T", seconds.ToString(CultureInfo.InvariantCulture), "postgres"]);
        var line = report.Split('\n').Single(text => text.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        Run("pg_ctl", "-D", InFolder("data"), "-m", "immediate", "-s", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private string Run(string program, params string[] arguments)
    {
        var file = Path.Combine(_bin, program);
        return Environment.UserName == "root" ? Start("runuser", ["-u", "postgres", "--", file, .. arguments], _folder) : Start(file, arguments, _folder);
    }

    private static string Start(string file, IEnumerable<string> arguments, string? folder)
    {
        // A server that pg_ctl leaves running holds its output open: it is read from files, not pipes.
        var output = Path.GetTempFileName();
        try
        {
            var line = string.Join(' ', arguments.Prepend(file).Select(part => $"'{part.Replace("'", @"'\''", StringComparison.Ordinal)}'"));
            var start = new ProcessStartInfo("/bin/sh", ["-c", $"{line} >'{output}' 2>&1"]) { WorkingDirectory = folder ?? "/" };
            start.Environment["PGPASSWORD"] = Password;
            using var process = Process.Start(start)!;
            process.WaitForExit();
            var text = File.ReadAllText(output);
            return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{file}: {text}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
