using System.Collections.Frozen;

namespace PaymentCode.Bank.Terminals;

/// <summary>States of an order of a terminal, docs/API.md.</summary>
internal static class OrderState
{
    /// <summary>Waits for a card, token or tag.</summary>
    public const string Begun = "begun";

    /// <summary>A token is in the field and is being asked for its code.</summary>
    public const string Token = "token";

    /// <summary>The token has taken the transaction; waits for its code.</summary>
    public const string Asked = "asked";

    /// <summary>Waits for the password.</summary>
    public const string Password = "password";

    /// <summary>Waits for the confirmation at the terminal.</summary>
    public const string Confirm = "confirm";

    /// <summary>Waits for the confirmation at the device that the card is bound to.</summary>
    public const string OtherDevice = "other-device";

    /// <summary>The payer's money is in transit until the terminal has proved that it knows.</summary>
    public const string Approved = "approved";

    /// <summary>The money is the payee's.</summary>
    public const string Completed = "completed";

    /// <summary>The terminal never heard the approval; the money went back.</summary>
    public const string Reversed = "reversed";

    /// <summary>The bank refused; no money moved.</summary>
    public const string Refused = "refused";

    /// <summary>Ended at the terminal before an approval; no money moved.</summary>
    public const string Cancelled = "cancelled";

    private static readonly string[] Waiting = [Begun, Token, Asked, Password, Confirm, OtherDevice];

    /// <summary>The states that lead to each state; nothing else does.</summary>
    private static readonly FrozenDictionary<string, string[]> Before = new Dictionary<string, string[]>
    {
        [Begun] = [Begun, Token],
        [Token] = [Begun],
        [Asked] = [Token],
        [Password] = [Begun, Asked],
        [Confirm] = [Password],
        [OtherDevice] = [Confirm],
        [Approved] = [Begun, Asked, Password, Confirm, OtherDevice],
        [Completed] = [Approved],
        [Reversed] = [Approved],
        [Refused] = Waiting,
        [Cancelled] = Waiting,
    }.ToFrozenDictionary();

    public static bool IsWaiting(string state) => Waiting.Contains(state);

    public static bool MayFollow(string from, string to) => Before[to].Contains(from);
}
