using PaymentCode.Boards;
using PaymentCode.Core.Apdu;

namespace PaymentCode.Token.Tests;

/// <summary>The driver of the PN532, byte by byte, against a chip that says what the test wants.</summary>
[TestClass]
public sealed class NfcTargetTests
{
    private const string Activated = "8D08E080";
    private const string Select = "00A4040009F0504159434F444501";
    private const string Selected = "6F0B8409F0504159434F4445019000";

    [TestMethod]
    public void It_sets_the_chip_up_with_the_bytes_of_the_manual()
    {
        (_, ScriptedPn532 chip) = Listening();
        CollectionAssert.AreEqual(
            new[]
            {
                "0000FF03FDD414011700",
                "0000FF02FED4022A00",
                "0000FF03FDD41220FA00",
                "0000FF27D9D48C040400060708200000000000000000000000000000000000000000000000000000000000006300",
            },
            chip.Frames);
    }

    [TestMethod]
    public void A_command_is_answered_within_the_step_that_finds_it()
    {
        (TokenBoard board, ScriptedPn532 chip) = Listening();
        chip.Say(Activated);
        board.Step();
        Assert.AreEqual("0000FF02FED486A600", chip.Frames[^1]);
        chip.Say("8700" + Select);
        board.Step();
        Assert.AreEqual("0000FF11EFD48E" + Selected, chip.Frames[^2][..^4]);
        Assert.AreEqual("0000FF02FED486A600", chip.Frames[^1]);
    }

    [TestMethod]
    public void A_step_looks_at_the_status_byte_once_while_no_reader_is_there()
    {
        (TokenBoard board, ScriptedPn532 chip) = Listening();
        int before = chip.StatusReads;
        int frames = chip.Frames.Count;
        board.Advance(1000);
        Assert.AreEqual(100, chip.StatusReads - before);
        Assert.AreEqual(frames, chip.Frames.Count);
    }

