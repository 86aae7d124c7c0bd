using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>The reader's side of the block protocol (ISO/IEC 14443-4 §7.5.4): chaining both ways, waiting-time extension, retries.</summary>
internal sealed class Pn532IsoDep
{
    /// <summary>The longest data of an InDataExchange, either way (UM0701-02 §7.3.8).</summary>
    public const int MostData = 262;

    // FSDI 5 in the RATS: the CIU's buffer of 64 bytes.
    private const int OwnFrameSize = 64;
    private const int MostRetries = 2;

    // ISO/IEC 14443-4 §7.2: what a reader allows beyond FWT, and the waiting time at most, 4949 ms.
    private const long ToleranceNs = 200_000;
    private const long MostWaitingNs = 4_949 * VirtualClock.NsPerMs;

    private readonly Pn532Radio _radio;
    private readonly AirCoding _coding;
    private readonly int _frameSize;
    private readonly long _waitingNs;
    private int _number;
    private readonly List<byte> _held = [];
    private bool _cardHasMore;
    private Pn532Error _failure;

    /// <summary>The protocol with a card that has just answered.</summary>
    /// <param name="radio">The radio.</param>
    /// <param name="coding">Type A or B.</param>
    /// <param name="frameSizeIndex">FSCI.</param>
    /// <param name="frameWaitingIndex">FWI.</param>
    public Pn532IsoDep(Pn532Radio radio, AirCoding coding, int frameSizeIndex, int frameWaitingIndex)
    {
        _radio = radio;
        _coding = coding;
        _frameSize = PiccBlocks.FrameSize(frameSizeIndex);
        _waitingNs = AirFrame.CarrierNs(4096L << Math.Min(frameWaitingIndex, 14));
    }

    /// <summary>The protocol as an ATS says it (ISO/IEC 14443-4 §5.2; FSCI 2 and FWI 4 where it says nothing).</summary>
    public static Pn532IsoDep FromAnswerToSelect(Pn532Radio radio, ReadOnlySpan<byte> ats)
    {
        int fsci = 2;
        int fwi = 4;
        if (ats.Length > 1)
        {
            int format = ats[1];
            fsci = format & 0x0F;
            int tb = 2 + ((format & 0x10) != 0 ? 1 : 0);
            fwi = (format & 0x20) != 0 && tb < ats.Length ? ats[tb] >> 4 : fwi;
        }

        return new Pn532IsoDep(radio, AirCoding.TypeA, fsci, fwi);
    }

    /// <summary>Sends data and takes what comes back; without data, what a chain of the card's still holds.</summary>
    /// <param name="data">The data; may be empty.</param>
    /// <param name="moreFollows">The host has more to send: the last block is chained and nothing comes back.</param>
    public async Task<(Pn532Error Error, byte[] Data, bool CardHasMore)> ExchangeAsync(ReadOnlyMemory<byte> data, bool moreFollows)
    {
        bool goesOn = data.Length == 0 && (_cardHasMore || _held.Count > 0);
        if (!goesOn)
        {
            _cardHasMore = false;
            _held.Clear();
        }

        bool asks = !goesOn || _cardHasMore;
        byte[]? answer = goesOn
            ? asks ? await BlockAsync([(byte)(0xA2 | _number)], chained: false) : []
            : await SendChainAsync(data, moreFollows);
        if (moreFollows && answer != null)
        {
            return (Pn532Error.None, [], false);
        }

        while (answer is [_, ..])
        {
            _held.AddRange(answer.AsSpan(1));
            _number ^= 1;
            _cardHasMore = (answer[0] & 0x10) != 0;
            if (!_cardHasMore || _held.Count >= MostData)
            {
                break;
            }

            answer = await BlockAsync([(byte)(0xA2 | _number)], chained: false);
        }

        if (answer == null)
        {
            _cardHasMore = false;
            _held.Clear();
            return (_failure, [], false);
        }

        // What is more than the host can take with one response waits for the next command.
        byte[] taken = [.. _held.Take(MostData)];
        _held.RemoveRange(0, taken.Length);
        return (Pn532Error.None, taken, _cardHasMore || _held.Count > 0);
    }

    /// <summary>S(DESELECT): the card goes to HALT. Whether it answers is not asked twice.</summary>
    public async Task DeselectAsync() => await _radio.ExchangeAsync(_coding, [0xC2], _waitingNs + ToleranceNs);

    /// <summary>R(NAK): a card that is there answers (the method of ISO/IEC 14443-4 §7.5.4.4, presence check).</summary>
    public async Task<Pn532Error> IsPresentAsync() => (await _radio.ExchangeAsync(_coding, [(byte)(0xB2 | _number)], _waitingNs + ToleranceNs)).Error;

    private async Task<byte[]?> SendChainAsync(ReadOnlyMemory<byte> data, bool moreFollows)
    {
        int room = _frameSize - 3;
        int sent = 0;
        while (true)
        {
            int count = Math.Min(room, data.Length - sent);
            bool chained = moreFollows || sent + count < data.Length;
            byte[] block = [(byte)(0x02 | _number | (chained ? 0x10 : 0)), .. data.Slice(sent, count).Span];
            byte[]? answer = await BlockAsync(block, chained);
            sent += count;
            if (answer == null || sent == data.Length)
            {
                return answer;
            }
        }
    }

    /// <summary>One block until it is answered: the answering block, or null with the failure.</summary>
    private async Task<byte[]?> BlockAsync(byte[] block, bool chained)
    {
        byte[] next = block;
        long waitingNs = _waitingNs;
        for (int retries = 0; retries <= MostRetries;)
        {
            Reception reception = await _radio.ExchangeAsync(_coding, next, waitingNs + ToleranceNs);
            waitingNs = _waitingNs;
            byte[] answer = reception.Bytes;
            if (!reception.IsRight || reception.LastBits != 8 || answer.Length == 0)
            {
                // Rules 4 and 5: R(NAK) for a block that did not come, in a chain of the card's R(ACK).
                _failure = reception.IsRight ? Pn532Error.InvalidFormat : reception.Error;
                retries++;
                next = (block[0] & 0xE0) == 0xA0 ? block : [(byte)(0xB2 | _number)];
            }
            else if ((answer[0] & 0xF7) == 0xF2 && answer.Length >= 2)
            {
                int multiplier = Math.Clamp(answer[^1] & 0x3F, 1, 59);
                waitingNs = Math.Min(_waitingNs * multiplier, MostWaitingNs);
                next = [0xF2, (byte)multiplier];
            }
            else if ((answer[0] & 0xF6) == 0xA2 && (answer[0] & 1) != _number && (block[0] & 0xE0) == 0x00)
            {
                // Rule 6: the card did not get the block.
                retries++;
                _failure = Pn532Error.Timeout;
                next = block;
            }
            else if (chained && (answer[0] & 0xF6) == 0xA2)
            {
                _number ^= 1;
                return answer;
            }
            else if (!chained && (answer[0] & 0xEE) == 0x02 && (answer[0] & 1) == _number)
            {
                return answer;
            }
            else
            {
                _failure = Pn532Error.InvalidFormat;
                return null;
            }
        }

        return null;
    }
}
