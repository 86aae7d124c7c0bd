using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tokens;

/// <summary>What a board with keys of the bank's is.</summary>
public static class BoardKind
{
    /// <summary>A customer's token.</summary>
    public const string Token = "token";

    /// <summary>The board of an acceptance terminal.</summary>
    public const string Terminal = "terminal";

    /// <summary>The application on it (docs/PROTOCOLS.md sections 1 and 8).</summary>
    internal static byte[] Aid(string kind) => kind == Terminal ? TerminalApplet.Aid() : TokenApplet.Aid();
}
