using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation.Tests.Nfc;

/// <summary>The chip as reader of cards.</summary>
[TestClass]
public sealed class Pn532InitiatorTests
{
    private static readonly byte[] TagUid = [0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

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
    public void A_card_with_the_block_protocol_is_listed_with_its_ATS_and_exchanges_APDUs()
    {
        _field.Bring(Echo());
        Hex.Is("010100042004080102030578808002", _host.Command(0x4A, 0x01, 0x00));
        Hex.Is("0000A404009000", _host.Command(0x40, 0x01, 0x00, 0xA4, 0x04, 0x00));
        Hex.Is("0000010100000000", _host.Command(0x04));
        Hex.Is("00", _host.Command(0x00, 0x06));
        Hex.Is("00", _host.Command(0x52, 0x01));
        Hex.Is("00000000", _host.Command(0x04));
    }

    [TestMethod]
    public void An_antenna_beside_it_hears_each_frame_and_who_sent_it()
    {
        List<string> heard = [];
        Iso14443Card echo = Echo();
        _field.FrameSent += (card, frame) => heard.Add($"{(card == echo ? "card" : card == null ? "reader" : "?")} {Convert.ToHexString(frame.Bytes)}");
        _host.Command(0x4A, 0x01, 0x00);
        CollectionAssert.AreEqual(new[] { "reader 26" }, heard.Distinct().ToArray());

        heard.Clear();
        _field.Bring(echo);
        _host.Command(0x4A, 0x01, 0x00);
        string[] activation = ["reader 26", "card 0400", "reader 9320"];
        CollectionAssert.AreEqual(activation, heard.Take(3).ToArray());
        heard.Clear();
        _host.Command(0x40, 0x01, 0x00, 0xA4, 0x04, 0x00);

        // I-blocks of ISO/IEC 14443-4, with their check bytes.
        Assert.HasCount(2, heard);
        StringAssert.StartsWith(heard[0], "reader 0200A40400");
        StringAssert.StartsWith(heard[1], "card 0200A404009000");
    }

    [TestMethod]
    public void Nothing_there_is_no_target_and_nothing_to_exchange_with()
    {
        Hex.Is("00", _host.Command(0x4A, 0x01, 0x00));
        Hex.Is("27", _host.Command(0x40, 0x01, 0x00));
        Hex.Is("27", _host.Command(0x54, 0x01));
        Hex.Is("27", _host.Command(0x44, 0x02));
        Hex.Is("01", _host.Command(0x42, 0x30, 0x00));
        Hex.Is("01", _host.Command(0x04)![..1]);
    }

    [TestMethod]
    public void Before_SAMConfiguration_the_carrier_stays_off_and_nobody_is_found()
    {
        _field.Bring(Echo());
        _chip.PowerOff();
        _chip.PowerOn();
        _chip.Select();
        _host.Wait(2 * SpiHost.Ms);
        _chip.Deselect();
        Hex.Is("", _host.Command(0x32, 0x05, 0xFF, 0x01, 0x01));
        Hex.Is("00", _host.Command(0x4A, 0x01, 0x00));
        Assert.IsFalse(_chip.IsCarrierOn);
    }

    [TestMethod]
    public void Two_cards_are_told_apart_by_their_UIDs_and_each_is_reached()
    {
        _field.Bring(new Iso14443Card([0x08, 0x01, 0x02, 0x03], _ => [0x11, 0x90, 0x00]));
        _field.Bring(new Iso14443Card([0x08, 0x01, 0x02, 0x07], _ => [0x22, 0x90, 0x00]));
        byte[] listed = _host.Command(0x4A, 0x02, 0x00)!;
        Hex.Is("0201000420040801020705788080020200042004080102030578808002", listed);
        for (int i = 0; i < 3; i++)
        {
            Hex.Is("00229000", _host.Command(0x40, 0x01, 0xB0));
            Hex.Is("00119000", _host.Command(0x40, 0x02, 0xB0));
        }
    }

    [TestMethod]
    [DataRow("A1B2C3D4", "A1B2C3D5")]
    [DataRow("04112233445566", "04112233445567")]
    [DataRow("04112233445566", "A1B2C3D4")]
    [DataRow("01020304050607080910", "04112233445566")]
    public void Cards_of_all_UID_lengths_are_found_one_after_the_other(string one, string other)
    {
        foreach (string uid in (string[])[one, other])
        {
            _field.Bring(new Iso14443Card(Convert.FromHexString(uid), command => command));
        }

        List<string> found = [];
        for (int i = 0; i < 2; i++)
        {
            byte[] listed = _host.Command(0x4A, 0x01, 0x00)!;
            found.Add(Convert.ToHexString(listed.AsSpan(6, listed[5])));
            Hex.Is("00", _host.Command(0x44, 0x01));
        }

        Hex.Is("00", _host.Command(0x4A, 0x01, 0x00));
        CollectionAssert.AreEquivalent((string[])[one, other], found);
    }

    [TestMethod]
    public void A_card_is_asked_for_by_its_UID()
    {
        _field.Bring(new NtagCard(TagUid));
        _field.Bring(new NtagCard([0x04, 0x99, 0x22, 0x33, 0x44, 0x55, 0x66]));
        byte[] cascaded = [0x88, 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66];
        Hex.Is("01010044000704112233445566", _host.Command([0x4A, 0x01, 0x00, .. cascaded]));
        cascaded[3] = 0x00;
        Hex.Is("00", _host.Command([0x4A, 0x01, 0x00, .. cascaded]));
    }

    [TestMethod]
    public void A_halted_card_answers_when_it_is_asked_for_by_its_UID_and_not_otherwise()
    {
        _field.Bring(new NtagCard(TagUid));
        byte[] cascaded = [0x88, 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66];
        Hex.Is("01010044000704112233445566", _host.Command(0x4A, 0x01, 0x00));
        Hex.Is("00", _host.Command(0x44, 0x00));
        Hex.Is("00", _host.Command(0x4A, 0x01, 0x00));
        foreach (byte most in (byte[])[1, 2])
        {
            Hex.Is("01010044000704112233445566", _host.Command([0x4A, most, 0x00, .. cascaded]));
            Hex.Is("00041122BF", _host.Command(0x40, 0x01, 0x30, 0x00)?[..5]);
            Hex.Is("00", _host.Command(0x44, 0x00));
        }
    }

    [TestMethod]
    [DataRow(10, true)]
    [DataRow(39, true)]
    [DataRow(50, false)]
    [DataRow(200, false)]
    public void The_distance_decides_whether_a_card_is_found(int distanceMm, bool found)
    {
        _field.Bring(new NtagCard(TagUid), distanceMm);
        Assert.AreEqual(found ? 1 : 0, _host.Command(0x4A, 0x01, 0x00)![0]);
    }

    [TestMethod]
    public void A_card_that_leaves_at_any_moment_of_an_exchange_is_a_timeout_and_found_again()
    {
        for (int us = 100; us < 6_000; us += 300)
        {
            Iso14443Card card = Echo();
            _field.Bring(card);
            Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
            _host.Begin(0x40, 0x01, 0xB0);
            _clock.Schedule(_clock.NowNs + (us * 1_000), () => _field.Remove(card));
            byte[] answer = _host.End(0x40, 5_000)!;
            Assert.IsTrue(answer is [0x01] or [0x00, 0xB0, 0x90, 0x00], Convert.ToHexString(answer));
            Hex.Is("01", _host.CommandWithin(5_000, 0x40, 0x01, 0xB0));
            Hex.Is("01", _host.CommandWithin(5_000, 0x00, 0x06));
        }
    }

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(0, 13)]
    [DataRow(0, 14)]
    [DataRow(2, 64)]
    [DataRow(5, 250)]
    [DataRow(8, 260)]
    public void Long_data_are_chained_by_the_cards_frame_size(int frameSizeIndex, int length)
    {
        byte[] data = new byte[length];
        new Random(length).NextBytes(data);
        _field.Bring(new Iso14443Card([0x08, 0x01, 0x02, 0x03], command => command, new Iso14443Options { FrameSizeIndex = frameSizeIndex }));
        Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
        Hex.Is("00" + Convert.ToHexString(data), _host.Command([0x40, 0x01, .. data]));
    }