    [TestMethod]
    public void A_step_executes_one_command_however_many_wait()
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        chip.Answers[0x86] = "870080CA00E1";
        chip.Say("870080CA00E1");
        for (int answers = 1; answers <= 20; answers++)
        {
            board.Step();
            Assert.HasCount(answers, chip.Responses);
        }
    }

    [TestMethod]
    public void What_arrives_in_parts_is_one_command()
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        chip.Say("8740" + Select[..10]);
        board.Step();
        chip.Say("8740" + Select[10..12]);
        board.Step();
        Assert.IsEmpty(chip.Responses);
        chip.Say("8700" + Select[12..]);
        board.Step();
        Assert.AreEqual(Selected, chip.Responses.Single());
    }

    [TestMethod]
    [DataRow(240)]
    [DataRow(253)]
    [DataRow(262)]
    public void A_long_command_arrives_in_a_normal_frame_or_an_extended_one(int length)
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        chip.Say("8700" + Convert.ToHexString(Long(length)));
        board.Advance(30);
        Assert.AreEqual("6E00", chip.Responses.Single());
    }

    [TestMethod]
    public void A_command_without_end_is_read_to_its_end_and_answered_as_too_long()
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        for (int part = 0; part < 40; part++)
        {
            chip.Say("8740" + Convert.ToHexString(new byte[200]));
            board.Step();
        }

        chip.Say("870000");
        board.Step();
        Assert.AreEqual("6700", chip.Responses.Single());
        chip.Say("8700" + Select);
        board.Step();
        Assert.AreEqual(Selected, chip.Responses[^1]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("00")]
    [DataRow("00A404")]
    public void What_is_no_command_gets_a_status_word(string apdu)
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        chip.Say("8700" + apdu);
        board.Step();
        Assert.AreEqual("6700", chip.Responses.Single());
    }

    [TestMethod]
    [DataRow("8729", 1)]
    [DataRow("8701", 1)]
    [DataRow("870A", 1)]
    [DataRow("8725", 1)]
    [DataRow("8727", 1)]
    [DataRow("872B", 1)]
    [DataRow("8707", 1)]
    [DataRow("8731", 1)]
    [DataRow("870D", 4)]
    [DataRow("8710", 4)]
    [DataRow("8726", 4)]
    [DataRow("872D", 4)]
    [DataRow("87", 4)]
    [DataRow("8900", 4)]
    public void After_any_error_the_next_reader_is_waited_for(string answer, int commands)
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        int before = chip.Frames.Count(frame => frame != ScriptedPn532.Acknowledge);
        chip.Say(answer);
        board.Advance(200);
        Assert.AreEqual(commands, chip.Frames.Count(frame => frame != ScriptedPn532.Acknowledge) - before);
        Assert.AreEqual("D48C", chip.Frames[^1][10..14]);
        SelectAnswers(board, chip);
    }

    [TestMethod]
    [DataRow("8F29")]
    [DataRow("8F0A")]
    [DataRow("8F01")]
    [DataRow("8F27")]
    [DataRow("8F")]
    [DataRow("8F0000")]
    public void A_field_that_is_gone_before_the_answer_leaves_ends_the_conversation(string answer)
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        chip.Answers[0x8E] = answer;
        chip.Say("8700" + Select);
        board.Advance(200);
        Assert.AreEqual("D48C", chip.Frames[^1][10..14]);
        chip.Answers[0x8E] = "8F00";
        SelectAnswers(board, chip);
    }

    [TestMethod]
    public void A_block_spoilt_on_the_air_is_waited_for_again_three_times()
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        foreach (string fault in new[] { "8702", "8703", "8705" })
        {
            chip.Say(fault);
            board.Step();
            Assert.AreEqual("0000FF02FED486A600", chip.Frames[^1]);
        }

        chip.Say("8702");
        board.Step();
        Assert.AreEqual("D48C", chip.Frames[^1][10..14]);
    }

    [TestMethod]
    public void A_spoilt_frame_is_asked_for_once_more()
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        chip.SayRaw(Convert.FromHexString("0000FF05FBD587006F00" + "3600"));
        board.Step();
        Assert.AreEqual(ScriptedPn532.NotAcknowledge, chip.Frames[^1]);
        chip.Say("8700" + Select);
        board.Advance(30);
        Assert.AreEqual(Selected, chip.Responses.Single());
    }

    [TestMethod]
    [DataRow((byte)0x00)]
    [DataRow((byte)0xFF)]
    [DataRow((byte)0x55)]
    public void Without_the_chip_the_token_works_and_finds_it_when_it_appears(byte silence)
    {
        ScriptedPn532 chip = new() { Dead = silence };
        TokenHost host = new(new TokenBoard(1, TestToken.PersonalisedImage, _ => chip));
        Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(2)));
        host.Board.Advance(3000);
        Assert.AreEqual(0x0F, host.Information().LifeCycle);
        chip.Dead = null;
        host.Board.Advance(1500);
        SelectAnswers(host.Board, chip);
    }

    [TestMethod]
    [DataRow((byte)0x00)]
    [DataRow((byte)0xFF)]
    public void A_chip_that_loses_its_power_in_any_state_is_set_up_again(byte silence)
    {
        for (int state = 0; state < 4; state++)
        {
            (TokenBoard board, ScriptedPn532 chip) = state == 0 ? Listening() : InSession();
            switch (state)
            {
                case 2:
                    chip.Answers.Remove(0x8E);
                    chip.Say("8700" + Select);
                    board.Step();
                    break;
                case 3:
                    chip.Say("8740" + Select[..10]);
                    board.Step();
                    break;
            }

            chip.Dead = silence;
            board.Advance(12000);
            chip.Dead = null;
            chip.PowerOff();
            chip.Frames.Clear();
            chip.Answers[0x8E] = "8F00";
            board.Advance(1500);
            StringAssert.StartsWith(chip.Frames.First(frame => frame != ScriptedPn532.Acknowledge), "0000FF03FDD41401", $"state {state}");
            SelectAnswers(board, chip);
        }
    }

    [TestMethod]
    public void A_chip_that_is_no_PN532_is_left_alone()
    {
        ScriptedPn532 chip = new();
        chip.Answers[0x02] = "0307010607";
        TokenBoard board = new(1, TestToken.PersonalisedImage, _ => chip);
        board.Advance(5000);
        Assert.IsEmpty(chip.Commands("8C"));
        Assert.IsTrue(chip.Frames.Count < 30);
    }

    [TestMethod]
    public void A_chip_that_acknowledges_and_never_answers_is_aborted_and_tried_again()
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        chip.Answers.Remove(0x8E);
        chip.Say("8700" + Select);
        board.Advance(1500);
        CollectionAssert.Contains(chip.Frames, ScriptedPn532.Acknowledge);
        Assert.AreEqual("D48C", chip.Frames[^1][10..14]);
    }

    [TestMethod]
    public void A_reader_that_says_nothing_for_ten_seconds_is_let_go()
    {
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        board.Advance(9000);
        Assert.AreEqual("D486", chip.Frames[^1][10..14]);
        board.Advance(1500);
        CollectionAssert.Contains(chip.Frames, ScriptedPn532.Acknowledge);
        Assert.AreEqual("D48C", chip.Frames[^1][10..14]);
    }

    [TestMethod]
    public void Random_bytes_from_the_chip_neither_stop_the_token_nor_make_it_execute_anything()
    {
        Random random = new(4711);
        ScriptedPn532 chip = new();
        TokenBoard board = new(1, TestToken.PersonalisedImage, _ => chip);
        for (int i = 0; i < 20000; i++)
        {
            byte[] bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            if (bytes.Length > 8 && random.Next(4) > 0)
            {
                Convert.FromHexString("0000FF").CopyTo(bytes, 0);
                bytes[3] = (byte)(bytes.Length - 7);
                bytes[4] = (byte)-bytes[3];
                bytes[5] = 0xD5;
            }

            chip.SayRaw(bytes);
            board.Step();
            chip.Frames.Clear();
        }

        Assert.IsEmpty(chip.Responses);
        Assert.IsEmpty(board.FirmwareFaults);
        chip.PowerOff();
        board.Advance(1500);
        SelectAnswers(board, chip);
    }

    [TestMethod]
    public void Random_commands_from_the_field_are_answered_with_a_status_word()
    {
        Random random = new(815);
        (TokenBoard board, ScriptedPn532 chip) = InSession();
        for (int i = 0; i < 5000; i++)
        {
            byte[] bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            if (bytes.Length > 4)
            {
                bytes[0] = random.Next(3) switch { 0 => 0x00, 1 => 0x80, _ => 0x84 };
                bytes[4] = (byte)(bytes.Length - 5);
            }

            chip.Say("8700" + Convert.ToHexString(bytes));
            board.Step();
            Assert.IsTrue(chip.Responses.Count == i + 1 && chip.Responses[i][^4] is '6' or '9', Convert.ToHexString(bytes));
        }

        Assert.IsEmpty(board.FirmwareFaults);
    }

    private static (TokenBoard Board, ScriptedPn532 Chip) Listening()
    {
        ScriptedPn532 chip = new();
        TokenBoard board = new(1, TestToken.PersonalisedImage, _ => chip);
        board.Advance(200);
        Assert.AreEqual("D48C", chip.Frames[^1][10..14]);
        return (board, chip);
    }

    private static (TokenBoard Board, ScriptedPn532 Chip) InSession()
    {
        (TokenBoard board, ScriptedPn532 chip) = Listening();
        chip.Say(Activated);
        board.Step();
        Assert.AreEqual("D486", chip.Frames[^1][10..14]);
        return (board, chip);
    }

    private static void SelectAnswers(TokenBoard board, ScriptedPn532 chip)
    {
        chip.Responses.Clear();
        chip.Say(Activated);
        board.Advance(30);
        chip.Say("8700" + Select);
        board.Advance(30);
        Assert.AreEqual(Selected, chip.Responses.Single());
    }

    // Class B0, no class of the token's.
    private static byte[] Long(int length)
    {
        byte[] apdu = new byte[length];
        apdu[0] = 0xB0;
        apdu[5] = (byte)((length - 7) >> 8);
        apdu[6] = (byte)(length - 7);
        return apdu;
    }
}
