using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>The chip as initiator: its targets and the commands on them (UM0701-02 §7.3.5 to §7.3.13).</summary>
internal sealed class Pn532Initiator
{
    // InAutoPoll's period is in units of 150 ms.
    private const long PeriodNs = 150 * VirtualClock.NsPerMs;

    // Between two attempts to find a card; the manual has no figure.
    private const long RetryPauseNs = 4 * VirtualClock.NsPerMs;
    private const byte MoreInformation = 0x40;

    private readonly Pn532Registers _registers;
    private readonly Pn532Radio _radio;
    private readonly Pn532Selection _selection;
    private readonly Pn532Mifare _mifare;
    private readonly List<Pn532TargetCard> _targets = [];

    public Pn532Initiator(Pn532Registers registers, Pn532Radio radio)
    {
        (_registers, _radio) = (registers, radio);
        _selection = new Pn532Selection(radio);
        _mifare = new Pn532Mifare(radio, registers);
    }

    /// <summary>RFConfiguration, MaxRetries: how often passive activation is tried again, 255 for ever.</summary>
    public int PassiveActivationRetries { get; set; }

    /// <summary>SetParameters: RATS is sent without being asked for.</summary>
    public bool AutomaticRats { get; set; }

    /// <summary>SetParameters: data begin with a NAD byte, which no card here understands.</summary>
    public bool NadUsed { get; set; }

    public IReadOnlyList<Pn532TargetCard> Targets => _targets;

    /// <summary>The carrier has gone: no target is selected any more.</summary>
    public void CarrierGone() => _targets.ForEach(target => target.IsSelected = false);

    public void Forget()
    {
        _targets.Clear();
        _mifare.EndCipher();
    }

