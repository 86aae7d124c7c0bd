using Iot.Device.Card;
using Iot.Device.Pn532;
using Iot.Device.Pn532.AsTarget;
using Iot.Device.Pn532.RfConfiguration;
using Iot.Device.Rfid;

namespace PaymentCode.Emulation.Tests;

/// <summary>What is wrong with upstream's driver is wrong with its stand-in: firmware that runs into it must do so on the PC.</summary>
[TestClass]
public sealed class Pn532FaultTests : IDisposable
{
    private readonly Pn532Bench _bench = new();
    private readonly Pn532 _driver;

    public Pn532FaultTests() => _driver = _bench.OverSpi();

    public void Dispose() => _bench.Dispose();

    [TestMethod]
    public void From_250_bytes_on_a_command_is_malformed()
    {
        byte[] buffer = new byte[2];
        _driver.ReadTimeOut = 2;
        _bench.Chip.Answer("41009000");
        Assert.AreEqual(2, _driver.TransceiveAdvance(1, new byte[248], buffer));
        Assert.AreEqual("00FFFB05D44001" + new string('0', 496) + "EB", _bench.Chip.Frames.Single());
        Assert.IsEmpty(_bench.Chip.Malformed);

        Assert.AreEqual(-1, _driver.TransceiveAdvance(1, new byte[249], buffer));
        Assert.AreEqual("00FFFFFF00FAD44001" + new string('0', 498) + "EB", _bench.Chip.Malformed.Single(), "The length is of the data alone, and its checksum is absent.");
        Assert.IsFalse(_driver.WriteDataAsTarget(new byte[300]));
        Assert.StartsWith("00FFFFFF012CD48E", _bench.Chip.Malformed[1]);
    }

    [TestMethod]
    public void An_answer_in_an_extended_frame_is_refused_but_for_one_that_would_not_need_it()
    {
        byte[] buffer = new byte[300];
        _bench.Chip.Answers.Enqueue("0000FFFFFF0103FCD54100" + new string('0', 512) + "EA00");
        Assert.AreEqual(-1, _driver.TransceiveAdvance(1, new byte[1], buffer));
        _bench.Chip.Answers.Enqueue("0000FFFFFF0005FBD541009000" + "5A00");
        Assert.AreEqual(2, _driver.TransceiveAdvance(1, new byte[1], buffer));
        _bench.Chip.Answer("4100" + new string('0', 504));
        Assert.AreEqual(252, _driver.TransceiveAdvance(1, new byte[1], buffer), "The longest that is not extended.");
    }

    [TestMethod]
    public void An_answer_longer_than_the_buffer_throws_and_costs_the_next_command()
    {
        _driver.ReadTimeOut = 3;
        _bench.Chip.Answer("4100010203");
        Assert.ThrowsExactly<ArgumentException>(() => _driver.TransceiveAdvance(1, new byte[1], new byte[2]));
        Assert.IsFalse(_bench.Board.Pin(Pn532Bench.ChipSelect).Level, "The chip stays selected.");
        _bench.Chip.Frames.Clear();
        Assert.IsFalse(_driver.SetRfField(RfFieldMode.RF));
        Assert.IsEmpty(_bench.Chip.Frames);
        Assert.IsTrue(_driver.SetRfField(RfFieldMode.RF));
    }

    [TestMethod]
    public void Over_I2C_and_a_serial_port_a_long_answer_throws_too()
    {
        Pn532 overI2c = _bench.OverI2c();
        _bench.Chip.Answer("8700010203");
        Assert.ThrowsExactly<ArgumentException>(() => overI2c.ReadDataAsTarget(new byte[3]));
        Assert.IsTrue(overI2c.SetRfField(RfFieldMode.RF));
        Pn532 overSerial = _bench.OverSerial(out _);
        _bench.Chip.Answer("8700010203");
        Assert.ThrowsExactly<ArgumentException>(() => overSerial.ReadDataAsTarget(new byte[3]));
        Assert.IsTrue(overSerial.SetRfField(RfFieldMode.RF), "What was not read is dropped before the next command.");
    }

