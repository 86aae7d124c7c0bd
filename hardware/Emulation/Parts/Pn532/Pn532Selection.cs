using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>Finding and selecting cards: Type A anticollision (ISO/IEC 14443-3 §6), Type B request and ATTRIB (§7), FeliCa polling.</summary>
internal sealed class Pn532Selection
{
    // A request is answered at once or not at all.
    private const long RequestTimeoutNs = 1 * VirtualClock.NsPerMs;

    // Activation frame waiting time, ISO/IEC 14443-4 §5.2.5: 71,680 carrier periods.
    private const long ActivationTimeoutNs = 6 * VirtualClock.NsPerMs;

    // FSDI 5, CID 0: the chip takes frames of 64 bytes.
    private const byte RatsParameter = 0x50;

    private readonly Pn532Radio _radio;

    public Pn532Selection(Pn532Radio radio) => _radio = radio;

    /// <summary>The error of the last selection that failed with more than silence.</summary>
    public Pn532Error LastError { get; private set; }

    /// <summary>Requests a Type A card, resolves collisions and selects it.</summary>
    /// <param name="wakesHalted">WUPA instead of REQA.</param>
    /// <param name="uid">Its UID with cascade tags, 4, 8 or 12 bytes; empty for any card.</param>
    public async Task<Pn532TargetCard?> SelectAAsync(bool wakesHalted, ReadOnlyMemory<byte> uid)
    {
        byte request = wakesHalted ? TypeACard.WakeUpA : TypeACard.RequestA;
        AirFrame? atqa = await _radio.SendAsync(new AirFrame(AirCoding.TypeA, [request], lastBits: 7), RequestTimeoutNs);
        if (atqa == null || atqa.Bytes.Length != 2)
        {
            return null;
        }

        List<byte> identifier = [];
        for (int level = 0; level < 3; level++)
        {
            byte[]? part = uid.Length >= 4 * (level + 1)
                ? WithCheck(uid.Span.Slice(4 * level, 4))
                : await AnticollideAsync((byte)(0x93 + (2 * level)));
            Reception selected = part == null
                ? new Reception(Pn532Error.Timeout, [])
                : await _radio.ExchangeAsync(AirCoding.TypeA, [(byte)(0x93 + (2 * level)), 0x70, .. part], RequestTimeoutNs);
            if (!selected.IsRight || selected.Bytes.Length != 1)
            {
                return null;
            }

            bool goesOn = (selected.Bytes[0] & 0x04) != 0;
            identifier.AddRange(part.AsSpan(goesOn ? 1 : 0, goesOn ? 3 : 4));
            if (!goesOn)
            {
                byte[] data = [atqa.Bytes[1], atqa.Bytes[0], selected.Bytes[0], (byte)identifier.Count, .. identifier];
                return new Pn532TargetCard(AirCoding.TypeA, 106, [.. identifier], data) { Sak = selected.Bytes[0] };
            }
        }

        return null;
    }

    /// <summary>RATS: a Type A card begins the block protocol.</summary>
    public async Task<bool> ActivateAAsync(Pn532TargetCard card)
    {
        Reception ats = await _radio.ExchangeAsync(AirCoding.TypeA, [0xE0, RatsParameter], ActivationTimeoutNs);
        if (!ats.IsRight || ats.Bytes.Length == 0 || ats.Bytes[0] != ats.Bytes.Length)
        {
            return false;
        }

        card.Data = [.. card.Data.AsSpan(0, 4 + card.Identifier.Length), .. ats.Bytes];
        card.IsoDep = Pn532IsoDep.FromAnswerToSelect(_radio, ats.Bytes);
        return true;
    }

    /// <summary>Selects a known Type A card again, halted or not.</summary>
    public async Task<bool> ReselectAAsync(Pn532TargetCard card)
    {
        byte[] uid = card.Identifier;
        byte[] cascaded = uid.Length switch
        {
            7 => [TypeACard.CascadeTag, .. uid],
            10 => [TypeACard.CascadeTag, .. uid.AsSpan(0, 3), TypeACard.CascadeTag, .. uid.AsSpan(3)],
            _ => uid,
        };
        bool found = await SelectAAsync(wakesHalted: true, cascaded) != null;
        return found && (card.IsoDep == null || await ActivateAAsync(card));
    }

