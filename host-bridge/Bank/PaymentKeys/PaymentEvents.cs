namespace PaymentCode.Bank.PaymentKeys;

/// <summary>Names of the audited events of payment codes; the subject is the customer id where nothing else is said.</summary>
internal static class PaymentEvents
{
    /// <summary>A user was put on the allow list or taken off it.</summary>
    public const string UserChanged = "payment-user.changed";

    /// <summary>A key was made: registration or rotation.</summary>
    public const string KeyMade = "payment-key.made";

    /// <summary>A key and a batch of indices went to a device.</summary>
    public const string Fetched = "payment-key.fetched";

    /// <summary>The token proved that it has them.</summary>
    public const string Proved = "payment-key.proved";

    /// <summary>The pair of account and key was deleted.</summary>
    public const string Revoked = "payment-key.revoked";

    /// <summary>A code was refused; the subject is the customer, or the terminal where no account was found.</summary>
    public const string Refused = "payment-code.refused";

    /// <summary>A terminal was stopped after too many wrong codes, or freed; the subject is the terminal.</summary>
    public const string TerminalStopped = "payment-code.terminal-stopped";

    /// <summary>So many codes were wrong at all terminals today that the look-ahead is closed; the subject is the day.</summary>
    public const string Guessing = "payment-code.guessing";

    /// <summary>Limits of payments were changed; the subject is the currency.</summary>
    public const string LimitChanged = "payment-limit.changed";
}