    [TestMethod]
    public void A_longer_command_or_answer_goes_in_parts_with_the_more_information_bit()
    {
        byte[] data = new byte[700];
        new Random(7).NextBytes(data);
        _field.Bring(new Iso14443Card([0x08, 0x01, 0x02, 0x03], command => command));
        Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
        Hex.Is("00", _host.Command([0x40, 0x41, .. data[..262]]));
        Hex.Is("00", _host.Command([0x40, 0x41, .. data[262..524]]));
        List<byte> received = [];
        byte[] part = _host.Command([0x40, 0x01, .. data[524..]])!;
        for (int parts = 0; parts < 10; parts++)
        {
            received.AddRange(part.AsSpan(1));
            if (part[0] == 0x00)
            {
                break;
            }

            Assert.AreEqual(0x40, part[0]);
            part = _host.Command(0x40, 0x01)!;
        }

        CollectionAssert.AreEqual(data, received);
    }

    [TestMethod]
    [DataRow(10, 0)]
    [DataRow(100, 1)]
    [DataRow(5_000, 2)]
    public void A_card_that_works_long_asks_for_more_time(int workMs, int extensions)
    {
        Iso14443Options options = new() { WorkNs = _ => workMs * SpiHost.Ms };
        Iso14443Card card = new([0x08, 0x01, 0x02, 0x03], command => command, options);
        _field.Bring(card);
        Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
        long beganNs = _clock.NowNs;
        Hex.Is("00B0", _host.CommandWithin(10_000, 0x40, 0x01, 0xB0));
        Assert.IsGreaterThanOrEqualTo(workMs * SpiHost.Ms, _clock.NowNs - beganNs);
        Assert.AreEqual(extensions, card.Extensions);
        Assert.AreEqual(1, card.Commands);
    }

