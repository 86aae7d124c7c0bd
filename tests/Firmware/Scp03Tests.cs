using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Firmware.Tests
{
    /// <summary>
    /// The published trace is that of a real card (a sysmoEUICC, S8, i = 70, level 33, in the tests of osmocom's pySim); host and card side give
    /// it byte by byte, card challenge included. The second trace is this project's own, computed by an independent implementation.
    /// </summary>
    [TestClass]
    public class Scp03Tests
    {
        private const string PublishedApplication = "A0000005591010FFFFFFFF8900000100";
        private const string PublishedChallenge = "FDF38259A1E0DE44";
        private const string PublishedAnswer = "00000000000000000000 300370 3B1ACA81E821F219 081CDC01C26B372D 000003";
        private const string PublishedAuthenticate = "84823300108C36F96BCC00724A4E13AD591D7DA3F0";

        [TestMethod]
        public void The_published_card_is_authenticated_and_understood()
        {
            Scp03Host host = new Scp03Host(Hex.Bytes(PublishedChallenge));
            Assert.AreEqual("8050300008FDF38259A1E0DE4400", Hex.Text(host.InitializeUpdate(0x30).ToBytes()));
            Assert.IsTrue(host.TryOpen(new ResponseApdu(StatusWord.Success, Hex.Bytes(PublishedAnswer)), PublishedKeys()));
            Assert.AreEqual(PublishedAuthenticate, Hex.Text(host.ExternalAuthenticate().ToBytes()));

            Assert.AreEqual(
                "84E2910018267A85DFE4A98FCA6FB0527E0DFECCE4914E40401433C87F00", Wrap(host, "80E2910006BF3E035C015A00"));
            Assert.IsTrue(host.TryUnwrap(
                Hex.Bytes("F3BA2B1013AA6224F5E1C138D71805C569E5439B47576260B75FC021B25097CB2E68F8A0144975B9 9000"),
                out ResponseApdu plain,
                out bool authentic));
            Assert.IsTrue(authentic);
            Assert.AreEqual("BF3E125A1089882119900000000000000000000005", Hex.Text(plain.Data));

            Assert.AreEqual("84F2200208AC6A59024BED84CC", Wrap(host, "80F22002"));
            Assert.AreEqual("84CA006608409912AD8FB7AED000", Wrap(host, "80CA006600"));
            Assert.AreEqual("84F22002185F3DAFC3AC14C381536A488BF44E06D056DF9D74DBD21E5A", Wrap(host, "80F220020A4F0212345C054F9F70C5"));
            Assert.AreEqual("84F280021865165105BE3373347D0424D4400AF2AC393F569EC779389E00", Wrap(host, "80F28002024F0000"));
        }

        [TestMethod]
        public void The_card_side_answers_as_the_published_card_did()
        {
            Scp03Card card = new Scp03Card(Hex.Bytes(PublishedApplication));
            Assert.AreEqual(
                Hex.Text(Hex.Bytes(PublishedAnswer)),
                Hex.Text(card.InitializeUpdate(Hex.Bytes(PublishedChallenge), PublishedKeys(), 3, new byte[10])));
            Assert.AreEqual(StatusWord.Success, card.ExternalAuthenticate(Parse(PublishedAuthenticate)));
            Assert.IsTrue(card.IsOpen);

            Assert.AreEqual("80E2910006BF3E035C015A00", Unwrap(card, "84E2910018267A85DFE4A98FCA6FB0527E0DFECCE4914E40401433C87F00"));
            Assert.AreEqual(
                "F3BA2B1013AA6224F5E1C138D71805C569E5439B47576260B75FC021B25097CB2E68F8A0144975B99000",
                Hex.Text(card.Wrap(new ResponseApdu(StatusWord.Success, Hex.Bytes("BF3E125A1089882119900000000000000000000005"))).ToBytes()));
            Assert.AreEqual("80F22002", Unwrap(card, "84F2200208AC6A59024BED84CC"));
            Assert.AreEqual("80CA006600", Unwrap(card, "84CA006608409912AD8FB7AED000"));
            Assert.AreEqual("80F220020A4F0212345C054F9F70C5", Unwrap(card, "84F22002185F3DAFC3AC14C381536A488BF44E06D056DF9D74DBD21E5A"));
            Assert.AreEqual("80F28002024F0000", Unwrap(card, "84F280021865165105BE3373347D0424D4400AF2AC393F569EC779389E00"));
        }

        [TestMethod]
        public void A_transaction_goes_over_the_channel_in_these_bytes()
        {
            Scp03Card card = new Scp03Card(TokenApplet.Aid());
            Scp03Host host = new Scp03Host(Hex.Bytes("0011223344556677"));
            byte[] answer = card.InitializeUpdate(Hex.Bytes("0011223344556677"), Keys(), 42, Hex.Bytes("01020304050607080000"));
            Assert.AreEqual("010203040506070800000103701A0097AB2A1B3A07FC04141DAD2B060700002A", Hex.Text(answer));
            Assert.IsTrue(host.TryOpen(new ResponseApdu(StatusWord.Success, answer), Keys()));
            CommandApdu authenticate = host.ExternalAuthenticate();
            Assert.AreEqual("8482330010B49F49A7C1F2BCC9F0684329C7E30065", Hex.Text(authenticate.ToBytes()));
            Assert.AreEqual(StatusWord.Success, card.ExternalAuthenticate(authenticate));

            CommandApdu generate = new CommandApdu(0x80, TokenApplet.InsGenerateCode, 0, 0, Hex.Bytes(MessageTests.Transaction), 256);
            Assert.AreEqual(
                "84AE000048376D55D88CB00F4FE0279FC4222329B142340E374F586A9358594D756E9082E8F1B770BE97BD461C21866B74EA77A213BAE696EE69CD48DDD80FDC1"
                + "9C610671813A5FD030665067900",
                Pass(host, card, generate));
            Assert.AreEqual("66314A59F210C52D9000", Hex.Text(card.Wrap(new ResponseApdu(StatusWord.Success)).ToBytes()));

            CommandApdu status = new CommandApdu(0x80, TokenApplet.InsGetStatus, 0, 0, TransactionStatus.Query(0xDEADBEEF), 256);
            Assert.AreEqual("84F200001800BA99A2BF8BBBD84ECCF4031D4317B2AB957A09CB3E7F5100", Pass(host, card, status));
            ResponseApdu wrapped = card.Wrap(new ResponseApdu(StatusWord.Success, Hex.Bytes("9F3704DEADBEEFDF1501029F36020001DF160103")));
            Assert.AreEqual("ADE8B313F895E440A0F96ACB906BBA719B400EC046AB6A5F08BD3C1E63BD4C5EF243F37A6EAC212C9000", Hex.Text(wrapped.ToBytes()));
            Assert.IsTrue(host.TryUnwrap(wrapped.ToBytes(), out ResponseApdu plain, out bool authentic));
            Assert.IsTrue(authentic);
            Assert.AreEqual("9F3704DEADBEEFDF1501029F36020001DF160103", Hex.Text(plain.Data));
        }

        [TestMethod]
        public void A_repeated_command_closes_the_channel()
        {
            Open(out Scp03Host host, out Scp03Card card);
            CommandApdu secured = host.Wrap(new CommandApdu(0x80, 0xF2, 0, 0, TransactionStatus.Query(1), 256));
            Assert.AreEqual(StatusWord.Success, card.Unwrap(secured, out CommandApdu _));
            Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, card.Unwrap(secured, out CommandApdu plain));
            Assert.IsNull(plain);
            Assert.IsFalse(card.IsOpen);
        }

        [TestMethod]
        public void A_dropped_command_is_noticed_at_the_next_one()
        {
            Open(out Scp03Host host, out Scp03Card card);
            host.Wrap(new CommandApdu(0x80, 0xF2, 0, 0));
            Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, card.Unwrap(host.Wrap(new CommandApdu(0x80, 0xF2, 0, 0)), out CommandApdu _));
        }

        [TestMethod]
        public void An_error_goes_out_bare_and_is_not_authentic_and_the_channel_lives_on()
        {
            Open(out Scp03Host host, out Scp03Card card);
            Pass(host, card, new CommandApdu(0x80, 0xAE, 0, 0, new byte[5]));
            ResponseApdu error = card.Wrap(new ResponseApdu(StatusWord.WrongData, new byte[] { 1 }));
            Assert.AreEqual("6A80", Hex.Text(error.ToBytes()));
            Assert.IsTrue(host.TryUnwrap(error.ToBytes(), out ResponseApdu plain, out bool authentic));
            Assert.IsFalse(authentic);
            Assert.AreEqual(StatusWord.WrongData, plain.StatusWord);

            Pass(host, card, new CommandApdu(0x80, 0xF2, 0, 0, new byte[16], 256));
            Assert.IsTrue(host.TryUnwrap(card.Wrap(new ResponseApdu(0x6281, new byte[32])).ToBytes(), out plain, out authentic));
            Assert.IsTrue(authentic);
            Assert.AreEqual(32, plain.Data.Length);
        }

        [TestMethod]
        public void An_answer_without_its_mac_is_no_answer()
        {
            IsNoAnswer("9000");
            IsNoAnswer("6283");
            IsNoAnswer("00112233445566779000");
            IsNoAnswer("016A80");
            IsNoAnswer("90");
        }

        static void IsNoAnswer(string forged)
        {
            Open(out Scp03Host host, out Scp03Card card);
            Pass(host, card, new CommandApdu(0x80, 0xAE, 0, 0, new byte[5]));
            Assert.IsFalse(host.TryUnwrap(Hex.Bytes(forged), out ResponseApdu plain, out bool authentic));
            Assert.IsFalse(authentic);
            Assert.IsNull(plain);
        }

        [TestMethod]
        public void A_channel_needs_a_fresh_start_each_time()
        {
            Open(out Scp03Host host, out Scp03Card card);
            CommandApdu authenticate = host.ExternalAuthenticate();
            Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, card.ExternalAuthenticate(authenticate));
            Assert.IsFalse(card.IsOpen);
            Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, card.ExternalAuthenticate(authenticate));
            Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, card.Unwrap(host.Wrap(new CommandApdu(0x80, 0xF2, 0, 0)), out CommandApdu _));
        }

        [TestMethod]
        public void A_wrong_authentication_is_refused_and_ends_the_attempt()
        {
            IsRefusedWith("84820100108C36F96BCC00724A4E13AD591D7DA3F0", 0x6A86);
            IsRefusedWith("84823301108C36F96BCC00724A4E13AD591D7DA3F0", 0x6A86);
            IsRefusedWith("848233000F8C36F96BCC00724A4E13AD591D7DA3", 0x6700);
            IsRefusedWith("84823300", 0x6700);
            IsRefusedWith("84823300108C36F96BCC00724A4E13AD591D7DA3F1", 0x6982);
            IsRefusedWith("84823300108C36F96BCC00724B4E13AD591D7DA3F0", 0x6982);
        }

        static void IsRefusedWith(string command, int status)
        {
            Scp03Card card = new Scp03Card(Hex.Bytes(PublishedApplication));
            card.InitializeUpdate(Hex.Bytes(PublishedChallenge), PublishedKeys(), 3, new byte[10]);
            Assert.AreEqual(status, (int)card.ExternalAuthenticate(Parse(command)));
            Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, card.ExternalAuthenticate(Parse(PublishedAuthenticate)));
        }

        [TestMethod]
        public void A_card_with_other_keys_or_an_altered_answer_is_not_authenticated()
        {
            Scp03Host host = new Scp03Host(Hex.Bytes(PublishedChallenge));
            byte[] answer = Hex.Bytes(PublishedAnswer);
            for (int i = 10; i < 29; i++)
            {
                answer[i] ^= 1;
                Assert.IsFalse(host.TryOpen(new ResponseApdu(StatusWord.Success, answer), PublishedKeys()));
                answer[i] ^= 1;
            }

            Assert.IsFalse(host.TryOpen(new ResponseApdu(StatusWord.Success, Core.Bytes.Slice(answer, 0, 31)), PublishedKeys()));
            Assert.IsFalse(host.TryOpen(new ResponseApdu(0x6283, answer), PublishedKeys()));
            Assert.IsFalse(host.IsCardAuthenticated);
            Assert.IsTrue(host.TryOpen(new ResponseApdu(StatusWord.Success, answer), PublishedKeys()));
        }

        internal static void Open(out Scp03Host host, out Scp03Card card)
        {
            byte[] challenge = Hex.Bytes("0011223344556677");
            host = new Scp03Host(challenge);
            card = new Scp03Card(TokenApplet.Aid());
            host.TryOpen(new ResponseApdu(StatusWord.Success, card.InitializeUpdate(challenge, Keys(), 42, new byte[10])), Keys());
            card.ExternalAuthenticate(host.ExternalAuthenticate());
        }

        private static Scp03Keys Keys() => new Scp03Keys(
            1,
            Hex.Bytes("000102030405060708090A0B0C0D0E0F"),
            Hex.Bytes("101112131415161718191A1B1C1D1E1F"),
            Hex.Bytes("202122232425262728292A2B2C2D2E2F"));

        private static Scp03Keys PublishedKeys()
        {
            Scp03Keys keys = Keys();
            return new Scp03Keys(0x30, keys.Enc, keys.Mac, keys.Dek);
        }

        private static string Pass(Scp03Host host, Scp03Card card, CommandApdu plain)
        {
            byte[] secured = host.Wrap(plain).ToBytes();
            Assert.AreEqual(Hex.Text(plain.ToBytes()), Unwrap(card, Hex.Text(secured)));
            return Hex.Text(secured);
        }

        private static CommandApdu Parse(string hex)
        {
            byte[] bytes = Hex.Bytes(hex);
            Assert.IsTrue(CommandApdu.TryParse(bytes, 0, bytes.Length, out CommandApdu command));
            return command;
        }

        private static string Wrap(Scp03Host host, string plain) => Hex.Text(host.Wrap(Parse(plain)).ToBytes());

        private static string Unwrap(Scp03Card card, string secured)
        {
            Assert.AreEqual(StatusWord.Success, card.Unwrap(Parse(secured), out CommandApdu plain));
            return Hex.Text(plain.ToBytes());
        }
    }
}
