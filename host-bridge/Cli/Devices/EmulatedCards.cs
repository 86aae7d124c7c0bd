using PaymentCode.Boards;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Cli.Devices;

/// <summary>The cards that can be held to an emulated reader, by name.</summary>
internal static class EmulatedCards
{
    /// <summary>The token itself, which is a board with a PN532 of its own and no card.</summary>
    public const string Token = "token";

    /// <summary>What may be written for a card.</summary>
    public const string Names = "bank, token, ntag, classic, ultralight, iso";

    private const string Pan = "6217001234567893";
    private const string Expiry = "301231";

    private const byte Select = 0xA4;
    private const byte ReadBinary = 0xB0;

    /// <summary>Makes a card.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="CommandLineFailure">There is no such card.</exception>
    public static ContactlessCard Make(string name) => name switch
    {
        "bank" => Demonstration().Contactless,
        "iso" => new Iso14443Card([0x08, 0x50, 0x43, 0x01], TestApplication),
        "ntag" => new NtagCard([0x04, 0x50, 0x43, 0x02, 0x11, 0x22, 0x80], NdefRecord.Uri("https://paymentcode.example/shop/1")),
        "ultralight" => new UltralightCard([0x04, 0x50, 0x43, 0x03, 0x11, 0x22, 0x80]),
        "classic" => new MifareClassicCard([0xC1, 0x50, 0x43, 0x04]),
        _ => throw new CommandLineFailure($"there is no card \"{name}\": write one of {Names}"),
    };

    /// <summary>A card to try a reader with, at no bank: its key is known to everybody.</summary>
    public static BankCard Demonstration() => new(Pan, Expiry, [.. Enumerable.Range(0x10, 16).Select(value => (byte)value)]);

    // A card to try an APDU on: any SELECT succeeds, READ BINARY says what it is.
    private static byte[] TestApplication(byte[] command) => command switch
    {
        [0x00, Select, ..] => [0x90, 0x00],
        [0x00, ReadBinary, ..] => [.. "PaymentCode test card"u8, 0x90, 0x00],
        _ => [0x6D, 0x00],
    };
}
