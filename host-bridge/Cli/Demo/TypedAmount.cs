namespace PaymentCode.Cli.Demo;

/// <summary>An amount as it is typed at a terminal.</summary>
internal static class TypedAmount
{
    /// <summary>The keys for an amount with two decimals: its minor units, and OK.</summary>
    /// <exception cref="CommandLineFailure">It is no such amount.</exception>
    public static string Keys(string amount)
    {
        var isAmount = amount.Length is > 3 and <= 12 && amount[^3] == '.' && amount.Where((_, i) => i != amount.Length - 3).All(char.IsAsciiDigit) && amount.Any(sign => sign is >= '1' and <= '9');
        return isAmount
            ? amount.Replace(".", "", StringComparison.Ordinal).TrimStart('0') + "#"
            : throw new CommandLineFailure($"--amount: '{amount}' cannot be typed at the terminal: it takes digits and two decimals, such as 25.80");
    }
}
