using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Workbench.Events;

/// <summary>
/// Hears what goes over the air between the terminal's reader and what lies on it, and records it by what it is: a card's activation (ISO/IEC 14443-3), the pages of a tag, and
/// each APDU that the block protocol (ISO/IEC 14443-4) carries, put together from its blocks. A reader that calls and gets no answer is not recorded, nor is a repeated block.
/// </summary>
internal sealed class AirTap
{
    private const string Reader = "terminal";
    private const int CheckBytes = 2;
    private const int BitsOfShortFrame = 7;
    private const byte ChainingBit = 0x10;
    private const byte CidBit = 0x08;
    private const byte NadBit = 0x04;

    private readonly EventLog _log;
    private readonly Func<ContactlessCard, string> _nameOf;
    private readonly List<Action> _heard = [];
    private readonly List<byte> _command = [];
    private readonly List<byte> _answer = [];
    private byte[] _lastBlock = [];
    private (string Name, byte[] Bytes)? _call;
    private string _answerName = "";
    private string _partner = "";
    private bool _isProtocol;

    /// <summary>A tap.</summary>
    /// <param name="log">Where it is recorded.</param>
    /// <param name="nameOf">What a card is.</param>
    public AirTap(EventLog log, Func<ContactlessCard, string> nameOf) => (_log, _nameOf) = (log, nameOf);

    /// <summary>Hears a frame, on whichever thread the reader's board runs; it is recorded by <see cref="Carry"/>.</summary>
    /// <param name="card">Who sent it; null for the reader.</param>
    /// <param name="frame">The frame.</param>
    public void Hear(ContactlessCard? card, AirFrame frame)
    {
        if (card is null)
        {
            HearReader(frame);
        }
        else
        {
            HearCard(_nameOf(card), frame.Bytes);
        }
    }

    /// <summary>Records what was heard.</summary>
    public void Carry()
    {
        foreach (var record in _heard)
        {
            record();
        }

        _heard.Clear();
    }

    private void HearReader(AirFrame frame)
    {
        var bytes = frame.Bytes;
        _isProtocol &= frame.LastBits != BitsOfShortFrame;
        if (!_isProtocol)
        {
            (var name, _answerName) = NameOf(bytes, frame.LastBits);
            _call = (name, bytes);
            return;
        }

        if (!IsInformation(bytes))
        {
            // DESELECT ends the protocol; acknowledgements and waiting times are the blocks' own business.
            if ((bytes[0] & 0xF7) == 0xC2)
            {
                _isProtocol = false;
                (_call, _answerName) = (("DESELECT", bytes), "DESELECTED");
            }

            return;
        }

        if (bytes.AsSpan().SequenceEqual(_lastBlock))
        {
            return;
        }

        _lastBlock = bytes;
        if (IsWhole(bytes, _command) is { } apdu)
        {
            var (name, detail, fields) = ApduNames.OfCommand(apdu);
            var to = _partner;
            _heard.Add(() => _log.Add(EventKind.Nfc, Reader, to, name, detail, apdu, fields: fields));
        }
    }

    private void HearCard(string from, byte[] bytes)
    {
        if (_isProtocol)
        {
            if (IsInformation(bytes) && IsWhole(bytes, _answer) is { } apdu)
            {
                var (name, detail, isRefusal, fields) = ApduNames.OfResponse(apdu);
                _heard.Add(() => _log.Add(EventKind.Nfc, from, Reader, name, detail, apdu, isRefusal, fields));
            }

            return;
        }

        if (_call is { } call)
        {
            _heard.Add(() => _log.Add(EventKind.Nfc, Reader, from, call.Name, "frame", call.Bytes));
            _call = null;
        }

        var answer = _answerName;
        _heard.Add(() => _log.Add(EventKind.Nfc, from, Reader, answer, "frame", bytes));
        _partner = from;
        if (answer == "ATS")
        {
            _isProtocol = true;
            _lastBlock = [];
            _command.Clear();
            _answer.Clear();
        }
    }

    // ISO/IEC 14443-4 §7.1.2: the block's control byte, card identifier and node address where it says so, information, check bytes.
    private static bool IsInformation(byte[] block) => block.Length > CheckBytes && (block[0] & 0xE2) == 0x02;

    private static byte[]? IsWhole(byte[] block, List<byte> parts)
    {
        var header = 1 + ((block[0] & CidBit) != 0 ? 1 : 0) + ((block[0] & NadBit) != 0 ? 1 : 0);
        if (block.Length >= header + CheckBytes)
        {
            parts.AddRange(block[header..^CheckBytes]);
        }

        if ((block[0] & ChainingBit) != 0)
        {
            return null;
        }

        byte[] whole = [.. parts];
        parts.Clear();
        return whole;
    }

    private static (string Call, string Answer) NameOf(byte[] frame, int lastBits) => frame switch
    {
        [0x26] when lastBits == BitsOfShortFrame => ("REQA", "ATQA"),
        [0x52] when lastBits == BitsOfShortFrame => ("WUPA", "ATQA"),
        [0x93 or 0x95 or 0x97, 0x70, ..] => ("SELECT CARD", "SAK"),
        [0x93 or 0x95 or 0x97, ..] => ("ANTICOLLISION", "UID"),
        [0xE0, ..] => ("RATS", "ATS"),
        [0x30, var page, ..] => ($"READ PAGE {page}", "PAGES"),
        [0x50, 0x00, ..] => ("HALT", "ANSWER"),
        _ => ("FRAME", "ANSWER"),
    };
}
