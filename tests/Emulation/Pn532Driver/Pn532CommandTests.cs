using Iot.Device.Pn532;
using Iot.Device.Pn532.AsTarget;
using Iot.Device.Pn532.ListPassive;
using Iot.Device.Pn532.RfConfiguration;

namespace PaymentCode.Emulation.Tests;

/// <summary>Each call of the driver's stand-in as the frame that upstream's sends, and what it makes of the answer.</summary>
[TestClass]
public sealed class Pn532CommandTests : IDisposable
{
    private readonly Pn532Bench _bench = new();
    private readonly Pn532 _driver;

    public Pn532CommandTests() => _driver = _bench.OverSpi();

    public void Dispose() => _bench.Dispose();

    [TestMethod]
    public void Cards_are_listed_with_their_count_before_them()
    {
        _bench.Chip.Answer("4B010100040804112233" + "44");
        Assert.AreEqual("01010004080411223344", Hex(_driver.ListPassiveTarget(MaxTarget.One, TargetBaudRate.B106kbpsTypeA)));
        _bench.Chip.Answer("4B00");
        Assert.IsNull(_driver.ListPassiveTarget(MaxTarget.Two, TargetBaudRate.B106kbpsTypeB, new byte[] { 0x00 }), "There is none.");
        Sent("00FF04FCD44A0100E1", "00FF05FBD44A020300DD");
    }

    [TestMethod]
    public void An_APDU_goes_through_InDataExchange_and_raw_bytes_through_InCommunicateThru()
    {
        byte[] buffer = new byte[4];
        _bench.Chip.Answer("41009000");
        Assert.AreEqual(2, _driver.TransceiveAdvance(1, Bytes("00A4040000"), buffer));
        Assert.AreEqual("90000000", Hex(buffer));
        _bench.Chip.Answer("430001020304");
        Assert.AreEqual(4, _driver.Transceive(1, Bytes("3000"), buffer));
        Assert.AreEqual("01020304", Hex(buffer));
        Sent("00FF08F8D440" + "0100A404000043", "00FF04FCD4423000BA");
    }

