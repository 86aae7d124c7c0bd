namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// One frame of a reader and what comes back. The frame takes its time, whoever hears it may answer, answers at the same time collide, and
/// an answer whose card loses the carrier never arrives.
/// </summary>
internal sealed class AirExchange
{
    private readonly Pn532Chip _reader;
    private readonly RadioField? _field;
    private readonly AirFrame _frame;
    private readonly long _timeoutNs;
    private readonly Action<AirFrame?> _done;
    private readonly List<Reply> _replies = [];
    private long _sentNs;
    private bool _over;

    private AirExchange(Pn532Chip reader, AirFrame frame, long timeoutNs, Action<AirFrame?> done)
    {
        (_reader, _field, _frame, _timeoutNs, _done) = (reader, reader.Field, frame, timeoutNs, done);
    }

    /// <summary>Sends a frame now.</summary>
    /// <param name="reader">The reader, its carrier on.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="timeoutNs">How long an answer may take to begin after the frame's end, in nanoseconds.</param>
    /// <param name="done">Gets the answer, or null when the time is over.</param>
    public static AirExchange Start(Pn532Chip reader, AirFrame frame, long timeoutNs, Action<AirFrame?> done)
    {
        AirExchange exchange = new(reader, frame, timeoutNs, done);
        reader.Clock.Schedule(reader.Clock.NowNs + frame.DurationNs, exchange.Sent);
        return exchange;
    }

    /// <summary>The reader no longer listens.</summary>
    public void Cancel() => _over = true;

    /// <summary>A card answers.</summary>
    /// <param name="card">The card.</param>
    /// <param name="frame">Its answer.</param>
    /// <param name="delayNs">Nanoseconds from now until the answer begins.</param>
    public void Answer(ContactlessCard card, AirFrame frame, long delayNs)
    {
        long relayMs = card.IsInProtocol ? _field?.RelayDelayMs ?? 0 : 0;
        long beginsNs = _reader.Clock.NowNs + delayNs + (relayMs * VirtualClock.NsPerMs);
        if (_over || beginsNs > _sentNs + _timeoutNs)
        {
            return;
        }

        Reply reply = new(card, card.PowerEpoch, frame, beginsNs);
        _replies.Add(reply);
        _reader.Clock.Schedule(reply.EndsNs, () => Arrived(reply));
    }

    private void Sent()
    {
        if (_over)
        {
            return;
        }

        _sentNs = _reader.Clock.NowNs;
        if (_field != null && _reader.IsCarrierOn)
        {
            _field.Overhear(null, _frame);
            foreach (ContactlessCard card in _field.Listeners(_reader))
            {
                card.Hear(_frame, this);
            }
        }

        _reader.Clock.Schedule(_sentNs + _timeoutNs, TimeIsUp);
    }

    private void Arrived(Reply reply)
    {
        if (!Lives(reply))
        {
            return;
        }

        _field!.Overhear(reply.Card, reply.Frame);
        if (_over)
        {
            return;
        }

        AirFrame received = reply.Frame;
        foreach (Reply other in _replies)
        {
            if (other != reply && other.BeginsNs < reply.EndsNs && reply.BeginsNs < other.EndsNs && Lives(other))
            {
                received = Merge(received, other.Frame, sameMoment: other.BeginsNs == reply.BeginsNs);
            }
        }

        End(received);
    }

    private void TimeIsUp()
    {
        if (!_over && !_replies.Exists(reply => reply.EndsNs > _reader.Clock.NowNs && Lives(reply)))
        {
            End(null);
        }
        else if (!_over)
        {
            // An answer is on its way. Should its card vanish before it is complete, this is the moment at which silence is noticed.
            long laterNs = _replies.Max(reply => reply.EndsNs) + 1;
            _reader.Clock.Schedule(laterNs, TimeIsUp);
        }
    }

    private bool Lives(Reply reply) =>
        reply.Card.IsPowered && reply.Card.PowerEpoch == reply.PowerEpoch && _field!.Reaches(reply.Card, _reader);

    private void End(AirFrame? received)
    {
        _over = true;
        _done(received);
    }

    // Manchester coding shows both halves of a bit loaded where two cards send different bits (ISO/IEC 14443-3 §6.5.2).
    private static AirFrame Merge(AirFrame one, AirFrame other, bool sameMoment)
    {
        if (!sameMoment || one.Coding != AirCoding.TypeA || other.Coding != AirCoding.TypeA)
        {
            return new AirFrame(one.Coding, one.Bytes, one.KilobitsPerSecond, one.LastBits, one.FirstBit) { IsSpoilt = true };
        }

        byte[] bytes = (byte[])one.Bytes.Clone();
        int collision = one.Collision < 0 ? int.MaxValue : one.Collision;
        for (int i = 0; i < bytes.Length && i < other.Bytes.Length; i++)
        {
            int differing = bytes[i] ^ other.Bytes[i];
            if (differing != 0)
            {
                collision = Math.Min(collision, (8 * i) + System.Numerics.BitOperations.TrailingZeroCount(differing));
            }

            bytes[i] |= other.Bytes[i];
        }

        if (collision == int.MaxValue && one.BitCount != other.BitCount)
        {
            collision = 8 * Math.Min(one.Bytes.Length, other.Bytes.Length);
        }

        return new AirFrame(one.Coding, bytes, one.KilobitsPerSecond, one.LastBits, one.FirstBit) { Collision = collision == int.MaxValue ? -1 : collision };
    }

    private sealed class Reply(ContactlessCard card, int powerEpoch, AirFrame frame, long beginsNs)
    {
        public ContactlessCard Card { get; } = card;

        public int PowerEpoch { get; } = powerEpoch;

        public AirFrame Frame { get; } = frame;

        public long BeginsNs { get; } = beginsNs;

        public long EndsNs { get; } = beginsNs + frame.DurationNs;
    }
}
