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

    /// <summary>A terminal got another board.</summary>
    public const string BoardAssigned = "terminal.board-assigned";

    /// <summary>An event of a terminal came again; it changed nothing.</summary>
    public const string EventReplayed = "terminal.event-replayed";

    /// <summary>An event of a terminal that the bank did not act upon, and why.</summary>
    public const string EventIgnored = "terminal.event-ignored";

    /// <summary>A purchase or transfer changed its state; the subject is the reference.</summary>
    public const string OrderChanged = "order.changed";

    /// <summary>An operator settled an order that a terminal had left in transit.</summary>
    public const string OrderSettled = "order.settled-by-operator";

    /// <summary>A purchase was refunded, in whole or in part.</summary>
    public const string PurchaseRefunded = "purchase.refunded";

    /// <summary>A limit of purchases or transfers was changed.</summary>
    public const string OrderLimitChanged = "limit.order-changed";

    /// <summary>A card was issued, bound, locked, unlocked or closed.</summary>
    public const string CardChanged = "card.changed";

    /// <summary>A card's secret was set.</summary>
    public const string CardSecretSet = "card.secret-set";

    /// <summary>A reading of a card was refused, and why.</summary>
    public const string CardRefused = "card.refused";

    /// <summary>A receiver's name was registered or given up.</summary>
    public const string ReceiverChanged = "receiver.changed";
}
