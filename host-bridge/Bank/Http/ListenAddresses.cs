using System.Net;

namespace PaymentCode.Bank.Http;

/// <summary>What the bank listens on: HTTPS anywhere, plain HTTP on loopback only.</summary>
internal static class ListenAddresses
{
    public static void Check(BankOptions options)
    {
        if (options.Urls.Length == 0 && options.Server is null)
        {
            throw new BankStartException("Give at least one address to listen on, for example http://127.0.0.1:8080.");
        }

        foreach (var url in options.Urls)
        {
            CheckOne(url, options);
        }

        if (options.ClerkToken.Length is < 16 or > 128 || options.ClerkToken.Any(character => character is <= ' ' or > '~'))
        {
            throw new BankStartException("The clerk token must be 16 to 128 printable ASCII characters.");
        }
    }

    private static void CheckOne(string url, BankOptions options)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException exception)
        {
            throw new BankStartException($"{url} is no address to listen on; use https://HOST:PORT.", exception);
        }

        if (string.Equals(address.Scheme, "https", StringComparison.OrdinalIgnoreCase))
        {
            if (options.Certificate is not { HasPrivateKey: true })
            {
                throw new BankStartException($"{url} needs a server certificate with its private key.");
            }

            return;
        }

        var host = address.Host.Trim('[', ']');
        var loopback = string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
        if (!loopback || address.IsUnixPipe)
        {
            throw new BankStartException(
                $"{url} would serve plain HTTP to others; use https, or a loopback address such as http://127.0.0.1:8080.");
        }
    }
}
