using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using PaymentCode.Bank.Http;

namespace PaymentCode.Bank.Customers;

/// <summary>A customer's bearer token from the log-in.</summary>
internal sealed class CustomerAuthentication : BearerAuthentication
{
    public const string SchemeName = "customer";
    private readonly LogIn _logIn;

    public CustomerAuthentication(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, LogIn logIn)
        : base(options, logger, encoder) => _logIn = logIn;

    protected override Task<string?> IdentifyAsync(string token) => _logIn.FindCustomerAsync(token);
}
