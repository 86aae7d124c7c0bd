using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Link;

namespace PaymentCode.Token.Tests;

/// <summary>The computer that a token is plugged into and the bank behind it, in one: APDUs over the emulated cable, keys and all.</summary>
internal sealed class TokenHost : BankLink
{
    private const int PatienceMs = 5000;

    private readonly FrameDecoder _decoder = new();
    private byte _sequence;
    private byte _resets;

    public TokenHost(TokenBoard board)
    {
        Board = board;
        ResetLink();
    }

    public TokenBoard Board { get; }

    /// <summary>The command sent last, as a recorder on the cable has it.</summary>
    public byte[] LastCommand { get; private set; } = [];

    public void ResetLink()
    {
        _resets++;
        byte[] reset = [LinkControl.Reset, 1, 2, 3, _resets];
        Board.Serial.Send(FrameEncoder.Encode(LinkControl.Sequence, reset, 0, reset.Length));
        Await(LinkControl.FromBoard);
        _sequence = 0;
        ForgetChannel();
    }

    /// <inheritdoc/>
    public override byte[] Exchange(byte[] apdu)
    {
        LastCommand = apdu;
        _sequence = LinkControl.Next(_sequence);
        Board.Serial.Send(FrameEncoder.Encode(_sequence, apdu, 0, apdu.Length));
        return Await((byte)(_sequence | LinkControl.FromBoard));
    }

    private byte[] Await(byte sequence)
    {
        IsAnswered = false;
        for (long patience = Board.NowMs + PatienceMs; Board.NowMs < patience && Board.IsPowered;)
        {
            Board.Step();
            foreach (byte value in Board.Serial.ReceiveAll())
            {
                if (_decoder.Push(value) && _decoder.Buffer[0] == sequence)
                {
                    IsAnswered = true;
                    return Bytes.Slice(_decoder.Buffer, 1, _decoder.Length - 1);
                }
            }
        }

        return [];
    }
}
