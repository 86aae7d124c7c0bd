using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Link;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class SerialLinkTests
    {
        private const string ResetNeeded = "7E800310B17E";

        [TestMethod]
        public void A_reset_is_answered_with_its_id_and_the_largest_apdu()
        {
            Conversation link = new Conversation();
            Assert.AreEqual("7E8002A1A2A3A40400A98B7E", link.Send(Hex.Bytes("7E0001A1A2A3A49B9E7E")));
            Assert.AreEqual(1, link.Resets);
        }

        [TestMethod]
        public void A_command_before_any_reset_is_not_executed()
        {
            Conversation link = new Conversation();
            Assert.AreEqual(ResetNeeded, link.Command(1, "80CA00E100"));
            Assert.AreEqual(0, link.Executed);
        }

        [TestMethod]
        public void The_first_command_after_a_reset_may_have_any_number()
        {
            Conversation link = new Conversation();
            link.Reset("01020304");
            Assert.AreEqual(Frame(0x80 | 77, "0001"), link.Command(77, "80CA00E100"));
            Assert.AreEqual(Frame(0x80 | 78, "0002"), link.Command(78, "80CA00E100"));
        }

        [TestMethod]
        public void A_repeated_frame_gets_the_stored_answer_and_is_not_executed_again()
        {
            Conversation link = new Conversation();
            link.Reset("01020304");
            string answer = link.Command(1, "80CA00E100");
            Assert.AreEqual(answer, link.Command(1, "80CA00E100"));
            Assert.AreEqual(answer, link.Command(1, "80CA00E100"));
            Assert.AreEqual(1, link.Executed);
        }

        [TestMethod]
        public void The_same_number_with_other_bytes_is_refused()
        {
            Conversation link = new Conversation();
            link.Reset("01020304");
            link.Command(1, "80CA00E100");
            Assert.AreEqual(ResetNeeded, link.Command(1, "80CA00E101"));
            Assert.AreEqual(ResetNeeded, link.Command(1, "80CA00E10000"));
            Assert.AreEqual(1, link.Executed);
        }

        [TestMethod]
        public void A_number_out_of_sequence_is_refused()
        {
            Conversation link = new Conversation();
            link.Reset("01020304");
            link.Command(1, "80CA00E100");
            Assert.AreEqual(ResetNeeded, link.Command(3, "80CA00E100"));
            Assert.AreEqual(ResetNeeded, link.Command(127, "80CA00E100"));
            Assert.AreEqual(1, link.Executed);
        }

        [TestMethod]
        public void After_127_comes_1()
        {
            Conversation link = new Conversation();
            link.Reset("01020304");
            link.Command(127, "80CA00E100");
            Assert.AreEqual(Frame(0x81, "0002"), link.Command(1, "80CA00E100"));
        }

        [TestMethod]
        public void A_reset_forgets_the_stored_answer_but_its_echo_changes_nothing()
        {
            Conversation link = new Conversation();
            link.Reset("01020304");
            string answer = link.Command(1, "80CA00E100");
            link.Reset("01020304");
            Assert.AreEqual(answer, link.Command(1, "80CA00E100"));
            Assert.AreEqual(1, link.Resets);

            link.Reset("01020305");
            Assert.AreEqual(2, link.Resets);
            Assert.AreEqual(Frame(0x81, "0002"), link.Command(1, "80CA00E100"));
        }

        [TestMethod]
        public void The_boards_own_frames_and_unknown_control_are_ignored()
        {
            Conversation link = new Conversation();
            Assert.AreEqual("", link.Send(Hex.Bytes(Frame(0x80, "0101020304"))));
            Assert.AreEqual("", link.Send(Hex.Bytes(Frame(0, "09"))));
            Assert.AreEqual("", link.Send(Hex.Bytes(Frame(0, "01010203"))));
            Assert.AreEqual("", link.Send(Hex.Bytes(Frame(0, "010102030405"))));
            Assert.AreEqual(0, link.Resets);
        }

        private static string Frame(int sequence, string information)
        {
            byte[] bytes = Hex.Bytes(information);
            return Hex.Text(FrameEncoder.Encode((byte)sequence, bytes, 0, bytes.Length));
        }

        // A board that answers each command with how many it has executed.
        private sealed class Conversation
        {
            private readonly SerialLinkCard _card;

            internal Conversation() => _card = new SerialLinkCard(Execute, OnReset);

            internal int Executed { get; private set; }

            internal int Resets { get; private set; }

            internal string Reset(string id) => Send(Hex.Bytes(Frame(0, "01" + id)));

            internal string Command(int sequence, string apdu) => Send(Hex.Bytes(Frame(sequence, apdu)));

            internal string Send(byte[] bytes)
            {
                string answers = "";
                foreach (byte value in bytes)
                {
                    byte[] answer = _card.Receive(value);
                    answers += answer == null ? "" : Hex.Text(answer);
                }

                return answers;
            }

            private byte[] Execute(byte[] command, int length)
            {
                Executed++;
                return new byte[] { 0, (byte)Executed };
            }

            private void OnReset() => Resets++;
        }
    }
}
