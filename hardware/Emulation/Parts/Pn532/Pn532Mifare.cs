using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>MIFARE and NFC Forum type 2 commands of InDataExchange (UM0701-02 §7.3.8): the chip carries out their parts.</summary>
internal sealed class Pn532Mifare
{
    private const byte AuthenticateA = 0x60;
    private const byte AuthenticateB = 0x61;
    private const byte Write = 0xA0;
    private const byte Decrement = 0xC0;
    private const byte Increment = 0xC1;
    private const byte Restore = 0xC2;
    private const byte Acknowledge = 0x0A;
    private const int BlockSize = 16;

    private readonly Pn532Radio _radio;
    private readonly Pn532Registers _registers;

    public Pn532Mifare(Pn532Radio radio, Pn532Registers registers) => (_radio, _registers) = (radio, registers);

    /// <summary>One command.</summary>
    /// <param name="card">The card it goes to.</param>
    /// <param name="command">The command as the host gave it.</param>
    /// <returns>Error and data; null where the command has not the form that the chip knows.</returns>
    public async Task<(Pn532Error Error, byte[] Data)?> ExchangeAsync(Pn532TargetCard card, ReadOnlyMemory<byte> command)
    {
        if (command.Length == 0)
        {
            return null;
        }

        bool classic = (card.Sak & 0x08) != 0;
        switch (command.Span[0])
        {
            case AuthenticateA or AuthenticateB:
                return command.Length == 12 ? (await AuthenticateAsync(command.ToArray()), []) : null;
            case Write when command.Length == 2 + BlockSize:
                return (await InTwoPartsAsync(command, acknowledged: true, classic), []);
            case Decrement or Increment or Restore when command.Length == 6:
                return (await InTwoPartsAsync(command, acknowledged: false, classic), []);
            default:
                Reception answer = await _radio.ExchangeAsync(AirCoding.TypeA, command.ToArray(), _radio.RetryTimeoutNs);
                return answer.LastBits == 4 ? (Acknowledged(answer, classic), []) : (answer.Error, answer.Bytes);
        }
    }

    /// <summary>The cipher is switched off: with the next selection, or by the host.</summary>
    public void EndCipher() => _registers[Pn532Registers.Status2] &= unchecked((byte)~Pn532Registers.Crypto1On);

    // Three passes; the proofs are a stand-in for CRYPTO1 of the same length, see MifareCipher.
    private async Task<Pn532Error> AuthenticateAsync(byte[] command)
    {
        EndCipher();
        byte[] key = command[2..8];
        byte[] uid = command[8..12];
        AirFrame? nonce = await _radio.SendAsync(Framed(command[..2]), _radio.RetryTimeoutNs);
        if (nonce is not { Bytes.Length: 4, IsSpoilt: false, LastBits: 8 })
        {
            return Pn532Error.Authentication;
        }

        byte[] proof = MifareCipher.ReaderProof(key, uid, nonce.Bytes);
        AirFrame? answer = await _radio.SendAsync(new AirFrame(AirCoding.TypeA, proof), _radio.RetryTimeoutNs);
        if (answer is not { IsSpoilt: false } || !answer.Bytes.AsSpan().SequenceEqual(MifareCipher.CardProof(key, uid, nonce.Bytes)))
        {
            return Pn532Error.Authentication;
        }

        _registers[Pn532Registers.Status2] |= Pn532Registers.Crypto1On;
        return Pn532Error.None;
    }

    private async Task<Pn532Error> InTwoPartsAsync(ReadOnlyMemory<byte> command, bool acknowledged, bool classic)
    {
        Reception first = await _radio.ExchangeAsync(AirCoding.TypeA, command[..2].ToArray(), _radio.RetryTimeoutNs);
        Pn532Error error = first.IsRight ? Acknowledged(first, classic) : first.Error;
        if (error != Pn532Error.None)
        {
            return error;
        }

        // The operand of a value operation is not acknowledged: silence is success.
        Reception second = await _radio.ExchangeAsync(AirCoding.TypeA, command[2..].ToArray(), _radio.RetryTimeoutNs);
        return second.IsRight ? Acknowledged(second, classic)
            : second.Error == Pn532Error.Timeout && !acknowledged ? Pn532Error.None
            : second.Error;
    }

    private static Pn532Error Acknowledged(Reception answer, bool classic) =>
        answer.LastBits == 4 && answer.Bytes[0] == Acknowledge ? Pn532Error.None
            : classic ? Pn532Error.Authentication
            : Pn532Error.InvalidFormat;

    private static AirFrame Framed(byte[] bytes) => new(AirCoding.TypeA, RadioCrc.Append(AirCoding.TypeA, bytes));
}
