using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Core.Tests;

/// <summary>Whatever arrives is either taken whole or refused: nothing throws, and what is taken comes back as the same bytes.</summary>
[TestClass]
public sealed class MalformedInputTests
{
    private static readonly byte[] Transaction = Hex.Bytes(
        "9C01019F02060000000100005F2A0201565F360102DF110B41544D204E616E6A696E67DF12051234567890DF1301009F3704DEADBEEFDF14046A5E1B80");

    [TestMethod]
    public void A_command_of_every_length_from_0_to_1100_is_read_or_refused()
    {
        Random random = new(7816);
        for (int length = 0; length <= 1100; length++)
        {
            for (int variant = 0; variant < 8; variant++)
            {
                byte[] bytes = new byte[length];
                random.NextBytes(bytes);
                if (length > 4)
                {
                    // Lengths that are right, or wrong by one, in both forms.
                    int lc = length - 5 - variant + 2;
                    bytes[4] = (byte)(variant < 4 ? lc : 0);
                    if (variant >= 4 && length > 6)
                    {
                        int extendedLc = length - 7 - (variant % 4) + 1;
                        bytes[5] = (byte)(extendedLc >> 8);
                        bytes[6] = (byte)extendedLc;
                    }
                }

                bool read = CommandApdu.TryParse(bytes, 0, length, out CommandApdu command);
                Assert.AreEqual(IsWellFormed(bytes), read, $"length {length}, {Hex.Text(bytes[..Math.Min(length, 7)])}");
                if (read)
                {
                    Assert.AreEqual(Hex.Text(bytes), Hex.Text(command.ToBytes()));
                }
            }
        }
    }

    [TestMethod]
    public void An_answer_of_every_length_is_read_or_refused()
    {
        for (int length = 0; length <= 1100; length++)
        {
            byte[] bytes = new byte[length];
            bool read = ResponseApdu.TryParse(bytes, 0, length, out ResponseApdu response);
            Assert.AreEqual(length is >= 2 and <= 1024, read);
            Assert.AreEqual(read ? length : 0, read ? response.ToBytes().Length : 0);
        }
    }

    [TestMethod]
    public void Random_data_objects_never_reach_beyond_their_range()
    {
        Random random = new(8825);
        byte[] buffer = new byte[64];
        int whole = 0;
        for (int round = 0; round < 200_000; round++)
        {
            random.NextBytes(buffer);
            int offset = random.Next(20);
            int count = random.Next(40);
            buffer[offset + Math.Min(count, 1)] = (byte)random.Next(8);
            TlvReader reader = new(buffer, offset, count);
            while (reader.Read())
            {
                Assert.IsTrue(reader.Offset >= offset && reader.Length >= 0 && reader.Offset + reader.Length <= offset + count);
                whole++;
            }
        }

        Assert.IsGreaterThan(50_000, whole);
    }

    [TestMethod]
    public void A_data_object_is_written_and_read_back_for_every_kind_of_tag_and_length()
    {
        foreach (int tag in (int[])[0x01, 0x9C, 0x9F02, 0xDF7F, 0xDF8101])
        {
            foreach (int length in (int[])[0, 1, 127, 128, 255, 256, 1000, 65535])
            {
                TlvWriter writer = new(length + 6);
                writer.Write(tag, new byte[length]);
                TlvReader reader = new(writer.ToArray(), 0, writer.Length);
                Assert.IsTrue(reader.Read());
                Assert.AreEqual(tag, reader.Tag);
                Assert.AreEqual(length, reader.Length);
                Assert.IsTrue(reader.IsShortestForm);
                Assert.IsFalse(reader.Read());
                Assert.IsFalse(reader.IsMalformed);
            }
        }
    }

