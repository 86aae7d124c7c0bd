using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using PaymentCode.Workbench;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode workbench</c>: the whole system in a browser, and by REST.</summary>
internal static class WorkbenchCommand
{
    /// <summary>Its name; it is what runs where no command is given.</summary>
    public const string Name = "workbench";

    public static Command Create()
    {
        var listen = Described.Optional("--listen", "Address to listen on; another than this computer's own only with --token.", "http://127.0.0.1:5080");
        var databases = Described.Optional<string>("--db", "Folder for the banks' databases, world-ID.db for each world; in memory if not given.");
        var seed = Described.Optional<int?>("--seed", "Seed of worlds that are made without one (0 to 2147483647); by chance if not given.");
        var token = Described.Optional<string>("--token", "File with the token that every request has to bring; made if it does not exist.");
        var certificate = Described.Optional<string>("--certificate", "PEM file with the server's certificate and private key, for https.");
        var command = Described.Command(
            Name, "Runs all devices and a bank for each visitor of a web page, until Ctrl-C.", ["workbench", "workbench --listen http://127.0.0.1:5081 --db banks --seed 7"],
            listen, databases, seed, token, certificate);
        command.SetAction(async (arguments, stop) =>
        {
            if (arguments.GetValue(seed) < 0)
            {
                throw new CommandLineFailure("--seed is 0 to 2147483647");
            }

            try
            {
                await using var workbench = WorkbenchApp.Create(new WorkbenchOptions
                {
                    Urls = [arguments.GetValue(listen)!],
                    Databases = arguments.GetValue(databases),
                    Seed = arguments.GetValue(seed),
                    Token = arguments.GetValue(token) is { } file ? ReadToken(file) : null,
                    Certificate = arguments.GetValue(certificate) is { } pem ? X509Certificate2.CreateFromPemFile(pem) : null,
                });
                await workbench.StartAsync(stop);
                Console.WriteLine("The workbench is open. Ctrl+C ends it. Its page is at");
                Console.WriteLine(string.Join('\n', workbench.Urls));
                await workbench.WaitForShutdownAsync(stop);
                return 0;
            }
            catch (WorkbenchStartException failure)
            {
                throw new CommandLineFailure(failure.Message);
            }
            catch (IOException failure) when (failure.InnerException is AddressInUseException)
            {
                throw new CommandLineFailure($"{arguments.GetValue(listen)} is in use by another program: end that one, or take another port, such as --listen http://127.0.0.1:5081");
            }
            catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new CommandLineFailure($"the workbench cannot start: {failure.Message}");
            }
        });
        return command;
    }

    private static string ReadToken(string file)
    {
        if (!File.Exists(file))
        {
            Secret.WriteFile(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
            Console.Error.WriteLine($"made a new token in {file}; whoever has it can use the workbench: open /?token=… once in each browser");
        }

        return Secret.ReadFile(file, "token");
    }
}
