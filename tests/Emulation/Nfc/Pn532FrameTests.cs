using System.Device.Spi;
using PaymentCode.Benchmarks.Nfc;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation.Tests.Nfc;

/// <summary>The host's link: every field of a frame wrong in turn, cut off at each byte, of every length (UM0701-02 §6.2).</summary>
[TestClass]
public sealed class Pn532FrameTests
{
    private static readonly byte[] Ack = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];
    private static readonly byte[] Nack = [0x00, 0x00, 0xFF, 0xFF, 0x00, 0x00];
    private static readonly byte[] SyntaxError = [0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00];
    private static readonly byte[] GetFirmwareVersion = [0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00];
    private static readonly byte[] FirmwareVersion = [0x00, 0x00, 0xFF, 0x06, 0xFA, 0xD5, 0x03, 0x32, 0x01, 0x06, 0x07, 0xE8, 0x00];

    private readonly Pn532Chip _chip = new(new VirtualClock(), new RadioField());
    private readonly SpiHost _host;

    public Pn532FrameTests() => _host = new SpiHost(_chip);

    [TestMethod]
    public void A_command_is_acknowledged_and_answered()
    {
        _host.Write(GetFirmwareVersion);
        CollectionAssert.AreEqual(Ack, _host.Read());
        CollectionAssert.AreEqual(FirmwareVersion, _host.Read());
        Assert.IsFalse(_host.IsReady());
    }

    [TestMethod]
    [DataRow(2, "start code")]
    [DataRow(3, "LEN")]
    [DataRow(4, "LCS")]
    [DataRow(5, "TFI")]
    [DataRow(7, "DCS")]
    public void A_frame_with_a_wrong_field_is_not_heard(int place, string field)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            byte[] frame = (byte[])GetFirmwareVersion.Clone();
            frame[place] ^= (byte)(1 << bit);
            _host.Write(frame);
            _host.Wait(20 * SpiHost.Ms);
            Assert.IsFalse(_host.IsReady(), $"{field}, bit {bit}");
            Hex.Is("32010607", _host.Command(0x02), field);
        }
    }

    [TestMethod]
    public void A_TFI_that_is_not_the_hosts_is_not_heard_even_with_a_right_checksum()
    {
        _host.Write(0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD5, 0x02, 0x29, 0x00);
        _host.Wait(20 * SpiHost.Ms);
        Assert.IsFalse(_host.IsReady());
    }

    [TestMethod]
    public void A_frame_that_is_cut_off_anywhere_is_not_heard_and_the_next_one_is()
    {
        for (int length = 0; length < GetFirmwareVersion.Length - 1; length++)
        {
            _host.Write(GetFirmwareVersion[..length]);
            _host.Wait(20 * SpiHost.Ms);
            Assert.IsFalse(_host.IsReady(), $"{length} bytes");
            Hex.Is("32010607", _host.Command(0x02), $"after {length} bytes");
        }
    }

    [TestMethod]
    public void Preamble_may_be_long_or_missing_and_so_may_the_postamble()
    {
        _host.Write([.. new byte[20], .. GetFirmwareVersion]);
        CollectionAssert.AreEqual(Ack, _host.Read());
        CollectionAssert.AreEqual(FirmwareVersion, _host.Read());
        _host.Write(GetFirmwareVersion[1..^1]);
        CollectionAssert.AreEqual(Ack, _host.Read());
        CollectionAssert.AreEqual(FirmwareVersion, _host.Read());
    }

    [TestMethod]
    public void Frames_of_every_length_are_echoed_or_refused()
    {
        for (int length = 0; length <= 300; length++)
        {
            byte[] data = new byte[length];
            new Random(length).NextBytes(data);
            byte[] command = [0x00, 0x00, .. data];
            if (length > 262)
            {
                // TFI, code, test number and 262 bytes are the longest frame.
                _host.Write(SpiHost.Frame(command));
                _host.Wait(20 * SpiHost.Ms);
                Assert.IsFalse(_host.IsReady(), $"{length} bytes");
                continue;
            }

            Hex.Is("00" + Convert.ToHexString(data), _host.Command(command), $"{length} bytes");
        }

        Hex.Is("32010607", _host.Command(0x02));
    }

    [TestMethod]
    public void A_frame_whose_length_says_nothing_or_no_command_is_refused()
    {
        _host.Write(0x00, 0x00, 0xFF, 0x01, 0xFF, 0xD4, 0x2C, 0x00);
        CollectionAssert.AreEqual(Ack, _host.Read());
        CollectionAssert.AreEqual(SyntaxError, _host.Read());
        _host.Write(0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0x00);
        Assert.IsEmpty(_host.Read(20));
        Assert.IsEmpty(_chip.UnknownCommands);
    }

    [TestMethod]
    public void Extended_frames_are_taken_for_short_data_too_and_their_checksum_counts()
    {
        _host.Write(0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x00, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00);
        CollectionAssert.AreEqual(Ack, _host.Read());
        CollectionAssert.AreEqual(FirmwareVersion, _host.Read());
        _host.Write(0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x00, 0x02, 0xFF, 0xD4, 0x02, 0x2A, 0x00);
        Assert.IsEmpty(_host.Read(20));
    }

    [TestMethod]
    public void A_command_that_the_chip_does_not_have_is_a_syntax_error_and_recorded()
    {
        foreach (byte code in (byte[])[0x58, 0x46, 0x99])
        {
            _host.Write(SpiHost.Frame(code, 0x00));
            CollectionAssert.AreEqual(Ack, _host.Read());
            CollectionAssert.AreEqual(SyntaxError, _host.Read());
        }

        CollectionAssert.AreEqual((byte[])[0x58, 0x46, 0x99], _chip.UnknownCommands.ToArray());
    }

    [TestMethod]
    public void NACK_has_the_last_response_sent_again()
    {
        Hex.Is("32010607", _host.Command(0x02));
        _host.Write(Nack);
        CollectionAssert.AreEqual(FirmwareVersion, _host.Read());
        _host.Write(Nack);
        CollectionAssert.AreEqual(FirmwareVersion, _host.Read());
        _host.Write(Ack);
        Assert.IsFalse(_host.IsReady());
    }

    [TestMethod]
    public void The_hosts_ACK_ends_a_command_that_would_wait_for_ever()
    {
        _host.Begin(0x4A, 0x01, 0x00);
        _host.Wait(1_000 * SpiHost.Ms);
        Assert.IsFalse(_host.IsReady());
        _host.Write(Ack);
        _host.Wait(1_000 * SpiHost.Ms);
        Assert.IsFalse(_host.IsReady());
        Hex.Is("32010607", _host.Command(0x02));
    }

    [TestMethod]
    public void A_new_command_ends_the_one_that_runs()
    {
        _host.Begin(0x4A, 0x01, 0x00);
        _host.Wait(50 * SpiHost.Ms);
        Hex.Is("32010607", _host.Command(0x02));
        _host.Wait(1_000 * SpiHost.Ms);
        Assert.IsFalse(_host.IsReady());
    }

    [TestMethod]
    public void What_is_not_read_is_gone_with_the_next_command()
    {
        _host.Write(GetFirmwareVersion);
        _host.Wait(20 * SpiHost.Ms);
        Hex.Is("", _host.Command(0x14, 0x01));
        Assert.IsFalse(_host.IsReady());
    }

    [TestMethod]
    public void Without_preamble_and_postamble_from_the_next_frame_on()
    {
        _host.Write(SpiHost.Frame(0x12, 0x54));
        CollectionAssert.AreEqual(Ack, _host.Read());
        CollectionAssert.AreEqual((byte[])[0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD5, 0x13, 0x18, 0x00], _host.Read());
        _host.Write(GetFirmwareVersion);
        _host.Wait(5 * SpiHost.Ms);
        _host.Transfer(0x03, [], 6);
        CollectionAssert.AreEqual(FirmwareVersion[1..^1], _host.Transfer(0x03, [], FirmwareVersion.Length - 2));
    }

    [TestMethod]
    [DataRow(SpiMode.Mode1, 2_000_000)]
    [DataRow(SpiMode.Mode3, 2_000_000)]
    [DataRow(SpiMode.Mode0, 6_000_000)]
    public void Another_mode_or_too_fast_a_clock_carries_nothing(SpiMode mode, int clockHz)
    {
        _chip.Select();
        foreach (byte value in (byte[])[0x80, .. GetFirmwareVersion])
        {
            _chip.Exchange(value, mode, clockHz);
        }

        _chip.Deselect();
        _host.Wait(20 * SpiHost.Ms);
        Assert.IsFalse(_host.IsReady());
    }

    [TestMethod]
    public void A_chip_that_is_not_awake_hears_nothing_until_its_time_has_passed()
    {
        Pn532Chip chip = new(new VirtualClock());
        chip.PowerOn();
        Assert.IsFalse(chip.IsAwake);
        chip.Select();
        chip.Clock.Advance(SpiHost.Ms / 2);
        Assert.IsFalse(chip.IsAwake);
        chip.Clock.Advance(SpiHost.Ms);
        Assert.IsTrue(chip.IsAwake);
        chip.PowerOff();
        chip.Select();
        chip.Clock.Advance(10 * SpiHost.Ms);
        Assert.IsFalse(chip.IsAwake);
    }

    [TestMethod]
    public void Power_down_sleeps_until_the_wake_up_that_was_chosen()
    {
        Hex.Is("00", _host.Command(0x16, 0x20));
        _host.Wait(5 * SpiHost.Ms);
        Assert.IsFalse(_chip.IsAwake);
        _chip.Select();
        _host.Wait(2 * SpiHost.Ms);
        _chip.Deselect();
        Hex.Is("32010607", _host.Command(0x02));

        Hex.Is("00", _host.Command(0x16, 0x08));
        _host.Wait(5 * SpiHost.Ms);
        _chip.Select();
        _host.Wait(5 * SpiHost.Ms);
        Assert.IsFalse(_chip.IsAwake);
    }

    [TestMethod]
    public void Random_streams_never_leave_a_wrong_state()
    {
        Pn532Streams streams = new(20_261_122);
        for (int i = 0; i < 5_000; i++)
        {
            Assert.IsNull(streams.Run(), $"stream {i}");
        }
    }
}
