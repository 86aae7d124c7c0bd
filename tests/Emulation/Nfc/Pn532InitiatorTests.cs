using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation.Tests.Nfc;

[TestClass]
public sealed class Pn532InitiatorTests
{
    private readonly VirtualClock _clock = new();
    private readonly RadioField _field = new();
    private readonly Pn532Chip _chip;
    private readonly SpiHost _host;

    public Pn532InitiatorTests()
    {
        _chip = new Pn532Chip(_clock, _field);
        _host = new SpiHost(_chip);
        Hex.Is("", _host.Command(0x32, 0x05, 0xFF, 0x01, 0x01));
    }

    [TestMethod]
    public void The_firmware_is_C106()
    {
        Hex.Is("32010607", _host.Command(0x02));
    }

    [TestMethod]
    public void A_card_with_the_block_protocol_is_listed_with_its_ATS_and_exchanges_APDUs()
    {
        _field.Bring(new Iso14443Card([0x08, 0x01, 0x02, 0x03], command => [.. command, 0x90, 0x00]));
        Hex.Is("010100042004080102030578808002", _host.Command(0x4A, 0x01, 0x00));
        Hex.Is("0000A404009000", _host.Command(0x40, 0x01, 0x00, 0xA4, 0x04, 0x00));
        Hex.Is("0000B0000000009000", _host.Command(0x40, 0x01, 0x00, 0xB0, 0x00, 0x00, 0x00, 0x00));
        Hex.Is("00", _host.Command(0x52, 0x01));
    }

    [TestMethod]
    public void Nothing_there_is_no_target()
    {
        Hex.Is("00", _host.Command(0x4A, 0x01, 0x00));
    }
}
