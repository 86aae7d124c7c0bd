using System.Net;

namespace PaymentCode.Bridge;

/// <summary>The bank's address as a person types it. Plain HTTP is taken for this computer only.</summary>
public static class BankAddress
{
    /// <summary>Reads the address.</summary>
    /// <param name="text">For example <c>https://bank.example</c> or <c>http://127.0.0.1:5000</c>.</param>
    /// <exception cref="ArgumentException">It is no such address, or plain HTTP to another computer.</exception>
    public static Uri Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/")
        {
            throw new ArgumentException($"'{text}' is not the bank's address; it looks like https://bank.example or http://127.0.0.1:5000.", nameof(text));
        }

        if (address.Scheme == "http" && !IsThisComputer(address))
        {
            throw new ArgumentException($"'{text}' is plain HTTP to another computer; use https.", nameof(text));
        }

        return address;
    }

    /// <summary>The WebSocket address of the relay at a bank.</summary>
    /// <param name="bank">The bank's address.</param>
    internal static Uri RelayOf(Uri bank) => new UriBuilder(bank) { Scheme = bank.Scheme == "https" ? "wss" : "ws", Path = "/bridge" }.Uri;

    static bool IsThisComputer(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
