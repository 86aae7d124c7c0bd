using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation.Tests.Nfc;

/// <summary>Frames that a host sends past the chip's program, through the registers of the contactless interface unit.</summary>
[TestClass]
public sealed class Pn532RegisterTests
{
    private readonly RadioField _field = new();
    private readonly SpiHost _host;

    public Pn532RegisterTests()
    {
        _host = new SpiHost(new Pn532Chip(new VirtualClock(), _field));
        Hex.Is("", _host.Command(0x32, 0x01, 0x01));
    }

    [TestMethod]
    public void Transceive_sends_the_FIFO_and_fills_it_with_the_answer()
    {
        _field.Bring(new MifareClassicCard([0xC1, 0xC2, 0xC3, 0xC4]));
        _host.Wait(10 * SpiHost.Ms);
        Transceive(7, 0x26);
        Hex.Is("02", _host.Command(0x06, 0x63, 0x3A));
        Hex.Is("040000", _host.Command(0x06, 0x63, 0x39, 0x63, 0x39, 0x63, 0x3A));
        Transceive(0, 0x93, 0x20);
        Hex.Is("05C1C2C3C40400", _host.Command(0x06, 0x63, 0x3A, 0x63, 0x39, 0x63, 0x39, 0x63, 0x39, 0x63, 0x39, 0x63, 0x39, 0x63, 0x3A));
    }

    [TestMethod]
    [DataRow((byte)0x26, DisplayName = "REQA ends with a 0")]
    [DataRow((byte)0x52, DisplayName = "WUPA ends with a 1")]
    public void The_timer_measures_the_cards_frame_delay_from_the_end_of_the_last_bit(byte request)
    {
        _field.Bring(new MifareClassicCard([0xC1, 0xC2, 0xC3, 0xC4]));
        _host.Wait(10 * SpiHost.Ms);
        Hex.Is("", _host.Command(0x08, 0x63, 0x1A, 0x80, 0x63, 0x1B, 0x00, 0x63, 0x1C, 0xFF, 0x63, 0x1D, 0xFF));
        Transceive(7, request);
        byte[] counter = _host.Command(0x06, 0x63, 0x1E, 0x63, 0x1F)!;

        // 1,172 periods, five bits of 128, less the 48 by which the timer is early.
        Assert.AreEqual(1172 + 640 - 48, 0xFFFF - ((counter[0] << 8) | counter[1]), 1);
    }

    [TestMethod]
    public void Without_an_answer_the_FIFO_stays_empty_and_the_timer_runs_out()
    {
        Hex.Is("", _host.Command(0x08, 0x63, 0x1A, 0x80, 0x63, 0x1C, 0xFF, 0x63, 0x1D, 0xFF));
        Transceive(7, 0x26);
        _host.Wait(10 * SpiHost.Ms);
        Hex.Is("000000", _host.Command(0x06, 0x63, 0x3A, 0x63, 0x1E, 0x63, 0x1F));
        _field.Bring(new NtagCard([0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66]));
        Hex.Is("01010044000704112233445566", _host.Command(0x4A, 0x01, 0x00));
    }

    [TestMethod]
    public void The_FIFO_takes_64_bytes_and_says_when_it_was_more()
    {
        Hex.Is("", _host.Command(0x08, 0x63, 0x3A, 0x80));
        for (int i = 0; i < 65; i++)
        {
            Hex.Is(i < 64 ? "00" : "10", OverflowAfter((byte)i));
        }

        Hex.Is("40", _host.Command(0x06, 0x63, 0x3A));
        Hex.Is("", _host.Command(0x08, 0x63, 0x3A, 0x80));
        Hex.Is("0000", _host.Command(0x06, 0x63, 0x3A, 0x63, 0x36));
    }

    private byte[]? OverflowAfter(byte value)
    {
        Hex.Is("", _host.Command(0x08, 0x63, 0x39, value));
        return _host.Command(0x06, 0x63, 0x36);
    }

    // As libnfc does it: command, flush, data, StartSend with the bits of the last byte.
    private void Transceive(byte lastBits, params byte[] bytes) => Hex.Is("", _host.Command(
        [0x08, 0x63, 0x31, 0x0C, 0x63, 0x3A, 0x80, .. bytes.SelectMany(value => (byte[])[0x63, 0x39, value]), 0x63, 0x3D, (byte)(0x80 | lastBits)]));
}
