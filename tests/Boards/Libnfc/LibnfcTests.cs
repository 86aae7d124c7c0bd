using System.Diagnostics;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Boards.Tests.Libnfc;

/// <summary>Programs that others wrote for the real chip (libnfc 1.8 of Debian) work with the emulated one.</summary>
[TestClass]
public sealed class LibnfcTests
{
    private static readonly byte[] TagUid = [0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

    [TestMethod]
    public void Nfc_list_shows_two_cards_and_what_they_are()
    {
        Iso14443Card card = new([0xA1, 0xB2, 0xC3, 0xD4], command => command, new Iso14443Options { HistoricalBytes = [0x50, 0x43] });
        using ReaderAtPace reader = new(card, new NtagCard(TagUid));
        string listed = reader.Run("nfc-list", "-v");
        StringAssert.Contains(listed, "2 ISO14443A passive target(s) found");
        StringAssert.Contains(listed, "UID (NFCID1): a1  b2  c3  d4");
        StringAssert.Contains(listed, "SAK (SEL_RES): 20");
        StringAssert.Contains(listed, "ATS: 78  80  80  02  50  43");
        StringAssert.Contains(listed, "UID (NFCID1): 04  11  22  33  44  55  66");
        StringAssert.Contains(listed, "SAK (SEL_RES): 00");
        StringAssert.Contains(listed, "0 Felica (212 kbps) passive target(s) found");
        Assert.IsEmpty(reader.UnknownCommands);
    }

    [TestMethod]
    public void Nfc_poll_finds_a_card_and_notices_that_it_is_taken_away()
    {
        Iso14443Card card = new([0xA1, 0xB2, 0xC3, 0xD4], command => command);
        using ReaderAtPace reader = new(card);
        using Process poll = reader.Start("nfc-poll");
        string output = "";
        while (!output.Contains("Waiting for card removing", StringComparison.Ordinal))
        {
            int next = poll.StandardOutput.Read();
            Assert.AreNotEqual(-1, next, output);
            output += (char)next;
        }

        reader.Remove(card);
        output += poll.StandardOutput.ReadToEnd();
        string errors = poll.StandardError.ReadToEnd();
        poll.WaitForExit();
        StringAssert.Contains(output, "UID (NFCID1): a1  b2  c3  d4");
        StringAssert.Contains(output, "done.");
        StringAssert.Contains(errors, "Target Released");
        Assert.IsEmpty(reader.UnknownCommands);
    }

    [TestMethod]
    public void Nfc_mfultralight_reads_a_tag_and_writes_it()
    {
        NtagCard tag = new(TagUid, NdefRecord.Uri("https://paymentcode.example/"));
        using ReaderAtPace reader = new(tag);
        string read = reader.Run("nfc-mfultralight", "r", "tag.mfd");
        StringAssert.Contains(read, "NTAG Type: NTAG213 (144 user bytes)");
        StringAssert.Contains(read, "Done, 45 of 45 pages read (0 pages failed).");
        byte[] dump = File.ReadAllBytes(reader.File("tag.mfd"));
        byte[] image = tag.Image();
        CollectionAssert.AreEqual(image[..(43 * 4)], dump[..(43 * 4)]);

        dump[8 * 4] ^= 0xFF;
        File.WriteAllBytes(reader.File("tag.mfd"), dump);
        StringAssert.Contains(reader.Run("nfc-mfultralight", "w", "tag.mfd"), "0 pages failed");
        Assert.AreEqual(dump[8 * 4], tag.Image()[8 * 4]);
    }

    [TestMethod]
    public void Nfc_mfultralight_reads_a_card_that_does_not_know_the_newer_commands()
    {
        UltralightCard card = new(TagUid);
        using ReaderAtPace reader = new(card);
        StringAssert.Contains(reader.Run("nfc-mfultralight", "r", "card.mfd"), "Done, 16 of 16 pages read (0 pages failed).");
        CollectionAssert.AreEqual(card.Image(), File.ReadAllBytes(reader.File("card.mfd")));
    }

    [TestMethod]
    public void Nfc_mfclassic_reads_a_card_with_its_keys()
    {
        MifareClassicCard card = new([0xC1, 0xC2, 0xC3, 0xC4]);
        card.Load(5, [.. "sixteen bytes..."u8]);
        using ReaderAtPace reader = new(card);
        reader.Run("nfc-mfclassic", "r", "a", "u", "card.mfd");
        byte[] dump = File.ReadAllBytes(reader.File("card.mfd"));
        CollectionAssert.AreEqual(card.Image(0), dump[..16]);
        CollectionAssert.AreEqual(card.Image(5), dump[80..96]);
    }

    [TestMethod]
    public void Nfc_anticol_selects_a_card_with_frames_of_its_own()
    {
        using ReaderAtPace reader = new(new NtagCard(TagUid));
        string selected = reader.Run("nfc-anticol");
        StringAssert.Contains(selected, "UID: 04112233445566");
        StringAssert.Contains(selected, "ATQA: 0044");
    }

    [TestMethod]
    public void Nfc_anticol_measures_the_cards_frame_delay_with_the_units_timer()
    {
        using ReaderAtPace reader = new(new NtagCard(TagUid));
        string selected = reader.Run("nfc-anticol", "-t");
        StringAssert.Contains(selected, "UID: 04112233445566");
        StringAssert.Contains(selected, "Response after 1172 cycles");
        StringAssert.Contains(selected, "Response after 1236 cycles");
    }

    [TestMethod]
    public void A_program_on_libnfcs_interface_exchanges_APDUs_of_any_length()
    {
        Iso14443Card card = new([0xA1, 0xB2, 0xC3, 0xD4], command => [.. command, 0x90, 0x00]);
        using ReaderAtPace reader = new(card);
        using LibnfcDevice device = new(reader.Device);
        device.Select();
        foreach (int length in (int[])[1, 5, 61, 62, 200, 258])
        {
            byte[] command = new byte[length];
            new Random(length).NextBytes(command);
            byte[]? answer = device.Exchange(command, out int error);
            Assert.AreEqual(length + 2, error);
            CollectionAssert.AreEqual((byte[])[.. command, 0x90, 0x00], answer);
        }

        reader.Remove(card);
        Assert.IsNull(device.Exchange([0x00, 0xB0, 0x00, 0x00], out int lost));
        Assert.IsLessThan(0, lost);
        Assert.IsEmpty(reader.UnknownCommands);
    }
}
