using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PaymentCode.Bank;
using PaymentCode.Bank.Secrets;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode bank</c>: the bank server.</summary>
internal static class BankCommand
{
    private const string MasterKeyVariable = "PAYMENTCODE_MASTER_KEY";

    public static Command Create()
    {
        var listen = Described.Optional("--listen", "Address to listen on; http for this computer only, https for others.", "http://127.0.0.1:5080");
        var db = Described.Optional("--db", "Connection string: 'Data Source=bank.db' (SQLite) or 'Host=…' (PostgreSQL).", "Data Source=bank.db");
        var masterKey = Described.Optional<string>(
            "--master-key", $"File with the master key, 32 bytes; made if it does not exist. Without it the key comes from {MasterKeyVariable} (64 hexadecimal digits).");
        var clerkKey = Described.Optional<string>("--clerk-key", "File with the clerk token; made if it does not exist. Default: the master key's file name with .clerk behind it.");
        var certificate = Described.Optional<string>("--certificate", "PEM file with the server's certificate and private key, for https.");
        var command = Described.Command(
            "bank", "Runs the bank server until Ctrl-C.", ["bank --listen http://127.0.0.1:5080 --db \"Data Source=bank.db\" --master-key master.key"],
            listen, db, masterKey, clerkKey, certificate);
        command.SetAction(async (arguments, stop) =>
        {
            var keyFile = arguments.GetValue(masterKey);
            var isReady = false;
            try
            {
                var options = new BankOptions
                {
                    Connection = arguments.GetValue(db)!,
                    MasterKey = ReadMasterKey(keyFile),
                    ClerkToken = ReadClerkToken(arguments.GetValue(clerkKey) ?? $"{keyFile ?? "master.key"}.clerk"),
                    Urls = [arguments.GetValue(listen)!],
                    Certificate = arguments.GetValue(certificate) is { } pem ? X509Certificate2.CreateFromPemFile(pem) : null,
                    Logging = log => log
                        .AddFilter("Microsoft", LogLevel.Warning)
                        .AddFilter("Microsoft.Extensions.Hosting", level => isReady && level >= LogLevel.Warning)
                        .AddSimpleConsole(console => console.SingleLine = true),
                };
                await using var bank = BankApp.Create(options);
                await bank.StartAsync(stop);
                isReady = true;
                Console.WriteLine($"bank ready at {string.Join(' ', bank.Urls)}");
                await bank.WaitForShutdownAsync(stop);
                return 0;
            }
            catch (BankStartException failure)
            {
                throw new CommandLineFailure(failure.Message);
            }
            catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new CommandLineFailure($"the bank cannot start: {failure.Message}");
            }
        });
        return command;
    }

    /// <summary>The master key from a file (made with its owner's rights only, if it does not exist) or from the environment.</summary>
    internal static byte[] ReadMasterKey(string? file)
    {
        if (file is not null)
        {
            if (!File.Exists(file))
            {
                Secret.WriteFile(file, Convert.ToHexStringLower(MasterKey.Create()));
                Console.Error.WriteLine($"made a new master key in {file}; keep a copy in a safe place: without it the database is worth nothing");
            }

            return MasterKey.Read(file);
        }

        var text = Environment.GetEnvironmentVariable(MasterKeyVariable);
        return text is not null && MasterKey.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out var key)
            ? key
            : throw new CommandLineFailure($"no master key: give --master-key FILE, or 64 hexadecimal digits in {MasterKeyVariable}");
    }

    private static string ReadClerkToken(string file)
    {
        if (!File.Exists(file))
        {
            Secret.WriteFile(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
            Console.Error.WriteLine($"made a new clerk token in {file}; whoever has it can register customers, tokens and terminals");
        }

        return Secret.ReadFile(file, "clerk token");
    }
}
