namespace PaymentCode.Cli.Demo;

/// <summary>How the code's picture comes before the ATM's camera.</summary>
internal enum PictureWay
{
    /// <summary>The token's own display.</summary>
    Token,

    /// <summary>The customer released the code to the phone, which draws the symbol.</summary>
    Phone,

    /// <summary>The phone photographed the token and shows the photograph.</summary>
    Photo,
}

/// <summary>What was asked of the demonstration.</summary>
internal sealed record DemoOptions(string Amount, PictureWay Via, int Seed, string? Folder, string? Connection);
