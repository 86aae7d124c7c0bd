using System.Text.Json.Serialization;
using PaymentCode.Bank.Terminals;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>A payment that a terminal took before.</summary>
/// <param name="PaymentId">Id of the payment.</param>
/// <param name="Amount">Decimal string.</param>
/// <param name="Currency">ISO 4217 letters.</param>
/// <param name="At">When.</param>
internal sealed record EarlierPayment(string PaymentId, string Amount, string Currency, DateTimeOffset At);

/// <summary>The bank's word to a terminal about a payment code: an approval with what follows it, or a refusal with its reason.</summary>
/// <param name="Word"><c>approved</c> or <c>refused</c>.</param>
internal sealed record PaymentVerdict(string Word) : VerdictView(Word)
{
    public const string TerminalStopped = "terminal-stopped";
    public const string ReaderMissing = "reader-missing";
    public const string UnreadablePicture = "unreadable-picture";
    public const string NoSymbol = "no-symbol";
    public const string NotAPaymentCode = "not-a-payment-code";
    public const string WrongCode = "wrong-code";
    public const string CodeUsed = "code-used";
    public const string Expired = "expired";
    public const string ClockAhead = "clock-ahead";
    public const string Replaced = "replaced";
    public const string ShowNextCode = "show-next-code";
    public const string NotAllowed = "not-allowed";
    public const string CurrencyMismatch = "currency-mismatch";
    public const string InsufficientFunds = "insufficient-funds";
    public const string OverLimit = "over-limit";
    public const string PasswordNeeded = "password-needed";
    public const string PasswordNotSet = "password-not-set";
    public const string WrongPassword = "wrong-password";
    public const string PasswordLocked = "password-locked";

    /// <summary>Id of the payment, 16 hexadecimal digits, for the receipt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PaymentId { get; init; }

    /// <summary>With <see cref="CodeUsed"/>: what this very terminal took with the code, so that a till which never saw that answer learns of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EarlierPayment? Earlier { get; init; }

    public static PaymentVerdict Refused(string reason) => new("refused")
    {
        Reason = reason,
        Retry = reason is not (TerminalStopped or ReaderMissing or NotAllowed or CurrencyMismatch or PasswordNotSet or PasswordLocked or OverLimit),
    };
}
