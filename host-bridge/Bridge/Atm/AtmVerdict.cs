using System.Text.Json;

namespace PaymentCode.Bridge.Atm;

/// <summary>The bank's answer to a picture or to the ten digits (docs/PROTOCOLS.md section 6).</summary>
/// <param name="IsApproved">Whether the ATM shall pay.</param>
/// <param name="AmountMinor">The amount in minor units; 0 when refused.</param>
/// <param name="Amount">The amount as the bank wrote it, for the customer; empty when refused.</param>
/// <param name="Currency">ISO 4217 code; empty when refused.</param>
/// <param name="Reason">Why it was refused; empty when approved.</param>
/// <param name="MayRetry">Whether the same session takes another picture.</param>
public sealed record AtmVerdict(bool IsApproved, long AmountMinor, string Amount, string Currency, string Reason, bool MayRetry)
{
    const int CurrencyLength = 3;
    const int MaxTextLength = 64;

    /// <summary>Reads the JSON; null if it is not a whole verdict.</summary>
    internal static AtmVerdict? TryParse(byte[] json)
    {
        try
        {
            Fields? fields = JsonSerializer.Deserialize<Fields>(json, JsonSerializerOptions.Web);
            return fields switch
            {
                { Verdict: "approved", AmountMinor: > 0, Amount.Length: > 0 and <= MaxTextLength, Currency: { Length: CurrencyLength } currency }
                    when currency.All(char.IsAsciiLetterUpper) => new AtmVerdict(true, fields.AmountMinor.Value, fields.Amount, currency, "", false),
                { Verdict: "refused", Reason.Length: > 0 and <= MaxTextLength, Retry: not null } =>
                    new AtmVerdict(false, 0, "", "", fields.Reason, fields.Retry.Value),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    sealed record Fields(string? Verdict, string? Amount, long? AmountMinor, string? Currency, string? Reason, bool? Retry);
}
