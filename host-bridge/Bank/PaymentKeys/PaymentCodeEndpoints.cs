using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Recognition;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>A terminal's claim: this amount, for this code.</summary>
/// <param name="Amount">Decimal string.</param>
/// <param name="Currency">ISO 4217 letters; the merchant's.</param>
/// <param name="Code">18 digits, scanned or typed; or</param>
/// <param name="Picture">a frame that shows the code: PNG, JPEG or PGM in Base64.</param>
/// <param name="Password">The customer's payment password, where the bank asked for it.</param>
public sealed record RedeemPaymentCode(string Amount, string Currency, string? Code = null, string? Picture = null, string? Password = null)
{
    /// <summary>Says nothing of code and password.</summary>
    public override string ToString() => $"{Amount} {Currency}";
}

/// <summary>The endpoint that terminals redeem payment codes at.</summary>
internal static class PaymentCodeEndpoints
{
    private const int LongestBody = 8 * 1024 * 1024;

    public static IServiceCollection AddPaymentKeys(this IServiceCollection services) => services
        .AddSingleton<PaymentIndices>().AddSingleton<PaymentKeyDesk>().AddSingleton<WrongCodes>().AddSingleton<Redemption>()
        .AddSingleton<IPaymentKeyChannel>(provider => provider.GetRequiredService<Tokens.TokenChannel>());

    public static void MapPaymentCodes(this IEndpointRouteBuilder app)
    {
        app.MapPaymentKeys();
        var terminal = app.MapGroup("/terminals/{id}/payment-codes").WithTags("payment codes").RequireRateLimiting(Concurrency.Terminals)
            .WithMetadata(new RequestSizeLimitAttribute(LongestBody));
        terminal.ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        terminal.MapPost("/", RedeemAsync).Accepts<RedeemPaymentCode>("application/json").Produces<PaymentVerdict>();
    }

    private static Task RedeemAsync(
        HttpContext context, string id, TerminalMessages messages, Redemption redemption, IOptions<JsonOptions> json) =>
        messages.ServeAsync(context, id, Access.Authorised, body => Claim.Of(body, json.Value.SerializerOptions), async (transaction, claim) =>
        {
            if (claim.Refusal is not null)
            {
                return messages.Answer(claim.Refusal);
            }

            var terminal = (await Terminal.FindAsync(transaction, id))!;
            if (await CheckAsync(transaction, terminal, claim) is { } refusal)
            {
                return messages.Answer(refusal);
            }

            return messages.Answer(StatusCodes.Status200OK, claim.Unread is not null ? PaymentVerdict.Refused(claim.Unread)
                : await redemption.DecideAsync(
                    transaction, terminal, new Redeem(claim.Code!, claim.AmountMinor, claim.Currency!, claim.Request!.Password)));
        });

    private static async Task<Refusal?> CheckAsync(BankTransaction transaction, Terminal terminal, Claim claim)
    {
        if (terminal.MerchantAccount is null)
        {
            return new Refusal("no-merchant", 409, "The terminal has no merchant's account; the bank's clerk can assign one.");
        }

        var currency = await transaction.ValueAsync<string>(
            "SELECT currency FROM accounts WHERE id = @MerchantAccount", new { terminal.MerchantAccount });
        return currency == claim.Currency!.Letters ? null : Limits.CurrencyMismatch(currency);
    }

    /// <summary>What was worked out of a message before the transaction: a picture takes its time.</summary>
    private sealed class Claim
    {
        public RedeemPaymentCode? Request { get; private init; }

        public Refusal? Refusal { get; private init; }

        public Currency? Currency { get; private init; }

        public long AmountMinor { get; private init; }

        public string? Code { get; private set; }

        /// <summary>Why a picture gave no code.</summary>
        public string? Unread { get; private set; }

        public static Claim Of(byte[] body, JsonSerializerOptions json)
        {
            RedeemPaymentCode? request;
            try
            {
                request = JsonSerializer.Deserialize<RedeemPaymentCode>(body, json);
            }
            catch (JsonException)
            {
                request = null;
            }

            if (request is null || request.Code is null == request.Picture is null || request.Password is { } password && !IsPassword(password))
            {
                return new Claim { Refusal = Malformed };
            }

            if (Currency.Find(request.Currency) is not { } currency)
            {
                return new Claim { Refusal = Limits.UnknownCurrency(request.Currency) };
            }

            if (!currency.TryParse(request.Amount, out var minor))
            {
                return new Claim { Refusal = Limits.InvalidAmount(currency) };
            }

            var claim = new Claim { Request = request, Currency = currency, AmountMinor = minor, Code = request.Code };
            if (request.Picture is { } picture)
            {
                claim.Read(picture);
            }

            return claim;
        }

        private static readonly Refusal Malformed = Refusal.Malformed(
            "The body is {\"amount\",\"currency\",\"code\" or \"picture\",\"password\"?}; a password is six digits.");

        private static bool IsPassword(string text) => text.Length == 6 && text.All(char.IsAsciiDigit);

        private void Read(string base64)
        {
            var file = new byte[base64.Length / 4 * 3];
            if (!Convert.TryFromBase64String(base64, file, out var length) || !ImageReader.TryRead(file.AsSpan(0, length).ToArray(), out var image, out _))
            {
                Unread = PaymentVerdict.UnreadablePicture;
                return;
            }

            using (image)
            {
                var reading = SymbolReader.Read(image);
                Code = reading.Text;
                Unread = reading.Outcome switch
                {
                    ReadOutcome.Read => Code is null ? PaymentVerdict.NotAPaymentCode : null,
                    ReadOutcome.ReaderMissing => PaymentVerdict.ReaderMissing,
                    _ => PaymentVerdict.NoSymbol,
                };
            }
        }
    }
}
