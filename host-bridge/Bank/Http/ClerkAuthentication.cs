using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PaymentCode.Bank.Http;

/// <summary>The clerk's bearer token, compared in constant time.</summary>
internal sealed class ClerkAuthentication : BearerAuthentication
{
    public const string SchemeName = "clerk";
    private readonly byte[] _expected;

    public ClerkAuthentication(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, BankOptions bank)
        : base(options, logger, encoder) => _expected = SHA256.HashData(Encoding.UTF8.GetBytes(bank.ClerkToken));

    protected override Task<string?> IdentifyAsync(string token) => Task.FromResult(
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), _expected) ? "clerk" : null);
}