    [TestMethod]
    [DataRow("0100FF02FED533F800", "preamble")]
    [DataRow("0001FF02FED533F800", "start code")]
    [DataRow("0000FE02FED533F800", "start code")]
    [DataRow("0000FF02FFD533F800", "length checksum")]
    [DataRow("0000FF02FED433F900", "sent by the host")]
    [DataRow("0000FF02FED535F600", "answer to another command")]
    [DataRow("0000FF02FED533F900", "data checksum")]
    [DataRow("0000FF02FED533F801", "postamble")]
    [DataRow("0000FF01FF7F8100", "error frame")]
    [DataRow("0000FF00FF00", "a second ACK")]
    [DataRow("0000FFFFFF0002FFD533F800", "extended length checksum")]
    [DataRow("", "nothing")]
    public void An_answer_with_a_fault_is_none_on_any_link(string answer, string fault)
    {
        _driver.ReadTimeOut = 2;
        _bench.Chip.Answers.Enqueue(answer);
        Assert.IsFalse(_driver.SetRfField(RfFieldMode.RF), fault);
        Assert.IsTrue(_driver.SetRfField(RfFieldMode.RF));
        Pn532 overI2c = _bench.OverI2c();
        overI2c.ReadTimeOut = 2;
        _bench.Chip.Answers.Enqueue(answer);
        Assert.IsFalse(overI2c.SetRfField(RfFieldMode.RF), fault);
        Assert.IsTrue(overI2c.SetRfField(RfFieldMode.RF));
        Pn532 overSerial = _bench.OverSerial(out _);
        _bench.Chip.Answers.Enqueue(answer);
        Assert.IsFalse(overSerial.SetRfField(RfFieldMode.RF), fault);
        Assert.IsTrue(overSerial.SetRfField(RfFieldMode.RF));
    }

    [TestMethod]
    public void A_serial_answer_that_breaks_off_is_a_timeout_out_of_the_driver()
    {
        Pn532 driver = _bench.OverSerial(out _);
        _bench.Chip.Answers.Enqueue("0000FF02FED5");
        Assert.ThrowsExactly<TimeoutException>(() => driver.SetRfField(RfFieldMode.RF));
        Assert.HasCount(1, _bench.Board.FirmwareFaults);
    }

    [TestMethod]
    public void InCommunicateThru_without_a_buffer_leaves_the_answer_in_the_chip()
    {
        _bench.Chip.Answer("4300");
        long before = _bench.Ticks;
        Assert.AreEqual(0, _driver.WriteReadDirect(new byte[] { 0x26 }, SpanByte.Empty));
        Assert.AreEqual(1, _bench.Ticks - before);
        Assert.IsTrue(_bench.Chip.Poll());
        Assert.IsTrue(_driver.SetRfField(RfFieldMode.RF), "The next command takes its place.");
    }

    [TestMethod]
    public void The_ATS_is_never_decoded()
    {
        byte[] listed = Convert.FromHexString("0100042004112233440578807002");
        Data106kbpsTypeA card = _driver.TryDecode106kbpsTypeA(new SpanByte(listed))!;
        Assert.AreEqual((1, 0x0004, 0x20), (card.TargetNumber, card.Atqa, card.Sak));
        Assert.AreEqual("11223344", Convert.ToHexString(card.NfcId));
        Assert.IsEmpty(card.Ats!);
        for (int length = 0; length < 9; length++)
        {
            Assert.IsNull(_driver.TryDecode106kbpsTypeA(new SpanByte(listed, 0, length)), $"{length} bytes");
        }
    }

    [TestMethod]
    public void A_Type_B_card_is_decoded_or_null_or_an_exception_by_where_it_ends()
    {
        byte[] listed = Convert.FromHexString("01" + "50" + "11223344" + "00000000" + "778171" + "FFFF");
        Data106kbpsTypeB card = _driver.TryDecodeData106kbpsTypeB(listed)!;
        Assert.AreEqual("11223344", Convert.ToHexString(card.NfcId));
        Assert.AreEqual((1, 0x50, MaxFrameSize.B256, true), (card.TargetNumber, card.Command, card.MaxFrameSize, card.ISO14443_4Compliance));
        Assert.AreEqual((38664.3f, true, false, ApplicationType.Proprietary), (card.FrameWaitingTime, card.CidSupported, card.NadSupported, card.ApplicationType));
        Assert.IsNull(_driver.TryDecodeData106kbpsTypeB(SpanByte.Empty));
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => _driver.TryDecodeData106kbpsTypeB(new SpanByte(listed, 0, 1)));
        for (int length = 2; length < 10; length++)
        {
            Assert.IsNull(_driver.TryDecodeData106kbpsTypeB(new SpanByte(listed, 0, length)), $"{length} bytes");
        }

