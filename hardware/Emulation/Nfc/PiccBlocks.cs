namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// The card's side of the half-duplex block protocol (ISO/IEC 14443-4 §7): blocks in, blocks out, chaining both ways, waiting-time
/// extension, deselection. It knows neither cards nor time; blocks are without check bytes.
/// </summary>
internal sealed class PiccBlocks
{
    /// <summary>The largest frame by FSDI or FSCI, ISO/IEC 14443-4 table 1.</summary>
    private static readonly int[] FrameSizes = [16, 24, 32, 40, 48, 64, 96, 128, 256];

    private readonly int _mostCommandBytes;
    private readonly List<byte> _command = [];
    private byte[] _response = [];
    private byte[]? _last;
    private int _sent;
    private int _number;
    private int _cid = -1;
    private int _frameSize = 256;

    /// <summary>Blocks of a card that takes commands of up to so many bytes.</summary>
    /// <param name="mostCommandBytes">A longer one is not answered any more.</param>
    public PiccBlocks(int mostCommandBytes) => _mostCommandBytes = mostCommandBytes;

    /// <summary>What a block has led to.</summary>
    public enum Outcome
    {
        /// <summary>Nothing to be done but to send the answer, if there is one.</summary>
        None,

        /// <summary>A command is complete: <see cref="TakeCommand"/>.</summary>
        Command,

        /// <summary>The reader knows that it has to wait on, ISO/IEC 14443-4 §7.3.</summary>
        WaitGranted,

        /// <summary>The last block of the response has gone out.</summary>
        LastSent,

        /// <summary>The reader has sent the card to HALT.</summary>
        Deselected,
    }

    /// <summary>Whether a response or its last block is still to be asked for.</summary>
    public bool IsSending => _sent < _response.Length;

    /// <summary>Begins anew after a RATS.</summary>
    /// <param name="parameter">The parameter byte: FSDI and CID.</param>
    public void Activate(byte parameter)
    {
        _frameSize = FrameSizes[Math.Min(parameter >> 4, FrameSizes.Length - 1)];
        _cid = parameter & 0x0F;
        _number = 1;
        _command.Clear();
        _response = [];
        _sent = 0;
        _last = null;
    }

    /// <summary>The frame size for a value of FSCI.</summary>
    /// <param name="fsci">0 to 8.</param>
    public static int FrameSize(int fsci) => FrameSizes[Math.Clamp(fsci, 0, FrameSizes.Length - 1)];

    /// <summary>A block from the reader, without check bytes.</summary>
    /// <param name="block">The block.</param>
    /// <param name="outcome">What it led to.</param>
    /// <returns>The block to answer with, or null for none.</returns>
    public byte[]? Receive(ReadOnlySpan<byte> block, out Outcome outcome)
    {
        outcome = Outcome.None;
        if (block.Length == 0 || !IsForThisCard(block, out int header))
        {
            return null;
        }

        byte pcb = block[0];
        return (pcb & 0xC0) switch
        {
            0x00 when (pcb & 0x22) == 0x02 => Information(pcb, block[header..], ref outcome),
            0x80 when (pcb & 0x26) == 0x22 => Receipt(pcb, ref outcome),
            0xC0 when (pcb & 0x37) == 0x32 => WaitGranted(ref outcome),
            0xC0 when (pcb & 0x37) == 0x02 => Deselect(block, ref outcome),
            _ => null,
        };
    }

    /// <summary>The command that is complete.</summary>
    public byte[] TakeCommand()
    {
        byte[] command = [.. _command];
        _command.Clear();
        return command;
    }

    /// <summary>The first block of a response.</summary>
    /// <param name="response">The whole response.</param>
    /// <param name="outcome"><see cref="Outcome.LastSent"/> where one block is enough.</param>
    public byte[] Respond(byte[] response, out Outcome outcome)
    {
        _response = response;
        _sent = 0;
        return NextPiece(out outcome);
    }

    /// <summary>S(WTX): the card needs longer.</summary>
    /// <param name="multiplier">How many frame waiting times, 1 to 59.</param>
    public byte[] AskForTime(int multiplier) => Remember(Headed(0xF2, [(byte)multiplier]));

    // An R(NAK) asks for whatever block went out last, an S(WTX) too.
    private byte[] Remember(byte[] block)
    {
        _last = block;
        return block;
    }

    private bool IsForThisCard(ReadOnlySpan<byte> block, out int header)
    {
        header = 1;
        bool withCid = (block[0] & 0x08) != 0;
        bool withNad = (block[0] & 0xC4) == 0x04;
        if (withCid)
        {
            if (block.Length < 2 || (block[1] & 0x0F) != _cid)
            {
                return false;
            }

            header++;
        }
        else if (_cid > 0)
        {
            return false;
        }

        // The NAD is not supported: such a block is not understood (§7.1.1.3).
        return !withNad && header <= block.Length;
    }

    private byte[]? Information(byte pcb, ReadOnlySpan<byte> data, ref Outcome outcome)
    {
        // Rule D: the block number toggles with every I-block, whatever number that has.
        _number ^= 1;
        if (_command.Count + data.Length > _mostCommandBytes)
        {
            _command.Clear();
            return null;
        }

        _command.AddRange(data);
        _sent = _response.Length;
        if ((pcb & 0x10) != 0)
        {
            return Remember(Headed((byte)(0xA2 | _number), []));
        }

        outcome = Outcome.Command;
        _last = null;
        return null;
    }

    private byte[]? Receipt(byte pcb, ref Outcome outcome)
    {
        bool same = (pcb & 1) == _number;
        bool nak = (pcb & 0x10) != 0;
        if (same)
        {
            // Rule 11: the last block again.
            return _last;
        }

        if (nak)
        {
            // Rule 12.
            return Headed((byte)(0xA2 | _number), []);
        }

        // Rules E and 13: the next piece of the chain.
        _number ^= 1;
        return IsSending ? NextPiece(out outcome) : null;
    }

    private static byte[]? WaitGranted(ref Outcome outcome)
    {
        outcome = Outcome.WaitGranted;
        return null;
    }

    private byte[] Deselect(ReadOnlySpan<byte> block, ref Outcome outcome)
    {
        outcome = Outcome.Deselected;
        return block.ToArray();
    }

    private byte[] NextPiece(out Outcome outcome)
    {
        int room = _frameSize - 3 - (_cid > 0 ? 1 : 0);
        int count = Math.Min(room, _response.Length - _sent);
        bool more = _sent + count < _response.Length;
        byte[] block = Headed((byte)(0x02 | _number | (more ? 0x10 : 0)), _response.AsSpan(_sent, count));
        _sent += count;
        outcome = more ? Outcome.None : Outcome.LastSent;
        return Remember(block);
    }

    private byte[] Headed(byte pcb, ReadOnlySpan<byte> rest) => _cid > 0 ? [(byte)(pcb | 0x08), (byte)_cid, .. rest] : [pcb, .. rest];
}
