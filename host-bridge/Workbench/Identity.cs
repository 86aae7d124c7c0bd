using PaymentCode.Bank.Ledger;
using PaymentCode.Workbench.Engine;

namespace PaymentCode.Workbench;

/// <summary>The people and things of a world, invented from its seed.</summary>
/// <param name="Name">The customer's name.</param>
/// <param name="Phone">Phone number.</param>
/// <param name="Card">Card number.</param>
/// <param name="Password">Password of online banking.</param>
/// <param name="Pin">Pick-up PIN.</param>
/// <param name="TokenSerial">Serial number of the token.</param>
/// <param name="AtmId">The ATM.</param>
/// <param name="OtherAtmId">Another ATM of the bank's.</param>
/// <param name="ClerkToken">The bank clerk's token.</param>
/// <param name="PaymentPassword">What the customer types at a terminal to pay.</param>
/// <param name="CardSecret">What he types there after his bank card.</param>
/// <param name="Receiver">Somebody whom he sends money to.</param>
/// <param name="TerminalId">The shop's terminal.</param>
/// <param name="TerminalSerial">Serial number of its board.</param>
/// <param name="TillId">The shop's till with a camera.</param>
internal sealed record Identity(
    string Name, string Phone, string Card, string Password, string Pin, byte[] TokenSerial, string AtmId, string OtherAtmId, string ClerkToken,
    string PaymentPassword, string CardSecret, Receiver Receiver, string TerminalId, byte[] TerminalSerial, string TillId)
{
    /// <summary>The shop's name.</summary>
    public const string Shop = "Tea House";

    /// <summary>What the bank knows it by.</summary>
    public const string MerchantId = "TEAHOUSE";

    private static readonly string[] Names = ["Li Na", "Wang Fang", "Zhang Wei", "Chen Jie", "Liu Yang", "Zhao Min"];

    /// <summary>The people of a seed.</summary>
    public static Identity Invent(int seed)
    {
        var chance = new Chance(seed, "people");
        var digits = chance.Digits(8);
        var card = "622202" + chance.Digits(9);
        var pin = chance.Digits(4);
        var atm = chance.Digits(5);
        byte[] token = [0x50, .. chance.Bytes(7)];
        var clerk = Convert.ToHexStringLower(chance.Bytes(32));
        var (password, secret, pos) = ($"8{chance.Digits(4)}5", $"7{chance.Digits(4)}6", chance.Digits(5));
        var (phone, receiversCard) = (chance.Digits(8), "622202" + chance.Digits(9));
        var receiver = new Receiver(Names[(seed + 1) % Names.Length], "+86139" + phone, Luhn.Append(receiversCard), "demo-" + phone);
        return new Identity(
            Names[seed % Names.Length], "+86138" + digits, Luhn.Append(card), "demo-" + digits, $"4{pin}7", token, "ATM" + atm, "ATX" + atm, clerk,
            password, secret, receiver, "POS" + pos, [0x54, .. chance.Bytes(7)], "TIL" + pos);
    }
}

/// <summary>Another customer of the bank's, who gets money.</summary>
/// <param name="Name">Name.</param>
/// <param name="Phone">Phone number, which stands for his account.</param>
/// <param name="Card">Card number.</param>
/// <param name="Password">Password of online banking.</param>
internal sealed record Receiver(string Name, string Phone, string Card, string Password);
