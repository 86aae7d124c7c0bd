namespace PaymentCode.Bank.Tokens;

/// <summary>Names of the audited events of tokens; the subject is the serial number.</summary>
internal static class TokenEvents
{
    public const string Registered = "token.registered";
    public const string KeysSent = "token.keys-sent";
    public const string Personalised = "token.personalised";
    public const string KeysErased = "token.keys-erased";
    public const string Changed = "token.changed";
}