    [TestMethod]
    public void A_MIFARE_authentication_goes_through_InDataExchange_where_no_answer_is_wanted()
    {
        _bench.Chip.Answer("4100");
        Assert.AreEqual(0, _driver.Transceive(1, Bytes("6004FFFFFFFFFFFF01020304"), SpanByte.Empty));
        _bench.Chip.Answer("4114");
        Assert.AreEqual(-1, _driver.Transceive(1, Bytes("6004FFFFFFFFFFFF01020304"), SpanByte.Empty), "Error 14.");
        Sent("00FF0FF1D440016004FFFFFFFFFFFF0102030483", "00FF0FF1D440016004FFFFFFFFFFFF0102030483");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _driver.Transceive(1, SpanByte.Empty, new byte[1]));
    }

    [TestMethod]
    public void An_error_of_the_card_overwrites_the_buffer_with_zeros_and_is_not_told()
    {
        byte[] buffer = [1, 2, 3];
        _bench.Chip.Answer("4101");
        Assert.AreEqual(-1, _driver.TransceiveAdvance(1, new byte[1], buffer));
        Assert.AreEqual("000000", Hex(buffer));
        _bench.Chip.Answer("41");
        Assert.AreEqual(-1, _driver.TransceiveAdvance(1, new byte[1], buffer), "No status at all.");
    }

    [TestMethod]
    public void Cards_are_deselected_selected_and_released()
    {
        _bench.Chip.Answer("4500");
        Assert.IsTrue(_driver.DeselectTarget(1));
        _bench.Chip.Answer("5500");
        Assert.IsTrue(_driver.SelectTarget(1));
        _bench.Chip.Answer("5300");
        Assert.IsTrue(_driver.ReleaseTarget(2));
        _bench.Chip.Answer("4527");
        _bench.Chip.Answer("5500");
        Assert.IsTrue(_driver.ReselectTarget(1), "The first step need not succeed.");
        _bench.Chip.Answer("5527");
        Assert.IsFalse(_driver.SelectTarget(1));
        Sent("00FF03FDD44401E7", "00FF03FDD45401D7", "00FF03FDD45202D8", "00FF03FDD44401E7", "00FF03FDD45401D7", "00FF03FDD45401D7");
    }

    [TestMethod]
    public void Polling_of_several_kinds_is_in_steps_of_150_ms()
    {
        _bench.Chip.Answer("6101200600FF");
        byte[]? found = _driver.AutoPoll(2, 449, [PollingType.MifareCard]);
        Assert.AreEqual("01200600FF", Hex(found));
        _bench.Chip.Answer("6100");
        Assert.AreEqual("00", Hex(_driver.AutoPoll(0xFF, ushort.MaxValue, [PollingType.GenericPassive106kbps])), "None is no null here.");
        Sent("00FF05FBD460020210B8", "00FF05FBD460FFFF00CE");
        Assert.IsNull(_driver.AutoPoll(1, 150, null!));
        Assert.IsNull(_driver.AutoPoll(1, 150, new PollingType[16]));
    }

    [TestMethod]
    public void A_target_sends_its_parameters_and_gets_the_initiator_s_first_command()
    {
        TargetMifareParameters mifare = new() { Atqa = [0x04, 0x00], NfcId3 = [0x11, 0x22, 0x33], Sak = 0x20 };
        _bench.Chip.Answer("13");
        _bench.Chip.Answer("8D08E080");
        AsTargetInitialized activated =
            _driver.InitAsTarget(TargetModeInitialization.PiccOnly, mifare, new TargetFeliCaParameters(), new TargetPiccParameters());
        Sent(
            "00FF03FDD41220FA",
            "00FF31CFD48C04" + "040011223320" + "01FEA1B2C3D4E5F60000000000000000FFFF" + "01FE0FBBBAA6C9890000" + "0A46666D01011002020080" + "00" + "1C");
        Assert.AreEqual("E080", Hex(activated.Initiator));
        Assert.IsTrue(activated.ModeInialized!.IsISO14443_4Picc);
        Assert.IsFalse(activated.ModeInialized.IsDep);
        Assert.AreEqual(TargetFramingType.Mifare, activated.ModeInialized.TargetFramingType);
        Assert.AreEqual(TargetBaudRateInialized.B106kbps, activated.ModeInialized.TargetBaudRate);
    }

    [TestMethod]
    public void A_target_that_nobody_activates_comes_back_with_nulls_and_sends_it_anew_the_next_time()
    {
        _driver.ReadTimeOut = 3;
        for (int i = 0; i < 2; i++)
        {
            AsTargetInitialized none = _driver.InitAsTarget(
                TargetModeInitialization.Default, new TargetMifareParameters(), new TargetFeliCaParameters(), new TargetPiccParameters());
            Assert.IsNull(none.ModeInialized);
            Assert.IsNull(none.Initiator);
        }

        Assert.HasCount(2, _bench.Chip.Frames);
        Assert.AreEqual(_bench.Chip.Frames[0], _bench.Chip.Frames[1]);
        _bench.Chip.Answers.Enqueue("0000FF02FED58D9E00");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _driver.InitAsTarget(
            TargetModeInitialization.Default, new TargetMifareParameters(), new TargetFeliCaParameters(), new TargetPiccParameters()));
    }

    [TestMethod]
    public void Other_targets_than_a_card_take_the_parameter_for_it_away()
    {
        _bench.Chip.Answer("13");
        _driver.ParametersFlags = ParametersFlags.ISO14443_4_PICC | ParametersFlags.AutomaticRATS | ParametersFlags.AutomaticATR_RES;
        _bench.Chip.Answer("13");
        _bench.Chip.Answer("8D25D400");
        AsTargetInitialized activated = _driver.InitAsTarget(
            TargetModeInitialization.DepOnly,
            new TargetMifareParameters(),
            new TargetFeliCaParameters(),
            new TargetPiccParameters { GeneralTarget = [], HistoricalTarget = [0x80] });
        Assert.AreEqual("00FF03FDD41234E6", _bench.Chip.Frames[0]);
        Assert.AreEqual("00FF03FDD4121406", _bench.Chip.Frames[1]);
        Assert.StartsWith("00FF28D8D48C02000000000040" + "01FEA1B2C3D4E5F60000000000000000FFFF" + "01FE0FBBBAA6C9890000" + "000180", _bench.Chip.Frames[2]);
        Assert.IsTrue(activated.ModeInialized!.IsDep);
        Assert.AreEqual(TargetFramingType.ActiveMode, activated.ModeInialized.TargetFramingType);
        Assert.AreEqual(TargetBaudRateInialized.B424kbps, activated.ModeInialized.TargetBaudRate);
    }

    [TestMethod]
    public void A_target_reads_and_writes_with_the_status_in_front()
    {
        byte[] buffer = new byte[8];
        _bench.Chip.Answer("870000A40400");
        Assert.AreEqual(5, _driver.ReadDataAsTarget(buffer));
        Assert.AreEqual("0000A40400000000", Hex(buffer));
        _bench.Chip.Answer("8F00");
        Assert.IsTrue(_driver.WriteDataAsTarget(Bytes("9000")));
        _bench.Chip.Answer("8F29");
        Assert.IsFalse(_driver.WriteDataAsTarget(Bytes("9000")), "Released.");
        _bench.Chip.Answer("8F");
        Assert.IsFalse(_driver.WriteDataAsTarget(Bytes("9000")), "No status.");
        Sent("00FF02FED486A6", "00FF04FCD48E90000E", "00FF04FCD48E90000E", "00FF04FCD48E90000E");
    }

    [TestMethod]
    public void Parameters_of_a_target_have_the_lengths_that_the_chip_prescribes()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new TargetMifareParameters { Atqa = new byte[1] });
        Assert.ThrowsExactly<ArgumentException>(() => new TargetMifareParameters { NfcId3 = new byte[4] });
        Assert.ThrowsExactly<ArgumentException>(() => new TargetFeliCaParameters { NfcId2 = new byte[7] });
        Assert.ThrowsExactly<ArgumentException>(() => new TargetFeliCaParameters { Pad = new byte[9] });
        Assert.ThrowsExactly<ArgumentException>(() => new TargetFeliCaParameters { SystemCode = [] });
        Assert.ThrowsExactly<ArgumentException>(() => new TargetPiccParameters { NfcId3 = new byte[9] });
        Assert.ThrowsExactly<ArgumentException>(() => new TargetPiccParameters { GeneralTarget = new byte[48] });
        Assert.ThrowsExactly<ArgumentException>(() => new TargetPiccParameters { HistoricalTarget = new byte[49] });
        Assert.HasCount(10 + 1 + 47 + 1 + 48, new TargetPiccParameters { GeneralTarget = new byte[47], HistoricalTarget = new byte[48] }.Serialize());
    }

    [TestMethod]
    public void The_field_is_configured_item_by_item()
    {
        Assert.IsTrue(_driver.SetRfField(RfFieldMode.RF | RfFieldMode.AutoRFCA));
        Assert.IsTrue(_driver.SetVariousTimings(new VariousTimingsMode()));
        Assert.IsTrue(_driver.SetMaxRetryWriteRead(3));
        Assert.IsTrue(_driver.SetMaxRetriesInitialization(new MaxRetriesMode()));
        Assert.IsTrue(_driver.SetAnalog106kbpsTypeA(new Analog106kbpsTypeAMode()));
        Assert.IsTrue(_driver.SetAnalog212_424Kbps(new Analog212_424kbpsMode()));
        Assert.IsTrue(_driver.SetAnalogTypeB(new AnalogSettingsTypeBMode()));
        Assert.IsTrue(_driver.SetAnalog212_424_848kbps(new Analog212_424_848kbpsMode()));
        Sent(
            "00FF04FCD4320103F6",
            "00FF06FAD43202000B0AE3",
            "00FF04FCD4320403F3",
            "00FF06FAD4320502" + "0100F2",
            "00FF0EF2D4320A59F43F114D85616F266287A2",
            "00FF0BF5D4320B69FF3F114185616FA1",
            "00FF06FAD4320CFF178553",
            "00FF0CF4D4320D85158A8508B28501DA2A");
    }

    [TestMethod]
    public void Registers_and_pins_are_read()
    {
        _bench.Chip.Answer("0740");
        Assert.IsTrue(_driver.ReadRegister(0x6305, out byte value));
        Assert.AreEqual(0x40, value);
        byte[] values = new byte[2];
        _bench.Chip.Answer("070102");
        Assert.IsTrue(_driver.ReadRegister([0x6305, 0x6306], values));
        Assert.AreEqual("0102", Hex(values));
        _bench.Chip.Answer("070304");
        Assert.IsTrue(_driver.ReadRegisterSfr([SfrRegister.PCON, SfrRegister.CIU_COMMAND], values));
        Assert.AreEqual("0304", Hex(values));
        _bench.Chip.Answer("0D3F0601");
        Assert.IsTrue(_driver.ReadGpio(out Port3 p3, out Port7 p7, out OperatingMode link));
        Assert.AreEqual((0x3F, Port7.P71 | Port7.P72, OperatingMode.Spi), ((int)p3, p7, link));
        Sent("00FF04FCD4066305BE", "00FF06FAD4066305630655", "00FF06FAD406FF87FFD1D0", "00FF02FED40C20");
        _driver.ReadTimeOut = 1;
        Assert.IsFalse(_driver.ReadGpio(out p3, out _, out _));
        Assert.AreEqual((Port3)0, p3);
    }

    [TestMethod]
    public void Pins_are_written_port_by_port()
    {
        for (int i = 0; i < 3; i++)
        {
            _bench.Chip.Answer("0F");
        }

        Assert.IsTrue(_driver.WriteGpio(Port7.P72, Port3.P34));
        Assert.IsTrue(_driver.WriteGpio(Port3.P34));
        Assert.IsTrue(_driver.WriteGpio(Port7.P72));
        Sent("00FF04FCD40E9084" + "0A", "00FF04FCD40E90008E", "00FF04FCD40E00849A");
    }

    [TestMethod]
    public void The_chip_goes_to_sleep_and_is_woken_by_its_chip_select()
    {
        _bench.Chip.Answer("1700");
        Assert.IsTrue(_driver.PowerDown(WakeUpEnable.Spi));
        Sent("00FF03FDD41620F6");
        _bench.Spi.Windows.Clear();
        _driver.WakeUp();
        CollectionAssert.AreEqual(new[] { "" }, _bench.Spi.Windows);
        _bench.Chip.Answer("1710");
        Assert.IsFalse(_driver.PowerDown(WakeUpEnable.Spi));
    }

    [TestMethod]
    public void Three_self_tests_are_there()
    {
        _bench.Chip.Answer("01001122334455667788");
        Assert.IsTrue(_driver.RunSelfTest(DiagnoseMode.CommunicationLineTest));
        _bench.Chip.Answer("01001122334455667789");
        Assert.IsFalse(_driver.RunSelfTest(DiagnoseMode.CommunicationLineTest));
        long before = _bench.Ticks;
        _bench.Chip.Answer("0100");
        Assert.IsTrue(_driver.RunSelfTest(DiagnoseMode.ROMTest));
        Assert.AreEqual(2 + 151 + 11, _bench.Ticks - before, "A sleep that begins just after a tick ends at the one behind its time.");
        _bench.Chip.Answer("01FF");
        Assert.IsFalse(_driver.RunSelfTest(DiagnoseMode.RAMTest));
        Sent("00FF0BF5D400001122334455667788C8", "00FF0BF5D400001122334455667788C8", "00FF03FDD400012B", "00FF03FDD400022A");
        Assert.ThrowsExactly<NotImplementedException>(() => _driver.RunSelfTest(DiagnoseMode.SelfAntenaTest));
        Assert.IsFalse(_driver.RunSelfTest((DiagnoseMode)0x20));
    }

    [TestMethod]
    public void The_virtual_card_s_timeout_is_in_steps_of_50_ms()
    {
        Assert.AreEqual(1_150u, _driver.VirtualCardTimeout);
        _driver.VirtualCardTimeout = 12_750;
        Assert.AreEqual(12_750u, _driver.VirtualCardTimeout);
        Sent("00FF05FBD41401FF0018");
        Assert.ThrowsExactly<ArgumentException>(() => _driver.VirtualCardTimeout = 12_800);
    }

    private void Sent(params string[] frames)
    {
        CollectionAssert.AreEqual(frames, _bench.Chip.Frames);
        Assert.IsEmpty(_bench.Chip.Malformed);
    }

    private static string Hex(byte[]? bytes) => Convert.ToHexString(bytes!);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);
}
