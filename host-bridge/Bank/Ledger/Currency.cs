using System.Collections.Frozen;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Ledger;

/// <summary>A currency of ISO 4217: letters, number and decimal places, from the table that the token uses too.</summary>
/// <param name="Letters">Three letters, <c>CNY</c>.</param>
/// <param name="Numeric">Numeric code, 156.</param>
/// <param name="Exponent">Decimal places, 0 to 3.</param>
public sealed record Currency(string Letters, ushort Numeric, byte Exponent)
{
    private static readonly FrozenDictionary<string, Currency> All = Enumerable.Range(1, 999)
        .Select(number =>
            Iso4217.TryFind((ushort)number, out var letters, out var exponent) ? new Currency(letters, (ushort)number, exponent) : null)
        .OfType<Currency>()
        .ToFrozenDictionary(currency => currency.Letters, StringComparer.Ordinal);

    /// <summary>The currency of three upper-case letters, or null.</summary>
    public static Currency? Find(string letters) => All.GetValueOrDefault(letters);

    /// <summary>The currency of an account or reservation in the database.</summary>
    /// <exception cref="InvalidOperationException">The database names a currency that there is not.</exception>
    public static Currency Of(string letters) => Find(letters) ?? throw new InvalidOperationException($"{letters} is no currency.");

    /// <summary>Reads an amount above 0 with exactly this currency's decimal places, at most twelve digits in all.</summary>
    public bool TryParse(string text, out long minor)
    {
        minor = 0;
        var whole = Exponent == 0 ? text.Length : text.Length - Exponent - 1;
        if (whole is < 1 or > 12 || text.Length > 13 || (whole > 1 && text[0] == '0') || (Exponent > 0 && text[whole] != '.'))
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i == whole)
            {
                continue;
            }

            if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }

            minor = (minor * 10) + (text[i] - '0');
        }

        return minor is > 0 and <= TransactionData.MaxAmountMinor;
    }

    /// <summary>Writes an amount with exactly this currency's decimal places.</summary>
    public string Format(long minor)
    {
        var digits = Math.Abs(minor).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(Exponent + 1, '0');
        var sign = minor < 0 ? "-" : "";
        return Exponent == 0 ? sign + digits : $"{sign}{digits[..^Exponent]}.{digits[^Exponent..]}";
    }
}