    [TestMethod]
    public void Lost_blocks_are_repeated_and_no_command_is_executed_twice()
    {
        Iso14443Card card = Echo();
        _field.Bring(card);
        Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
        _field.Bring(card, 41);
        int exchanges = 0;
        for (; exchanges < 200; exchanges++)
        {
            byte[] answer = _host.CommandWithin(5_000, 0x40, 0x01, (byte)exchanges)!;
            if (answer[0] != 0x00)
            {
                break;
            }

            Hex.Is($"00{exchanges:X2}9000", answer);
            Assert.AreEqual(exchanges + 1, card.Commands);
        }

        Assert.IsGreaterThan(20, exchanges);
    }

    [TestMethod]
    public void A_relay_shows_in_the_time_and_breaks_the_waiting_time()
    {
        _field.Bring(Echo());
        Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
        long beganNs = _clock.NowNs;
        Hex.Is("00B09000", _host.Command(0x40, 0x01, 0xB0));
        long nearNs = _clock.NowNs - beganNs;
        _field.RelayDelayMs = 40;
        beganNs = _clock.NowNs;
        Hex.Is("00B09000", _host.Command(0x40, 0x01, 0xB0));
        Assert.IsGreaterThan(nearNs + (39 * SpiHost.Ms), _clock.NowNs - beganNs);
        _field.RelayDelayMs = 90;
        Hex.Is("01", _host.CommandWithin(5_000, 0x40, 0x01, 0xB0));
    }

    [TestMethod]
    public void A_MIFARE_Classic_card_is_read_and_written_with_its_key_and_refuses_a_wrong_one()
    {
        MifareClassicCard card = new([0xC1, 0xC2, 0xC3, 0xC4]);
        card.Load(4, [.. "sixteen bytes..."u8]);
        _field.Bring(card);
        Hex.Is("010100040804C1C2C3C4", _host.Command(0x4A, 0x01, 0x00));
        Hex.Is("00", Authenticate(4, 0xFF));
        Hex.Is("007369787465656E2062797465732E2E2E", _host.Command(0x40, 0x01, 0x30, 0x04));
        Hex.Is("00", _host.Command([0x40, 0x01, 0xA0, 0x05, .. "another sixteen."u8]));
        CollectionAssert.AreEqual("another sixteen."u8.ToArray(), card.Image(5));

        // Another sector needs its own authentication.
        Hex.Is("14", _host.Command(0x40, 0x01, 0x30, 0x08));
        Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
        Hex.Is("14", Authenticate(4, 0x00));
        Hex.Is("14", _host.Command(0x40, 0x01, 0x30, 0x04));
        Hex.Is("syntax error", _host.Command(0x40, 0x01, 0x60, 0x04, 0xFF));
    }

