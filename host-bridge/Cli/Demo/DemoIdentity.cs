using System.Globalization;
using PaymentCode.Bank.Ledger;

namespace PaymentCode.Cli.Demo;

/// <summary>The people and things of one demonstration, invented from a seed.</summary>
internal sealed record DemoIdentity(string Phone, string Card, string Password, string Pin, string TerminalId, byte[] Serial)
{
    /// <summary>The identity of a seed; a further attempt, where a database knows the first one already, gives another.</summary>
    public static DemoIdentity Invent(int seed, int attempt)
    {
        var random = new Random(unchecked(seed + (attempt * 1_000_003)));
        var digits = random.Next(0, 100_000_000).ToString("D8", CultureInfo.InvariantCulture);
        var card = "622202" + random.NextInt64(0, 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture);
        var serial = new byte[8];
        random.NextBytes(serial);
        var terminal = random.Next(0, 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        return new DemoIdentity($"+86138{digits}", Luhn.Append(card), $"demo-{digits}", $"4{digits[..4]}7", $"AT{terminal}", serial);
    }
}