    public async Task<byte[]?> ListPassiveTargetAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length < 2 || parameters.Span[0] is < 1 or > 2 || parameters.Span[1] > 4)
        {
            return null;
        }

        int most = parameters.Span[0];
        byte type = parameters.Span[1];
        ReadOnlyMemory<byte> data = parameters[2..];
        if (type is 1 or 2 ? data.Length is not 5 : type == 3 ? data.Length is < 1 or > 2 : type == 0 && data.Length % 4 != 0)
        {
            return null;
        }

        await BeginListAsync();
        for (int attempt = 0; _targets.Count == 0; attempt++)
        {
            await FindAsync(most, type, data);
            if (_targets.Count == 0)
            {
                if (PassiveActivationRetries != 0xFF && attempt >= PassiveActivationRetries)
                {
                    break;
                }

                await _radio.Delay(RetryPauseNs);
            }
        }

        List<byte> answer = [(byte)_targets.Count];
        for (int i = 0; i < _targets.Count; i++)
        {
            answer.Add((byte)(i + 1));
            answer.AddRange(_targets[i].Data);
        }

        return [.. answer];
    }

    public async Task<byte[]?> AutoPollAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length is < 3 or > 17 || parameters.Span[0] == 0 || parameters.Span[1] is < 1 or > 15)
        {
            return null;
        }

        await BeginListAsync();
        for (int poll = 1; ; poll = Math.Min(poll + 1, 0xFF))
        {
            for (int i = 2; i < parameters.Length; i++)
            {
                byte type = parameters.Span[i];
                await FindForPollAsync(type);
                if (_targets.Count > 0)
                {
                    List<byte> answer = [(byte)_targets.Count];
                    for (int n = 0; n < _targets.Count; n++)
                    {
                        answer.AddRange([type, (byte)(_targets[n].Data.Length + 1), (byte)(n + 1), .. _targets[n].Data]);
                    }

                    return [.. answer];
                }

                await _radio.Delay(parameters.Span[1] * PeriodNs);
            }

            if (parameters.Span[0] != 0xFF && poll >= parameters.Span[0])
            {
                return [0];
            }
        }
    }

    public async Task<byte[]?> DataExchangeAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length == 0 || parameters.Length - 1 > Pn532IsoDep.MostData)
        {
            return null;
        }

        bool moreFollows = (parameters.Span[0] & MoreInformation) != 0;
        Pn532TargetCard? target = Target(parameters.Span[0] & ~MoreInformation);
        if (target == null)
        {
            return [(byte)Pn532Error.CommandNotAcceptable];
        }

        if (!await SelectAsync(target))
        {
            return [(byte)Pn532Error.Timeout];
        }

        ReadOnlyMemory<byte> data = parameters[1..];
        if (target.IsoDep is { } isoDep)
        {
            if (NadUsed)
            {
                return [(byte)Pn532Error.InvalidFormat];
            }

            (Pn532Error error, byte[] received, bool more) = await isoDep.ExchangeAsync(data, moreFollows);
            return [(byte)((byte)error | (more ? MoreInformation : 0)), .. received];
        }

        if (target.Coding == AirCoding.TypeA)
        {
            (Pn532Error Error, byte[] Data)? done = await _mifare.ExchangeAsync(target, data);
            target.IsSelected &= done?.Error != Pn532Error.Authentication;
            return done is { } result ? [(byte)result.Error, .. result.Data] : null;
        }

        Reception answer = await _radio.ExchangeAsync(target.Coding, data.ToArray(), _radio.RetryTimeoutNs, target.KilobitsPerSecond);
        return [(byte)answer.Error, .. answer.Bytes];
    }

    public async Task<byte[]?> CommunicateThruAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length > Pn532IsoDep.MostData)
        {
            return null;
        }

        await _radio.StartCarrierAsync();
        Reception answer = await _radio.CommunicateThruAsync(parameters.ToArray());
        return [(byte)answer.Error, .. answer.IsRight ? answer.Bytes : []];
    }

    /// <summary>InDeselect keeps what is known of a target, InRelease forgets it; target 0 means all.</summary>
    public async Task<byte[]?> DeselectAsync(ReadOnlyMemory<byte> parameters, bool forgets)
    {
        if (parameters.Length != 1)
        {
            return null;
        }

        int number = parameters.Span[0];
        if (number > 2)
        {
            return [(byte)Pn532Error.InvalidParameter];
        }

        if (number != 0 && Target(number) == null)
        {
            return [(byte)Pn532Error.CommandNotAcceptable];
        }

        foreach (Pn532TargetCard target in number == 0 ? _targets.ToArray() : [Target(number)!])
        {
            await HaltAsync(target);
            if (forgets)
            {
                _targets.Remove(target);
            }
        }

        return [(byte)Pn532Error.None];
    }

    public async Task<byte[]?> SelectAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length != 1)
        {
            return null;
        }

        Pn532TargetCard? target = Target(parameters.Span[0]);
        return target == null ? [(byte)Pn532Error.CommandNotAcceptable]
            : [(byte)(await SelectAsync(target) ? Pn532Error.None : Pn532Error.Timeout)];
    }

    /// <summary>ATR_REQ of NFCIP-1 (ISO/IEC 18092 §12.5.1.1), in the frame format of 106 kbit/s or of FeliCa.</summary>
    public async Task<byte[]?> AttributeRequestAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length < 2 || (parameters.Span[1] & ~0x03) != 0)
        {
            return null;
        }

        bool withIdentifier = (parameters.Span[1] & 1) != 0;
        ReadOnlyMemory<byte> rest = parameters[2..];
        if ((withIdentifier && rest.Length < 10) || (!withIdentifier && rest.Length > 0 && (parameters.Span[1] & 2) == 0) || rest.Length > 58)
        {
            return null;
        }

        Pn532TargetCard? target = Target(parameters.Span[0]);
        if (target == null)
        {
            return [(byte)Pn532Error.CommandNotAcceptable];
        }

        byte[] identifier = withIdentifier ? rest[..10].ToArray() : new byte[10];
        byte[] general = rest[(withIdentifier ? 10 : 0)..].ToArray();
        byte[] body = [0xD4, 0x00, .. identifier, 0x00, 0x00, 0x00, (byte)(general.Length > 0 ? 0x32 : 0x30), .. general];
        byte[] frame = target.Coding == AirCoding.TypeA ? [0xF0, (byte)(body.Length + 1), .. body] : [(byte)(body.Length + 1), .. body];
        Reception answer = await _radio.ExchangeAsync(target.Coding, frame, _radio.RetryTimeoutNs, target.KilobitsPerSecond);
        int header = target.Coding == AirCoding.TypeA ? 2 : 1;
        return !answer.IsRight ? [(byte)answer.Error]
            : answer.Bytes.Length < header + 17 || answer.Bytes[header] != 0xD5 ? [(byte)Pn532Error.InvalidFormat]
            : [(byte)Pn532Error.None, .. answer.Bytes.AsSpan(header + 2)];
    }

    /// <summary>Diagnose, attention request: whether the card with the block protocol is still there.</summary>
    public async Task<Pn532Error> AttentionAsync() =>
        _targets.Find(target => target.IsoDep != null && target.IsSelected) is { } target
            ? await target.IsoDep!.IsPresentAsync()
            : Pn532Error.CommandNotAcceptable;

    private Pn532TargetCard? Target(int number) => number >= 1 && number <= _targets.Count ? _targets[number - 1] : null;

    // A target that is still selected would not answer a request: the carrier is switched off and on, and everything begins anew.
    private async Task BeginListAsync()
    {
        if (_targets.Exists(target => target.IsSelected && target.IsoDep != null))
        {
            _radio.SetCarrier(false);
            await _radio.Delay(Pn532Radio.StartupNs);
        }

        Forget();
        await _radio.StartCarrierAsync();
    }

    private async Task FindAsync(int most, byte type, ReadOnlyMemory<byte> data)
    {
        SetModulation(type);
        switch (type)
        {
            case 0:
                await FindAAsync(most, data, isoDepOnly: false, withRats: AutomaticRats);
                break;
            case 1 or 2:
                Add(await _selection.PollFeliCaAsync(type == 1 ? 212 : 424, data));
                break;
            case 3:
                Add(await _selection.SelectBAsync(data.Span[0], wakesHalted: false));
                break;
            default:
                // Innovision Jewel: nothing here is one, so its request finds nobody.
                await _radio.SendAsync(new AirFrame(AirCoding.TypeA, [TypeACard.RequestA], lastBits: 7), VirtualClock.NsPerMs);
                break;
        }
    }

    private async Task FindForPollAsync(byte type)
    {
        byte[] polling = [0x00, 0xFF, 0xFF, 0x01, 0x00];
        SetModulation(type & 0x0F);
        switch (type)
        {
            case 0x00 or 0x10:
                await FindAAsync(2, default, isoDepOnly: false, withRats: type == 0x00 && AutomaticRats);
                break;
            case 0x20:
                await FindAAsync(2, default, isoDepOnly: true, withRats: true);
                break;
            case 0x01 or 0x11:
                Add(await _selection.PollFeliCaAsync(212, polling));
                break;
            case 0x02 or 0x12:
                Add(await _selection.PollFeliCaAsync(424, polling));
                break;
            case 0x03 or 0x23:
                Add(await _selection.SelectBAsync(0, wakesHalted: false));
                break;
        }
    }

    private async Task FindAAsync(int most, ReadOnlyMemory<byte> uid, bool isoDepOnly, bool withRats)
    {
        while (_targets.Count < most && await _selection.SelectAAsync(wakesHalted: false, uid) is { } found)
        {
            if (isoDepOnly && !found.OffersIsoDep)
            {
                // Another type is looked for later: the card must be found again then.
                _radio.SetCarrier(false);
                await _radio.Delay(Pn532Radio.StartupNs);
                await _radio.StartCarrierAsync();
                return;
            }

            if (found.OffersIsoDep && withRats && !await _selection.ActivateAAsync(found))
            {
                return;
            }

            if (_targets.Exists(target => target.Identifier.AsSpan().SequenceEqual(found.Identifier)))
            {
                return;
            }

            _targets.Add(found);
            if (_targets.Count < most)
            {
                await HaltAsync(found);
            }
        }

        // With one target that was put to sleep in search of another, it is the one to be used.
        if (_targets.Count == 1 && !_targets[0].IsSelected)
        {
            await SelectAsync(_targets[0]);
        }
    }

    private void Add(Pn532TargetCard? found)
    {
        if (found != null)
        {
            _targets.Add(found);
        }
    }

    // What the chip's program writes to the CIU for a modulation, check bytes on.
    private void SetModulation(int type)
    {
        byte mode = type switch { 1 => 0x92, 2 => 0xA2, 3 => 0x83, _ => 0x80 };
        _registers[Pn532Registers.TxMode] = mode;
        _registers[Pn532Registers.RxMode] = mode;
        _registers[Pn532Registers.BitFraming] = 0;
    }

    private async Task<bool> SelectAsync(Pn532TargetCard target)
    {
        if (target.IsSelected)
        {
            return true;
        }

        await _radio.StartCarrierAsync();
        foreach (Pn532TargetCard other in _targets.Where(other => other != target && other.IsSelected).ToArray())
        {
            await HaltAsync(other);
        }

        _mifare.EndCipher();
        target.IsSelected = target.Coding switch
        {
            AirCoding.TypeA => await _selection.ReselectAAsync(target),
            AirCoding.TypeB => await _selection.SelectBAsync(0, wakesHalted: true) is { } found
                && found.Identifier.AsSpan().SequenceEqual(target.Identifier),
            _ => true,
        };
        return target.IsSelected;
    }

    private async Task HaltAsync(Pn532TargetCard target)
    {
        if (!target.IsSelected)
        {
            return;
        }

        target.IsSelected = false;
        if (target.IsoDep is { } isoDep)
        {
            await isoDep.DeselectAsync();
        }
        else if (target.Coding == AirCoding.TypeA)
        {
            // HLTA is never answered (ISO/IEC 14443-3 §6.4.3): a millisecond of silence is consent.
            await _radio.ExchangeAsync(AirCoding.TypeA, [0x50, 0x00], VirtualClock.NsPerMs);
        }

        _mifare.EndCipher();
    }
}