    [TestMethod]
    public void A_value_block_goes_up_and_down_and_is_transferred()
    {
        MifareClassicCard card = new([0xC1, 0xC2, 0xC3, 0xC4]);
        card.Load(4, Convert.FromHexString("640000009BFFFFFF6400000004FB04FB"));
        _field.Bring(card);
        Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
        Hex.Is("00", Authenticate(4, 0xFF));
        Hex.Is("00", _host.Command(0x40, 0x01, 0xC0, 0x04, 0x0A, 0x00, 0x00, 0x00));
        Hex.Is("00", _host.Command(0x40, 0x01, 0xB0, 0x04));
        Assert.AreEqual("5A000000A5FFFFFF5A00000004FB04FB", Convert.ToHexString(card.Image(4)));
        Hex.Is("14", _host.Command(0x40, 0x01, 0xC1, 0x05, 0x0A, 0x00, 0x00, 0x00));
    }

    [TestMethod]
    public void An_NTAG_is_read_written_and_protected()
    {
        NtagCard tag = new(TagUid, NdefRecord.Text("hello"));
        tag.Protect([1, 2, 3, 4], [0xAA, 0xBB], fromPage: 10, alsoReading: false);
        _field.Bring(tag);
        Hex.Is("01010044000704112233445566", _host.Command(0x4A, 0x01, 0x00));
        Hex.Is("00030CD101085402656E68656C6C6FFE00", _host.Command(0x40, 0x01, 0x30, 0x04));
        Hex.Is("00", _host.Command(0x40, 0x01, 0xA2, 0x08, 0x11, 0x22, 0x33, 0x44));
        Hex.Is("0011223344", _host.Command(0x40, 0x01, 0x3A, 0x08, 0x08));
        Hex.Is("000004040201000F03", _host.Command(0x42, 0x60));
        Hex.Is("13", _host.Command(0x40, 0x01, 0xA2, 0x0B, 0x11, 0x22, 0x33, 0x44));
        Hex.Is("01", _host.Command(0x40, 0x01, 0x30, 0x04), "after a NAK the tag has to be selected again");
        Assert.AreEqual(1, _host.Command(0x4A, 0x01, 0x00)![0]);
        Hex.Is("00AABB", _host.Command(0x40, 0x01, 0x1B, 0x01, 0x02, 0x03, 0x04));
        Hex.Is("00", _host.Command(0x40, 0x01, 0xA2, 0x0B, 0x11, 0x22, 0x33, 0x44));
        Hex.Is("13", _host.Command(0x40, 0x01, 0x30, 0x2D));
    }

    [TestMethod]
    public void InAutoPoll_names_the_type_and_gives_up_after_its_polls()
    {
        long beganNs = _clock.NowNs;
        Hex.Is("00", _host.CommandWithin(5_000, 0x60, 0x02, 0x02, 0x10, 0x20));
        Assert.IsGreaterThanOrEqualTo(1_200 * SpiHost.Ms, _clock.NowNs - beganNs);
        _field.Bring(Echo());
        Hex.Is("01200E0100042004080102030578808002", _host.CommandWithin(5_000, 0x60, 0x02, 0x02, 0x20, 0x10));
    }

    [TestMethod]
    public void Registers_and_ports_hold_what_is_written_and_say_what_they_are()
    {
        Hex.Is("80", _host.Command(0x06, 0x63, 0x27));
        Hex.Is("", _host.Command(0x08, 0x63, 0x02, 0x80, 0x63, 0x0D, 0x10));
        Hex.Is("8010", _host.Command(0x06, 0x63, 0x02, 0x63, 0x0D));
        Hex.Is("3F0602", _host.Command(0x0C));
        Hex.Is("", _host.Command(0x0E, 0x81, 0x00));
        Hex.Is("010602", _host.Command(0x0C));
        Hex.Is("syntax error", _host.Command(0x06, 0x63));
        Hex.Is("syntax error", _host.Command(0x08, 0x63, 0x02));
        Hex.Is("syntax error", _host.Command(0x32, 0x07, 0x00));
        Hex.Is("80", _host.CommandWithin(5_000, 0x00, 0x04, 0x01), "128 polls without a FeliCa card");
        Hex.Is("00", _host.Command(0x00, 0x01));
    }

    private static Iso14443Card Echo() => new([0x08, 0x01, 0x02, 0x03], command => [.. command, 0x90, 0x00]);

    private byte[]? Authenticate(byte block, byte keyByte) => _host.Command(
        0x40, 0x01, 0x60, block, keyByte, keyByte, keyByte, keyByte, keyByte, keyByte, 0xC1, 0xC2, 0xC3, 0xC4);
}
