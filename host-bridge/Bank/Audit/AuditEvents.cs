namespace PaymentCode.Bank.Audit;

/// <summary>Names of the audited events, <c>thing.happened</c>.</summary>
public static class AuditEvents
{
    /// <summary>A posting and its entries; the subject is its number.</summary>
    public const string LedgerPosted = "ledger.posted";

    /// <summary>A customer was registered.</summary>
    public const string CustomerRegistered = "customer.registered";

    /// <summary>The business was opened to a customer or closed.</summary>
    public const string WithdrawalsSwitched = "customer.withdrawals-switched";

    /// <summary>A customer's pick-up PIN was changed.</summary>
    public const string PinChanged = "customer.pin-changed";

    /// <summary>A customer logged in.</summary>
    public const string LoggedIn = "customer.logged-in";

    /// <summary>A log-in was refused; the subject is an HMAC of the number.</summary>
    public const string LoginRefused = "customer.login-refused";

    /// <summary>A customer set a payment password.</summary>
    public const string PaymentPasswordChanged = "customer.payment-password-changed";

    /// <summary>Three wrong payment passwords locked it, or a clerk freed it.</summary>
    public const string PaymentPasswordLocked = "customer.payment-password-locked";

    /// <summary>A withdrawal changed its state; the subject is the reference.</summary>
    public const string WithdrawalChanged = "withdrawal.changed";

    /// <summary>An operator settled a withdrawal that an ATM had left in transit.</summary>
    public const string OperatorSettled = "withdrawal.settled-by-operator";

    /// <summary>A token was asked for a code.</summary>
    public const string CodeAsked = "code.asked";

    /// <summary>A code was voided.</summary>
    public const string CodeVoided = "code.voided";

    /// <summary>A picture or digits were refused.</summary>
    public const string CodeRefused = "code.refused";

    /// <summary>Ten-digit codes of a token were locked or unlocked.</summary>
    public const string DigitsLockChanged = "token.digits-lock-changed";

    /// <summary>A limit was changed.</summary>
    public const string LimitChanged = "limit.changed";

    /// <summary>A terminal was registered, authorised or suspended.</summary>
    public const string TerminalChanged = "terminal.changed";

    /// <summary>A terminal got a merchant's account; the subject is the terminal.</summary>
    public const string MerchantAssigned = "terminal.merchant-assigned";

    /// <summary>A terminal's message was refused: MAC, sequence or state.</summary>
    public const string TerminalRefused = "terminal.refused";

    /// <summary>A capture session was opened.</summary>
    public const string SessionOpened = "session.opened";

    /// <summary>A capture session was refused, and why.</summary>
    public const string SessionRefused = "session.refused";
}
