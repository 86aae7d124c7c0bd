namespace PaymentCode.Bank.Tokens;

/// <summary>What may be done with a token, as the bank's table has it.</summary>
public static class TokenState
{
    /// <summary>Known with its transport keys; it has none of the bank's.</summary>
    public const string Registered = "registered";

    /// <summary>It has the bank's keys and belongs to nobody.</summary>
    public const string Personalised = "personalised";

    /// <summary>Bound to a customer's card, and its codes are accepted; or the board of a terminal.</summary>
    public const string Active = "active";

    /// <summary>Bound, and its codes are not accepted for the time being.</summary>
    public const string Suspended = "suspended";

    /// <summary>Out of use for good.</summary>
    public const string Revoked = "revoked";

    /// <summary>Out of use for good; another token took its place.</summary>
    public const string Replaced = "replaced";
}