        for (int length = 10; length < 13; length++)
        {
            Assert.ThrowsExactly<IndexOutOfRangeException>(() => _driver.TryDecodeData106kbpsTypeB(new SpanByte(listed, 0, length)));
        }
    }

    [TestMethod]
    public void FeliCa_is_never_decoded_and_Jewel_is()
    {
        Assert.IsNull(_driver.TryDecodeData212_424Kbps(Convert.FromHexString("01" + "14" + "01" + "01FE010203040506" + "0000000000000000" + "FFFF")));
        Data106kbpsInnovisionJewel jewel = _driver.TryDecodeData106kbpsInnovisionJewel(Convert.FromHexString("01000C11223344"))!;
        Assert.AreEqual("000C" + "11223344", Convert.ToHexString(jewel.Atqa) + Convert.ToHexString(jewel.JewelId));
        Assert.IsNull(_driver.TryDecodeData106kbpsInnovisionJewel(new byte[6]));
    }

    [TestMethod]
    public void Writing_registers_sends_a_read_with_the_values_in_it()
    {
        _driver.ReadTimeOut = 1;
        Assert.IsFalse(_driver.WriteRegister(0x6305, 0xAA));
        Assert.IsFalse(_driver.WriteRegisterSfr([SfrRegister.P3], new byte[] { 0x55 }));
        Assert.IsFalse(_driver.WriteRegister([0x6305, 0x6306], new byte[] { 0xAA, 0x55 }));
        CollectionAssert.AreEqual(
            new[] { "00FF05FBD4066305AA14", "00FF05FBD406FFB05522", "00FF08F8D406" + "630563060055" + "00" }, _bench.Chip.Frames);
    }

    [TestMethod]
    public void The_security_access_module_s_mode_cannot_be_set()
    {
        _driver.SecurityAccessModuleMode = SecurityAccessModuleMode.WiredCard;
        Assert.AreEqual(SecurityAccessModuleMode.Normal, _driver.SecurityAccessModuleMode);
        Assert.AreEqual("00FF05FBD41401170000", _bench.Chip.Frames.Single());
    }

    [TestMethod]
    public void Over_SPI_the_parameters_that_the_driver_remembers_are_not_those_that_it_set()
    {
        Assert.AreEqual((ParametersFlags)0, _driver.ParametersFlags);
        _ = _driver.InitAsTarget(
            TargetModeInitialization.PiccOnly, new TargetMifareParameters(), new TargetFeliCaParameters(), new TargetPiccParameters());
        Assert.AreEqual("00FF03FDD41220FA", _bench.Chip.Frames[0], "Automatic ATR_RES and RATS are off from now on.");
        Pn532 overSerial = _bench.OverSerial(out _);
        Assert.AreEqual((ParametersFlags)0x34, overSerial.ParametersFlags, "The chip has 14.");
    }

    [TestMethod]
    public void Told_to_leave_its_preambles_out_the_chip_gets_some()
    {
        _driver.ParametersFlags = ParametersFlags.RemovePrePostAmble;
        _bench.Spi.Windows.Clear();
        _bench.Chip.Answers.Enqueue("00FF02FED533F8");
        Assert.IsTrue(_driver.SetRfField(RfFieldMode.RF));
        Assert.AreEqual("01" + "00" + "00FF04FCD4320101F8" + "00", _bench.Spi.Windows[0]);
        _driver.ReadTimeOut = 1;
        Assert.IsFalse(_driver.SetRfField(RfFieldMode.RF), "The script answers with preamble.");
    }

    [TestMethod]
    [DataRow("9000", ErrorType.Success, 0)]
    [DataRow("9001", ErrorType.Unknown, 0)]
    [DataRow("90", ErrorType.Unknown, 0)]
    [DataRow("6112", ErrorType.BytesStillAvailable, 0x12)]
    [DataRow("6200", ErrorType.ProcessCompletedWarning, 0)]
    [DataRow("6283", ErrorType.StateNonVolatileMemoryUnchangedSelectedFileInvalidated, 0)]
    [DataRow("6300", ErrorType.StateNonVolatileMemoryChangedAuthenticationFailed, 0)]
    [DataRow("63C2", ErrorType.StateNonVolatileMemoryChanged, 2)]
    [DataRow("6382", ErrorType.StateNonVolatileMemoryChangedAuthenticationFailed, 2)]
    [DataRow("6380", ErrorType.ProcessCompletedWarning, 0)]
    [DataRow("6581", ErrorType.ProcessAbortedExecution, 0)]
    [DataRow("6700", ErrorType.ProcessAbortedChecking, 0)]
    [DataRow("6982", ErrorType.ProcessAbortedChecking, 0)]
    [DataRow("6983", ErrorType.CommandNotAllowedAuthenticationMethodBlocked, 0)]
    [DataRow("6984", ErrorType.CommandNotAllowedReferenceDataInvalidated, 0)]
    [DataRow("6985", ErrorType.CommandNotAllowedConditionsNotSatisfied, 0)]
    [DataRow("6A81", ErrorType.WrongParameterP1P2FunctionNotSupported, 0)]
    [DataRow("6A82", ErrorType.WrongParameterP1P2FileNotFound, 0)]
    [DataRow("6A83", ErrorType.WrongParameterP1P2RecordNotFound, 0)]
    [DataRow("6A88", ErrorType.ReferenceDataNotFound, 0)]
    [DataRow("6C10", ErrorType.WrongLength, 0x10)]
    [DataRow("6D00", ErrorType.InstructionCodeNotSupportedOrInvalid, 0)]
    [DataRow("6F00", ErrorType.ProcessAbortedChecking, 0)]
    public void A_status_word_is_taken_apart(string statusWord, ErrorType type, int count)
    {
        ProcessError error = new(Convert.FromHexString(statusWord));
        Assert.AreEqual((type, count), (error.ErrorType, error.CorrectLegnthOrBytesAvailable));
    }
}
