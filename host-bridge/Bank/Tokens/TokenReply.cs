namespace PaymentCode.Bank.Tokens;

/// <summary>What a token answered. Only what came under secure messaging proves anything; the rest leaves the bank at "unknown".</summary>
public enum TokenReplyKind
{
    /// <summary>The token waits for its button.</summary>
    Pending,

    /// <summary>The customer confirmed; the counter is known.</summary>
    Confirmed,

    /// <summary>The customer declined.</summary>
    Declined,

    /// <summary>The time ran out at the token.</summary>
    Expired,

    /// <summary>The bank's CANCEL ended it.</summary>
    Cancelled,

    /// <summary>The token could not show it: power was lost, or the display failed.</summary>
    Failed,

    /// <summary>Confirmed before; the token no longer holds the code. The counter is known.</summary>
    Ended,

    /// <summary>No protected answer, or the token does not know the nonce: nothing is proved.</summary>
    Unknown,

    /// <summary>No bridge has the token.</summary>
    NotConnected,

    /// <summary>An error status. It carries no R-MAC, so a bridge can forge it: it proves nothing either.</summary>
    Refused,
}

/// <summary>A token's answer to the bank.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Counter">Application transaction counter, with <see cref="TokenReplyKind.Confirmed"/> and <see cref="TokenReplyKind.Ended"/>.</param>
/// <param name="StatusWord">The unprotected status word, with <see cref="TokenReplyKind.Refused"/>.</param>
public sealed record TokenReply(TokenReplyKind Kind, int? Counter, ushort? StatusWord);
