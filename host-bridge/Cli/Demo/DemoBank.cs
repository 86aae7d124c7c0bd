using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using PaymentCode.Bank;

namespace PaymentCode.Cli.Demo;

/// <summary>A bank server in this process, on a free port of this computer, with a master key that everybody knows.</summary>
internal sealed class DemoBank : IAsyncDisposable
{
    private static readonly byte[] PublicMasterKey = SHA256.HashData(Encoding.ASCII.GetBytes("PaymentCode demonstration: not a secret"));
    private readonly IHost _server;
    private readonly string? _folder;

    private DemoBank(IHost server, string address, string clerkToken, string? folder)
    {
        (_server, Address, ClerkToken, _folder) = (server, address, clerkToken, folder);
    }

    public string Address { get; }

    public string ClerkToken { get; }

    /// <summary>Opens the bank.</summary>
    /// <param name="connection">Its database; null for a file that is deleted afterwards.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static async Task<DemoBank> OpenAsync(string? connection, CancellationToken stop)
    {
        var folder = connection is null ? Directory.CreateTempSubdirectory("paymentcode-").FullName : null;
        var clerkToken = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        try
        {
            var server = BankApp.Create(new BankOptions
            {
                Connection = connection ?? $"Data Source={Path.Combine(folder!, "bank.db")}",
                MasterKey = PublicMasterKey,
                ClerkToken = clerkToken,
                Urls = ["http://127.0.0.1:0"],
            });
            await ((IHost)server).StartAsync(stop);
            return new DemoBank(server, server.Urls.First(), clerkToken, folder);
        }
        catch (BankStartException failure)
        {
            throw new CommandLineFailure(failure.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // What works in the background has to come to its end before the database's folder goes.
        await _server.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_server).DisposeAsync();
        if (_folder is not null)
        {
            Directory.Delete(_folder, true);
        }
    }
}
