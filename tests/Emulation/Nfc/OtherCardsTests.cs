using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation.Tests.Nfc;

/// <summary>Type B and FeliCa cards, and the check bytes of all three codings.</summary>
[TestClass]
public sealed class OtherCardsTests
{
    private readonly RadioField _field = new();
    private readonly SpiHost _host;

    public OtherCardsTests()
    {
        _host = new SpiHost(new Pn532Chip(new VirtualClock(), _field));
        Hex.Is("", _host.Command(0x32, 0x05, 0xFF, 0x01, 0x01));
    }

    [TestMethod]
    public void A_Type_B_card_is_listed_with_its_ATQB_and_exchanges_APDUs()
    {
        _field.Bring(new Iso14443BCard([0x11, 0x22, 0x33, 0x44], command => [.. command, 0x90, 0x00]));
        Hex.Is("00", _host.Command(0x4A, 0x01, 0x00));
        Hex.Is("010150112233440000000000818101" + "00", _host.Command(0x4A, 0x01, 0x03, 0x00));
        byte[] data = new byte[200];
        Hex.Is("00" + Convert.ToHexString(data) + "9000", _host.Command([0x40, 0x01, .. data]));
        Hex.Is("00", _host.Command(0x44, 0x01));
        Hex.Is("00", _host.Command(0x4A, 0x01, 0x03, 0x00));
    }

    [TestMethod]
    public void A_FeliCa_card_is_listed_at_both_rates_and_says_that_it_is_there()
    {
        _field.Bring(new FeliCaCard([0x01, 0xFE, 1, 2, 3, 4, 5, 6], [8, 7, 6, 5, 4, 3, 2, 1], 0x12FC));
        Hex.Is("01011201" + "01FE010203040506" + "0807060504030201", _host.Command(0x4A, 0x01, 0x01, 0x00, 0xFF, 0xFF, 0x00, 0x00));
        Hex.Is("01011401" + "01FE010203040506" + "0807060504030201" + "12FC", _host.Command(0x4A, 0x01, 0x02, 0x00, 0xFF, 0xFF, 0x01, 0x00));
        Hex.Is("000B05" + "01FE010203040506" + "00", _host.Command(0x40, 0x01, 0x0A, 0x04, 0x01, 0xFE, 1, 2, 3, 4, 5, 6));
        Hex.Is("00", _host.Command(0x4A, 0x01, 0x01, 0x00, 0x00, 0x03, 0x00, 0x00));
        Hex.Is("00", _host.CommandWithin(5_000, 0x00, 0x04, 0x01), "128 polls, all answered");
    }

    // ISO/IEC 14443-3 annex B: 00 00 has CRC_A A0 1E, 12 34 has 26 CF; 00 00 00 has CRC_B CC C6, 0F AA FF has FC D1. FeliCa: SENSF_REQ of NFC Digital.
    [TestMethod]
    [DataRow(AirCoding.TypeA, "0000", "A01E")]
    [DataRow(AirCoding.TypeA, "1234", "26CF")]
    [DataRow(AirCoding.TypeB, "000000", "CCC6")]
    [DataRow(AirCoding.TypeB, "0FAAFF", "FCD1")]
    [DataRow(AirCoding.FeliCa, "0600FFFF0000", "0921")]
    public void Check_bytes_are_the_standards(AirCoding coding, string bytes, string check)
    {
        byte[] framed = RadioCrc.Append(coding, Convert.FromHexString(bytes));
        Assert.AreEqual(bytes + check, Convert.ToHexString(framed));
        Assert.IsTrue(RadioCrc.IsRight(coding, framed));
        framed[0] ^= 1;
        Assert.IsFalse(RadioCrc.IsRight(coding, framed));
    }
}
