using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;
using PaymentCode.Core.Link;
using PaymentCode.Emulation;

namespace PaymentCode.Benchmarks.Tapping;

/// <summary>The bank at the far end of whatever carries an APDU to a board and the answer back.</summary>
/// <param name="exchange">Carries one command.</param>
internal sealed class BankOnLine(Func<byte[], byte[]> exchange)
{
    private Scp03Host? _channel;

    /// <summary>One that speaks over a board's serial cable.</summary>
    /// <param name="line">The cable.</param>
    /// <param name="step">Lets the board live for a step.</param>
    internal static BankOnLine OverSerial(SerialLine line, Action step)
    {
        FrameDecoder decoder = new();
        byte sequence = 0;
        Answer(LinkControl.Sequence, [LinkControl.Reset, 1, 2, 3, 4]);
        return new BankOnLine(apdu =>
        {
            sequence = LinkControl.Next(sequence);
            return Answer(sequence, apdu);
        });

        byte[] Answer(byte number, byte[] information)
        {
            line.Send(FrameEncoder.Encode(number, information, 0, information.Length));
            while (true)
            {
                step();
                foreach (byte value in line.ReceiveAll())
                {
                    if (decoder.Push(value) && decoder.Buffer[0] == (number | LinkControl.FromBoard))
                    {
                        return Bytes.Slice(decoder.Buffer, 1, decoder.Length - 1);
                    }
                }
            }
        }
    }

    /// <summary>Gives a blank board its first keys and the bank's, and leaves the channel under the bank's open.</summary>
    internal void SetUp(byte[] serial)
    {
        Expect(Parse(exchange(new CommandApdu(0x80, TokenApplet.InsPutKey, 0, 0x81, [.. serial, .. Keys(1).ToBytes(null)]).ToBytes())));
        Open(1);
        Secured(TokenApplet.InsPutKey, TokenApplet.PutKeyFirstOfSeveral, Keys(2).ToBytes(_channel!.EncryptKey));
        Open(2);
    }

    /// <summary>Opens the channel under the keys of a version.</summary>
    internal void Open(byte version)
    {
        Scp03Host channel = new([8, 7, 6, 5, 4, 3, 2, version]);
        if (!channel.TryOpen(Parse(exchange(channel.InitializeUpdate(0).ToBytes())), Keys(version).Channel()))
        {
            throw new InvalidOperationException("The board did not prove its keys.");
        }

        Expect(Parse(exchange(channel.ExternalAuthenticate().ToBytes())));
        _channel = channel;
    }

    /// <summary>A command through the channel, and what the board proved it answers.</summary>
    internal byte[] Secured(byte ins, int p1P2, byte[] data)
    {
        byte[] answer = exchange(_channel!.Wrap(new CommandApdu(0x80, ins, (byte)(p1P2 >> 8), (byte)p1P2, data)).ToBytes());
        return _channel.TryUnwrap(answer, out ResponseApdu plain, out bool authentic) && authentic
            ? plain.Data
            : throw new InvalidOperationException($"INS {ins:X2}: {Convert.ToHexString(answer)}");
    }

    private static KeySet Keys(byte version)
    {
        byte[] Key(int index, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((version * 64) + (index * 7) + i))];
        return new KeySet(version, Key(1, 16), Key(2, 16), Key(3, 16), Key(4, 32), Key(5, 32));
    }

    private static ResponseApdu Parse(byte[] answer) => ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response)
        ? response
        : throw new InvalidOperationException($"no response APDU: {Convert.ToHexString(answer)}");

    private static void Expect(ResponseApdu answer)
    {
        if (answer.StatusWord != StatusWord.Success)
        {
            throw new InvalidOperationException($"{answer.StatusWord:X4}");
        }
    }
}
