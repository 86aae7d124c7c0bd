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

    private readonly Pn532Radio _radio;
    private readonly Pn532Mifare _mifare;
    private readonly Pn532Targets _targets;
    private readonly Pn532Finder _finder;

    public Pn532Initiator(Pn532Registers registers, Pn532Radio radio)
    {
        Pn532Selection selection = new(radio);
        _radio = radio;
        _mifare = new Pn532Mifare(radio, registers);
        _targets = new Pn532Targets(radio, selection, _mifare);
        _finder = new Pn532Finder(registers, radio, selection, _targets);
    }

    /// <summary>RFConfiguration, MaxRetries: how often passive activation is tried again, 255 for ever.</summary>
    public int PassiveActivationRetries { get; set; }

    /// <summary>SetParameters: RATS is sent without being asked for.</summary>
    public bool AutomaticRats
    {
        get => _finder.AutomaticRats;
        set => _finder.AutomaticRats = value;
    }

    /// <summary>SetParameters: data begin with a NAD byte, which no card here understands.</summary>
    public bool NadUsed { get; set; }

    public IReadOnlyList<Pn532TargetCard> Targets => _targets.All;

    /// <summary>The carrier has gone: no target is selected any more.</summary>
    public void CarrierGone() => _targets.CarrierGone();

    public void Forget() => _targets.Clear();

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
        for (int attempt = 0; _targets.All.Count == 0; attempt++)
        {
            await _finder.FindAsync(most, type, data);
            if (_targets.All.Count == 0)
            {
                if (PassiveActivationRetries != 0xFF && attempt >= PassiveActivationRetries)
                {
                    break;
                }

                await _radio.Delay(RetryPauseNs);
            }
        }

        List<byte> answer = [(byte)_targets.All.Count];
        for (int i = 0; i < _targets.All.Count; i++)
        {
            answer.Add((byte)(i + 1));
            answer.AddRange(_targets.All[i].Data);
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
                await _finder.FindForPollAsync(type);
                if (_targets.All.Count > 0)
                {
                    List<byte> answer = [(byte)_targets.All.Count];
                    for (int n = 0; n < _targets.All.Count; n++)
                    {
                        answer.AddRange([type, (byte)(_targets.All[n].Data.Length + 1), (byte)(n + 1), .. _targets.All[n].Data]);
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
        Pn532TargetCard? target = _targets[parameters.Span[0] & ~MoreInformation];
        if (target == null)
        {
            return [(byte)Pn532Error.CommandNotAcceptable];
        }

        if (!await _targets.SelectAsync(target))
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

        if (number != 0 && _targets[number] == null)
        {
            return [(byte)Pn532Error.CommandNotAcceptable];
        }

        foreach (Pn532TargetCard target in number == 0 ? _targets.All.ToArray() : [_targets[number]!])
        {
            await _targets.HaltAsync(target);
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

        Pn532TargetCard? target = _targets[parameters.Span[0]];
        return target == null ? [(byte)Pn532Error.CommandNotAcceptable]
            : [(byte)(await _targets.SelectAsync(target) ? Pn532Error.None : Pn532Error.Timeout)];
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

        Pn532TargetCard? target = _targets[parameters.Span[0]];
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
        _targets.All.FirstOrDefault(target => target.IsoDep != null && target.IsSelected) is { } target
            ? await target.IsoDep!.IsPresentAsync()
            : Pn532Error.CommandNotAcceptable;

    // A target that is still selected would not answer a request: the carrier is switched off and on, and everything begins anew.
    private async Task BeginListAsync()
    {
        if (_targets.All.Any(target => target.IsSelected && target.IsoDep != null))
        {
            _radio.SetCarrier(false);
            await _radio.Delay(Pn532Radio.StartupNs);
        }

        Forget();
        await _radio.StartCarrierAsync();
    }
}