    /// <summary>REQB or WUPB, then ATTRIB (ISO/IEC 14443-3 §7.7 and §7.10).</summary>
    public async Task<Pn532TargetCard?> SelectBAsync(byte applicationFamily, bool wakesHalted)
    {
        Reception atqb = await _radio.ExchangeAsync(AirCoding.TypeB, [0x05, applicationFamily, (byte)(wakesHalted ? 0x08 : 0x00)], RequestTimeoutNs);
        if (!atqb.IsRight || atqb.Bytes.Length < 12 || atqb.Bytes[0] != 0x50)
        {
            return null;
        }

        byte[] pupi = atqb.Bytes[1..5];
        byte[] attrib = [0x1D, .. pupi, 0x00, 0x05, 0x01, 0x00];
        Reception answer = await _radio.ExchangeAsync(AirCoding.TypeB, attrib, ActivationTimeoutNs);
        if (!answer.IsRight || answer.Bytes.Length == 0)
        {
            return null;
        }

        byte[] data = [.. atqb.Bytes.AsSpan(0, 12), (byte)answer.Bytes.Length, .. answer.Bytes];
        return new Pn532TargetCard(AirCoding.TypeB, 106, pupi, data)
        {
            IsoDep = new Pn532IsoDep(_radio, AirCoding.TypeB, atqb.Bytes[10] >> 4, atqb.Bytes[11] >> 4),
        };
    }

    /// <summary>POLLING of JIS X 6319-4.</summary>
    /// <param name="kilobitsPerSecond">212 or 424.</param>
    /// <param name="payload">The command as the host gave it: code 00, system code, request code, slots.</param>
    public async Task<Pn532TargetCard?> PollFeliCaAsync(int kilobitsPerSecond, ReadOnlyMemory<byte> payload)
    {
        int slots = payload.Length >= 5 ? payload.Span[4] : 0;
        long timeoutNs = (long)(2.417 * VirtualClock.NsPerMs) + ((slots + 1) * (long)(1.208 * VirtualClock.NsPerMs));
        byte[] command = [(byte)(payload.Length + 1), .. payload.Span];
        Reception answer = await _radio.ExchangeAsync(AirCoding.FeliCa, command, timeoutNs, kilobitsPerSecond);
        return answer.IsRight && answer.Bytes.Length is 18 or 20 && answer.Bytes[1] == 0x01
            ? new Pn532TargetCard(AirCoding.FeliCa, kilobitsPerSecond, answer.Bytes[2..10], answer.Bytes)
            : null;
    }

    private static byte[] WithCheck(ReadOnlySpan<byte> part) => [.. part, (byte)(part[0] ^ part[1] ^ part[2] ^ part[3])];

    /// <summary>Bit by bit: at a collision the cards with a 1 go on (ISO/IEC 14443-3 §6.5.3).</summary>
    private async Task<byte[]?> AnticollideAsync(byte select)
    {
        byte[] part = new byte[5];
        int known = 0;
        for (int round = 0; round <= 32; round++)
        {
            byte[] bits = part[..((known + 7) / 8)];
            byte[] command = [select, (byte)(((2 + (known / 8)) << 4) | (known % 8)), .. bits];
            AirFrame frame = new(AirCoding.TypeA, command, lastBits: known % 8 == 0 ? 8 : known % 8);
            AirFrame? answer = await _radio.SendAsync(frame, RequestTimeoutNs);
            if (answer == null || answer.IsSpoilt || answer.Bytes.Length != 5 - (known / 8))
            {
                return null;
            }

            int collision = answer.Collision < 0 ? 40 : ((known / 8) * 8) + answer.Collision;
            if (collision == 40)
            {
                Merge(part, answer.Bytes, known, 40);
                LastError = (part[0] ^ part[1] ^ part[2] ^ part[3] ^ part[4]) == 0 ? Pn532Error.None : Pn532Error.UidCheckByte;
                return LastError == Pn532Error.None ? part : null;
            }

            Merge(part, answer.Bytes, known, collision + 1);
            known = collision + 1;
            if (known > 32)
            {
                LastError = Pn532Error.Collision;
                return null;
            }
        }

        return null;
    }

    private static void Merge(byte[] part, byte[] received, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            int bit = received[(i / 8) - (from / 8)] >> (i % 8) & 1;
            part[i / 8] = (byte)((part[i / 8] & ~(1 << (i % 8))) | (bit << (i % 8)));
        }
    }
}
