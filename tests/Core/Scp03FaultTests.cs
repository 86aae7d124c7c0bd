using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Core.Tests;

/// <summary>The secure channel with somebody on the line who alters, repeats, drops and reorders.</summary>
[TestClass]
public sealed class Scp03FaultTests
{
    private static readonly byte[] HostChallenge = Hex.Bytes("0011223344556677");

    [TestMethod]
    public void No_altered_bit_of_a_command_passes()
    {
        int bits = Opened().Host.Wrap(Command(20)).ToBytes().Length * 8;
        for (int bit = 0; bit < bits; bit++)
        {
            (Scp03Host host, Scp03Card card) = Opened();
            byte[] secured = host.Wrap(Command(20)).ToBytes();
            byte[] original = [.. secured];
            secured[bit / 8] ^= (byte)(1 << (bit % 8));
            if (CommandApdu.TryParse(secured, 0, secured.Length, out CommandApdu received) && bit / 8 != secured.Length - 1)
            {
                Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, card.Unwrap(received, out CommandApdu plain), $"bit {bit}");
                Assert.IsNull(plain);
                Assert.IsFalse(card.IsOpen);
                CommandApdu.TryParse(original, 0, original.Length, out received);
                Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, card.Unwrap(received, out _), "the channel stays closed");
            }
        }
    }

    [TestMethod]
    public void No_altered_bit_of_an_answer_passes_as_authentic()
    {
        (Scp03Host host, Scp03Card card) = Opened();
        Assert.AreEqual(StatusWord.Success, card.Unwrap(host.Wrap(Command(20)), out _));
        byte[] answer = card.Wrap(new ResponseApdu(StatusWord.Success, new byte[20])).ToBytes();
        for (int bit = 0; bit < answer.Length * 8; bit++)
        {
            answer[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsFalse(host.TryUnwrap(answer, out ResponseApdu plain, out bool authentic), $"bit {bit}");
            Assert.IsNull(plain);
            Assert.IsFalse(authentic);
            answer[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (int length = 0; length < answer.Length; length++)
        {
            host.TryUnwrap(answer[..length], out _, out bool authentic);
            Assert.IsFalse(authentic, $"length {length}");
        }

        Assert.IsTrue(host.TryUnwrap(answer, out _, out bool right));
        Assert.IsTrue(right);
    }

    [TestMethod]
    public void An_answer_to_an_earlier_command_or_from_another_session_is_not_authentic()
    {
        (Scp03Host host, Scp03Card card) = Opened();
        card.Unwrap(host.Wrap(Command(20)), out _);
        byte[] earlier = card.Wrap(new ResponseApdu(StatusWord.Success, new byte[20])).ToBytes();
        card.Unwrap(host.Wrap(Command(20)), out _);
        Assert.IsFalse(host.TryUnwrap(earlier, out _, out _));

        (Scp03Host otherHost, Scp03Card otherCard) = Opened(43);
        otherCard.Unwrap(otherHost.Wrap(Command(20)), out _);
        card.Unwrap(host.Wrap(Command(20)), out _);
        Assert.IsFalse(host.TryUnwrap(otherCard.Wrap(new ResponseApdu(StatusWord.Success, new byte[20])).ToBytes(), out _, out _));
    }

    [TestMethod]
    public void Commands_in_another_order_do_not_pass()
    {
        (Scp03Host host, Scp03Card card) = Opened();
        host.Wrap(Command(5));
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, card.Unwrap(host.Wrap(Command(5)), out _));
    }

    [TestMethod]
    public void Data_of_every_length_comes_through_both_ways()
    {
        (Scp03Host host, Scp03Card card) = Opened();
        Random random = new(3);
        for (int length = 0; length <= 991; length++)
        {
            byte[] data = new byte[length];
            random.NextBytes(data);
            byte[] secured = host.Wrap(new CommandApdu(TokenApplet.ClaPlain, 0xAE, 0, 0, data, 256)).ToBytes();
            Assert.IsTrue(CommandApdu.TryParse(secured, 0, secured.Length, out CommandApdu received));
            Assert.AreEqual(StatusWord.Success, card.Unwrap(received, out CommandApdu plain), $"length {length}");
            Assert.AreEqual(Hex.Text(data), Hex.Text(plain.Data));

            byte[] answer = card.Wrap(new ResponseApdu(StatusWord.Success, data)).ToBytes();
            Assert.IsTrue(host.TryUnwrap(answer, out ResponseApdu unwrapped, out bool authentic), $"length {length}");
            Assert.IsTrue(authentic);
            Assert.AreEqual(Hex.Text(data), Hex.Text(unwrapped.Data));
        }

        Assert.ThrowsExactly<ArgumentException>(() => host.Wrap(new CommandApdu(TokenApplet.ClaPlain, 0xAE, 0, 0, new byte[992], 256)));
    }

    [TestMethod]
    public void A_command_without_secure_messaging_or_without_a_mac_closes_the_channel()
    {
        foreach (CommandApdu command in (CommandApdu[])[Command(20), new(TokenApplet.ClaSecure, 0xAE, 0, 0), new(TokenApplet.ClaSecure, 0xAE, 0, 0, new byte[7])])
        {
            (_, Scp03Card card) = Opened();
            Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, card.Unwrap(command, out _));
            Assert.IsFalse(card.IsOpen);
        }
    }

    [TestMethod]
    public void The_same_challenges_of_another_counter_give_other_sessions()
    {
        Scp03Card card = new(TokenApplet.Aid());
        string first = Hex.Text(card.InitializeUpdate(HostChallenge, Keys(), 1, new byte[10]));
        Assert.AreEqual(first, Hex.Text(card.InitializeUpdate(HostChallenge, Keys(), 1, new byte[10])));
        Assert.AreNotEqual(first[26..58], Hex.Text(card.InitializeUpdate(HostChallenge, Keys(), 2, new byte[10]))[26..58]);
        Assert.AreNotEqual(
            first[26..58], Hex.Text(new Scp03Card([0xF0]).InitializeUpdate(HostChallenge, Keys(), 1, new byte[10]))[26..58], "another application");
    }

    [TestMethod]
    public void Lengths_and_order_of_use_are_enforced()
    {
        Scp03Card card = new(TokenApplet.Aid());
        Assert.ThrowsExactly<ArgumentException>(() => card.InitializeUpdate(new byte[7], Keys(), 1, new byte[10]));
        Assert.ThrowsExactly<ArgumentException>(() => card.InitializeUpdate(HostChallenge, Keys(), 0x1000000, new byte[10]));
        Assert.ThrowsExactly<ArgumentException>(() => card.InitializeUpdate(HostChallenge, Keys(), 1, new byte[8]));
        Assert.ThrowsExactly<InvalidOperationException>(() => card.DecryptKey(new byte[16]));
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, card.Unwrap(Command(3), out _));

        Scp03Host host = new(HostChallenge);
        Assert.ThrowsExactly<ArgumentException>(() => new Scp03Host(new byte[9]));
        Assert.ThrowsExactly<InvalidOperationException>(host.ExternalAuthenticate);
        Assert.ThrowsExactly<InvalidOperationException>(() => host.Wrap(Command(3)));
        Assert.ThrowsExactly<InvalidOperationException>(() => host.EncryptKey(new byte[16]));
        Assert.ThrowsExactly<InvalidOperationException>(() => host.TryUnwrap(Hex.Bytes("00112233445566779000"), out _, out _));
        Assert.ThrowsExactly<ArgumentException>(() => new Scp03Keys(1, new byte[16], new byte[24], new byte[16]));
    }

    [TestMethod]
    public void A_closed_channel_on_the_card_sends_no_protected_answer()
    {
        (Scp03Host host, Scp03Card card) = Opened();
        card.Unwrap(host.Wrap(Command(20)), out _);
        card.Close();
        Assert.AreEqual("9000", Hex.Text(card.Wrap(new ResponseApdu(StatusWord.Success, new byte[20])).ToBytes()));
    }

    private static CommandApdu Command(int length) => new(TokenApplet.ClaPlain, TokenApplet.InsGenerateCode, 0, 0, new byte[length], 256);

    private static Scp03Keys Keys() => new(
        1, Hex.Bytes("000102030405060708090A0B0C0D0E0F"), Hex.Bytes("101112131415161718191A1B1C1D1E1F"), Hex.Bytes("202122232425262728292A2B2C2D2E2F"));

    private static (Scp03Host Host, Scp03Card Card) Opened(uint sequenceCounter = 42)
    {
        Scp03Host host = new(HostChallenge);
        Scp03Card card = new(TokenApplet.Aid());
        Assert.IsTrue(host.TryOpen(
            new ResponseApdu(StatusWord.Success, card.InitializeUpdate(HostChallenge, Keys(), sequenceCounter, new byte[10])), Keys()));
        Assert.AreEqual(StatusWord.Success, card.ExternalAuthenticate(host.ExternalAuthenticate()));
        return (host, card);
    }
}
