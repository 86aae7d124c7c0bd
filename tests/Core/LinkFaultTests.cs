using PaymentCode.Core.Link;

namespace PaymentCode.Core.Tests;

/// <summary>
/// The board's end of the link on a line that loses, doubles and alters bytes. The host here is written from docs/PROTOCOLS.md §4 alone: it repeats a frame
/// that is not answered, and starts afresh when told to.
/// </summary>
[TestClass]
public sealed class LinkFaultTests
{
    [TestMethod]
    public void No_lost_byte_makes_a_command_be_executed_twice_or_answered_wrongly()
        => EachPosition(static (frame, i) => [.. frame[..i], .. frame[(i + 1)..]]);

    [TestMethod]
    public void No_doubled_byte_makes_a_command_be_executed_twice_or_answered_wrongly()
        => EachPosition(static (frame, i) => [.. frame[..(i + 1)], .. frame[i..]]);

    [TestMethod]
    public void No_wrong_bit_makes_a_command_be_executed_twice_or_answered_wrongly()
    {
        for (int bit = 0; bit < 8; bit++)
        {
            int mask = 1 << bit;
            EachPosition((frame, i) => [.. frame[..i], (byte)(frame[i] ^ mask), .. frame[(i + 1)..]]);
        }
    }

    [TestMethod]
    public void A_line_cut_at_any_byte_is_repaired_by_a_repetition()
        => EachPosition(static (frame, i) => frame[..i]);

    [TestMethod]
    public void Under_random_noise_each_command_is_executed_at_most_once_in_order()
    {
        Random random = new(1662);
        Board board = new();
        board.Reset([0, 0, 0, 0]);
        byte sequence = 1;
        int answered = 0;
        for (int number = 1; number <= 2000; number++)
        {
            byte[] command = [0x80, 0xCA, (byte)(number >> 8), (byte)number];
            byte[] frame = FrameEncoder.Encode(sequence, command, 0, command.Length);
            byte[]? answer = null;
            for (int attempt = 0; attempt < 6 && answer == null; attempt++)
            {
                answer = board.Send(Spoil(frame, random)).Find(sent => sent[0] == (sequence | LinkControl.FromBoard));
            }

            Assert.IsLessThanOrEqualTo(1, board.Executions(command));
            if (answer == null)
            {
                // The host gives up: the command was or was not executed. It starts afresh under a new id.
                board.Reset([.. BitConverter.GetBytes(number)]);
                sequence = 1;
                continue;
            }

            Assert.AreEqual(Hex.Text(command), Hex.Text(answer[1..]));
            Assert.AreEqual(1, board.Executions(command));
            answered++;
            sequence = LinkControl.Next(sequence);
        }

        Assert.IsGreaterThan(1900, answered);
    }

    [TestMethod]
    public void Ten_million_random_bytes_execute_nothing()
    {
        Random random = new(42);
        Board board = new();
        byte[] noise = new byte[100_000];
        for (int round = 0; round < 100; round++)
        {
            random.NextBytes(noise);
            board.Send(noise);
        }

        Assert.AreEqual(0, board.Total);
    }

    private static void EachPosition(Func<byte[], int, byte[]> fault)
    {
        byte[] first = [0x80, 0xCA, 0x00, 0x7E];
        byte[] second = [0x84, 0xAE, 0x00, 0x00, 0x02, 0x7D, 0x5E];
        byte[] good = FrameEncoder.Encode(2, second, 0, second.Length);
        for (int i = 0; i < good.Length; i++)
        {
            Board board = new();
            board.Reset([1, 2, 3, 4]);
            board.Send(FrameEncoder.Encode(1, first, 0, first.Length));

            List<byte[]> answers = board.Send(fault(good, i));
            answers.AddRange(board.Send(good));

            Assert.AreEqual(1, board.Executions(second), $"byte {i}");
            Assert.AreEqual(2, board.Total, $"byte {i}");
            Assert.IsNotEmpty(answers);
            foreach (byte[] answer in answers)
            {
                Assert.AreEqual("82" + Hex.Text(second), Hex.Text(answer), $"byte {i}");
            }
        }
    }

    private static byte[] Spoil(byte[] frame, Random random)
    {
        List<byte> line = [];
        foreach (byte value in frame)
        {
            switch (random.Next(60))
            {
                case 0:
                    break;
                case 1:
                    line.AddRange([value, value]);
                    break;
                case 2:
                    line.Add((byte)(value ^ (1 << random.Next(8))));
                    break;
                default:
                    line.Add(value);
                    break;
            }
        }

        return [.. line];
    }

    // A board that answers each command with itself, and the frames it sends.
    private sealed class Board
    {
        private readonly List<string> _executed = [];
        private readonly FrameDecoder _fromBoard = new();
        private readonly SerialLinkCard _card;

        internal Board() => _card = new SerialLinkCard(Execute, static () => { });

        internal int Total => _executed.Count;

        internal int Executions(byte[] command) => _executed.FindAll(other => other == Hex.Text(command)).Count;

        internal void Reset(byte[] id) => Send(FrameEncoder.Encode(LinkControl.Sequence, [LinkControl.Reset, .. id], 0, 5));

        internal List<byte[]> Send(byte[] bytes)
        {
            List<byte[]> answers = [];
            foreach (byte value in bytes)
            {
                foreach (byte sent in _card.Receive(value) ?? [])
                {
                    if (_fromBoard.Push(sent))
                    {
                        answers.Add(_fromBoard.Buffer[.._fromBoard.Length]);
                    }
                }
            }

            return answers;
        }

        private byte[] Execute(byte[] command, int length)
        {
            _executed.Add(Hex.Text(command[..length]));
            return command[..length];
        }
    }
}
