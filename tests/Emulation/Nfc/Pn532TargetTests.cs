using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation.Tests.Nfc;

/// <summary>Two chips, one as reader and one as card, each with a host of its own.</summary>
[TestClass]
public sealed class Pn532TargetTests
{
    private const int PatienceMs = 20_000;

    private readonly VirtualClock _clock = new();
    private readonly RadioField _field = new();
    private readonly Pn532Chip _targetChip;
    private readonly SpiHost _reader;
    private readonly SpiHost _target;

    public Pn532TargetTests()
    {
        _reader = new SpiHost(new Pn532Chip(_clock, _field));
        _targetChip = new Pn532Chip(_clock);
        _target = new SpiHost(_targetChip);
        Hex.Is("", _reader.Command(0x32, 0x05, 0xFF, 0x01, 0x01));
    }

    [TestMethod]
    public void A_chip_as_card_with_the_block_protocol_is_found_and_exchanges_APDUs()
    {
        Activate();
        Hex.Is("8100", _target.Command(0x8A));
        for (int i = 0; i < 3; i++)
        {
            byte[] command = [0x00, 0xA4, 0x04, (byte)i];
            _reader.Begin([0x40, 0x01, .. command]);
            Hex.Is("00" + Convert.ToHexString(command), _target.Command(0x86));
            Hex.Is("00", _target.Command(0x8E, (byte)i, 0x90, 0x00));
            Hex.Is($"000{i}9000", _reader.End(0x40));
        }

        Hex.Is("00", _reader.Command(0x52, 0x00));
        Hex.Is("29", _target.Command(0x86));
        Hex.Is("8200", _target.Command(0x8A));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(60)]
    [DataRow(61)]
    [DataRow(62)]
    [DataRow(122)]
    [DataRow(123)]
    [DataRow(255)]
    [DataRow(262)]
    public void Long_data_go_in_chained_blocks_both_ways(int length)
    {
        Activate();
        byte[] data = new byte[length];
        new Random(length).NextBytes(data);
        _reader.Begin([0x40, 0x01, .. data]);
        Hex.Is("00" + Convert.ToHexString(data), _target.Command(0x86));
        Array.Reverse(data);
        Hex.Is("00", _target.Command([0x8E, .. data]));
        Hex.Is("00" + Convert.ToHexString(data), _reader.End(0x40));
    }

    [TestMethod]
    public void A_slow_host_of_the_card_is_waited_for_by_extension()
    {
        Activate();
        _reader.Begin(0x40, 0x01, 0xB0);
        _target.Wait(2_000 * SpiHost.Ms);
        Hex.Is("00B0", _target.Command(0x86));
        _target.Wait(1_000 * SpiHost.Ms);
        Hex.Is("00", _target.Command(0x8E, 0x90, 0x00));
        Hex.Is("009000", _reader.End(0x40));
    }

    [TestMethod]
    public void A_card_that_is_taken_away_while_its_host_works_is_released_and_the_reader_times_out()
    {
        Activate();
        _reader.Begin(0x40, 0x01, 0xB0);
        Hex.Is("00B0", _target.Command(0x86));
        _field.Remove(_targetChip);
        Hex.Is("29", _target.Command(0x8E, 0x90, 0x00));
        Hex.Is("01", _reader.End(0x40, PatienceMs));
        Hex.Is("8000", _target.Command(0x8A));
    }

    [TestMethod]
    public void A_card_that_waits_for_data_hears_that_the_carrier_has_gone()
    {
        Activate();
        _target.Begin(0x86);
        Hex.Is("", _reader.Command(0x32, 0x01, 0x00));
        Hex.Is("29", _target.End(0x86));
    }

    [TestMethod]
    public void Frame_by_frame_the_host_answers_for_itself()
    {
        _field.Bring(_targetChip);
        InitAsTarget(0x01, sak: 0x00);
        Hex.Is("01010004000408345678", _reader.Command(0x4A, 0x01, 0x00));
        _reader.Begin(0x42, 0x30, 0x04);
        Hex.Is("003004", _target.End(0x8C));
        Hex.Is("00", _target.Command(0x90, 0xAA, 0xBB));
        Hex.Is("00AABB", _reader.End(0x42));
        _reader.Begin(0x42, 0x30, 0x08);
        Hex.Is("003008", _target.Command(0x88));
        Hex.Is("00", _target.Command(0x90, 0xCC));
        Hex.Is("00CC", _reader.End(0x42));
    }

    [TestMethod]
    public void Without_the_block_protocols_flag_nobody_becomes_an_ISO_14443_4_card()
    {
        _field.Bring(_targetChip);
        InitAsTarget(0x05, sak: 0x20);
        Hex.Is("00", _reader.Command(0x4A, 0x01, 0x00));
    }

    [TestMethod]
    public void The_hosts_ACK_ends_the_wait_for_a_reader()
    {
        _field.Bring(_targetChip);
        InitAsTarget(0x05, sak: 0x20);
        _target.Write(0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00);
        Hex.Is("32010607", _target.Command(0x02));
        Hex.Is("00", _reader.Command(0x4A, 0x01, 0x00));
    }

    [TestMethod]
    public void What_a_target_does_out_of_turn_is_refused()
    {
        Hex.Is("25", _target.Command(0x86));
        Hex.Is("25", _target.Command(0x8E, 0x90, 0x00));
        Hex.Is("25", _target.Command(0x88));
        Hex.Is("25", _target.Command(0x90, 0x00));
        Hex.Is("0000", _target.Command(0x8A));
        Hex.Is("syntax error", _target.Command(0x8C, 0x00));
        Hex.Is("syntax error", _target.Command([0x8E, .. new byte[263]]));
        Activate();
        Hex.Is("25", _target.Command(0x8E, 0x90, 0x00));
    }

    [TestMethod]
    public void A_lost_answer_is_asked_for_again_and_the_command_is_not_delivered_twice()
    {
        Activate();

        // At the edge of the reach frames get lost; R(NAK) and R(ACK) bring both sides together again, or the reader gives up.
        _field.Bring(_targetChip, 41);
        int delivered = 0;
        for (int i = 0; i < 50; i++)
        {
            _reader.Begin(0x40, 0x01, (byte)i);
            _target.Begin(0x86);
            byte[]? got = _target.End(0x86, 2000);
            if (got == null)
            {
                break;
            }

            Hex.Is($"00{i:X2}", got);
            Hex.Is("00", _target.Command(0x8E, (byte)i));
            byte[]? answer = _reader.End(0x40, PatienceMs);
            if (answer is not [0x00, _])
            {
                break;
            }

            Hex.Is($"00{i:X2}", answer);
            delivered++;
        }

        Assert.IsGreaterThan(20, delivered);
    }

    private void Activate()
    {
        _field.Bring(_targetChip);
        Hex.Is("", _target.Command(0x12, 0x34));
        InitAsTarget(0x05, sak: 0x20);
        Hex.Is("010100042004083456780575339203", _reader.Command(0x4A, 0x01, 0x00));
        Hex.Is("08E050", _target.End(0x8C));
    }

    private void InitAsTarget(byte mode, byte sak) =>
        _target.Begin([0x8C, mode, 0x04, 0x00, 0x34, 0x56, 0x78, sak, .. new byte[18], .. new byte[10], 0x00, 0x00]);
}
