namespace PaymentCode.Bridge.Tokens;

/// <summary>What a board on a serial link is: the application that it answers to.</summary>
public enum BoardKind
{
    /// <summary>A customer's token (docs/PROTOCOLS.md section 1).</summary>
    Token,

    /// <summary>The board of an acceptance terminal (docs/PROTOCOLS.md section 8).</summary>
    Terminal,
}