    [TestMethod]
    public void A_writer_that_is_full_throws_and_keeps_what_it_had()
    {
        TlvWriter writer = new(5);
        writer.Write(0x84, [1]);
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.Write(0x9F02, []));
        writer.Write(0x85, []);
        Assert.AreEqual("8401018500", Hex.Text(writer.ToArray()));
    }

    [TestMethod]
    public void A_transaction_with_any_byte_altered_is_another_one_or_refused()
    {
        HashSet<string> challenges = [];
        for (int i = 0; i < Transaction.Length; i++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] altered = [.. Transaction];
                altered[i] = (byte)value;
                if (TransactionData.TryParse(altered, out TransactionData read))
                {
                    Assert.AreEqual(Hex.Text(altered), Hex.Text(read.ToBytes()));
                    Assert.IsTrue(challenges.Add(Hex.Text(read.Challenge())) || value == Transaction[i]);
                }
            }
        }
    }

    [TestMethod]
    public void A_transaction_with_an_invalid_field_is_not_written()
    {
        Assert.IsTrue(TransactionData.TryParse(Transaction, out TransactionData transaction));
        transaction.AmountMinor = 0;
        Assert.AreEqual("AmountMinor", Assert.ThrowsExactly<ArgumentException>(transaction.ToBytes).Message);
    }

    [TestMethod]
    public void A_key_set_with_any_byte_altered_or_missing_is_refused()
    {
        KeySet keys = new(1, Filled(16, 1), Filled(16, 2), Filled(16, 3), Filled(32, 4), Filled(32, 5));
        byte[] good = keys.ToBytes(null);
        Assert.IsTrue(KeySet.TryParse(good, 0, null, out _));
        for (int i = 0; i < good.Length; i++)
        {
            byte[] altered = [.. good];
            altered[i] ^= 0x80;
            Assert.IsFalse(KeySet.TryParse(altered, 0, null, out _), $"byte {i}");
            Assert.IsFalse(KeySet.TryParse(good[..i], 0, null, out _));
            Assert.IsFalse(KeySet.TryParse(good, i + 1, null, out _));
        }

        Assert.IsFalse(KeySet.TryParse([.. good, 0], 0, null, out _));
    }

    [TestMethod]
    public void A_key_set_of_version_0_or_with_a_short_key_cannot_be_made()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new KeySet(0, new byte[16], new byte[16], new byte[16], new byte[32], new byte[32]));
        Assert.ThrowsExactly<ArgumentException>(() => new KeySet(128, new byte[16], new byte[16], new byte[16], new byte[32], new byte[32]));
        Assert.ThrowsExactly<ArgumentException>(() => new KeySet(1, new byte[16], new byte[16], new byte[16], new byte[16], new byte[32]));
    }

    [TestMethod]
    public void Token_information_with_an_object_missing_repeated_or_of_another_length_is_refused()
    {
        string[] objects = ["C1080102030405060708", "C20400010201", "C3010F", "C4050080004003", "C50102", "C60103", "C7013C"];
        Assert.IsTrue(TokenInformation.TryParse(Information(objects), out _));
        Assert.IsTrue(TokenInformation.TryParse(Information([.. objects, "C90155"]), out _), "an object of a later version");
        for (int i = 0; i < objects.Length; i++)
        {
            string[] others = [.. objects.Where((_, index) => index != i)];
            Assert.IsFalse(TokenInformation.TryParse(Information(others), out _));
            Assert.IsFalse(TokenInformation.TryParse(Information([.. objects, objects[i]]), out _));
            Assert.IsFalse(TokenInformation.TryParse(Information([.. others, objects[i][..2] + "00"]), out _));
        }

        byte[] good = Information(objects);
        for (int length = 0; length < good.Length; length++)
        {
            Assert.IsFalse(TokenInformation.TryParse(good[..length], out _));
        }

        Assert.IsFalse(TokenInformation.TryParse([.. good, 0x84, 0], out _));
    }

    [TestMethod]
    public void Decimal_digits_and_numbers_are_read_and_written_at_their_limits()
    {
        byte[] buffer = new byte[10];
        Bcd.Put(999999999999999999, buffer, 0, 9);
        Assert.AreEqual("99999999999999999900", Hex.Text(buffer));
        Assert.IsTrue(Bcd.TryGet(buffer, 0, 9, out long value));
        Assert.AreEqual(999999999999999999, value);
        Assert.IsFalse(Bcd.TryGet(Hex.Bytes("A0"), 0, 1, out _));
        Assert.IsFalse(Bcd.TryGet(Hex.Bytes("0A"), 0, 1, out _));

        BigEndian.Put(ulong.MaxValue - 1, buffer, 1, 8);
        Assert.AreEqual(ulong.MaxValue - 1, BigEndian.Get(buffer, 1, 8));
        Assert.AreEqual("99FFFFFFFFFFFFFFFE00", Hex.Text(buffer));
    }

    private static byte[] Filled(int length, byte value)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }

    private static byte[] Information(string[] objects)
    {
        byte[] inner = Hex.Bytes(string.Concat(objects));
        return [0xE1, (byte)inner.Length, .. inner];
    }

    // ISO/IEC 7816-4 §5.1, written down once more as the cases of its table.
    private static bool IsWellFormed(byte[] bytes)
    {
        int n = bytes.Length;
        if (n is < 4 or > 1024)
        {
            return false;
        }

        if (n is 4 or 5)
        {
            return true;
        }

        if (bytes[4] != 0)
        {
            return n == 5 + bytes[4] || n == 6 + bytes[4];
        }

        int lc = n >= 7 ? (bytes[5] << 8) | bytes[6] : -1;
        return n == 7 || (lc > 0 && (n == 7 + lc || n == 9 + lc));
    }
}
