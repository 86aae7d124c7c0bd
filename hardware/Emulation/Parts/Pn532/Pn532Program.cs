using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>The chip's program: what each command does (UM0701-02 §7). A response of null is a syntax error.</summary>
internal sealed class Pn532Program
{
    private const int MostDiagnosed = 262;

    private readonly Pn532Chip _chip;
    private readonly Pn532Registers _registers = new();
    private readonly Pn532Radio _radio;
    private readonly Pn532Ciu _ciu;
    private readonly Pn532Initiator _initiator;
    private readonly Pn532Target _target;
    private Pn532Error _lastError;

    public Pn532Program(Pn532Chip chip)
    {
        _chip = chip;
        _radio = new Pn532Radio(chip, _registers);
        _ciu = new Pn532Ciu(chip, _registers, _radio);
        _initiator = new Pn532Initiator(_registers, _radio);
        _target = new Pn532Target(chip, _radio, _registers);
        Reset();
    }

    public Pn532Radio Radio => _radio;

    /// <summary>Whether frames have preamble and postamble.</summary>
    public bool WithAmbles { get; private set; }

    /// <summary>Whether the chip has left the low-battery state in which it starts: the carrier works.</summary>
    public bool IsConfigured { get; private set; }

    /// <summary>What has to happen once the response is out.</summary>
    public Action? Afterwards { get; set; }

    public void Reset()
    {
        _radio.Forget();
        _radio.SetCarrier(false);
        _radio.RetryTimeoutNs = TimeoutNs(0x0A);
        _registers.Reset();
        _ciu.Reset();
        _initiator.Forget();
        _initiator.PassiveActivationRetries = 0xFF;
        _target.Stop();
        SetParameters(0x14);
        WithAmbles = true;
        IsConfigured = false;
        Afterwards = null;
        _lastError = Pn532Error.None;
    }

    /// <summary>The host wants nothing more of the running command.</summary>
    public void Abort()
    {
        _radio.Forget();
        _target.Forget();
    }

    /// <summary>Switches the radio off, as PowerDown does.</summary>
    public void Quiet()
    {
        _ciu.Stop();
        _radio.SetCarrier(false);
        _initiator.CarrierGone();
        _target.Stop();
    }

    /// <summary>Carries out a command.</summary>
    /// <param name="command">Its code.</param>
    /// <param name="parameters">What follows the code.</param>
    /// <returns>What follows the response's code, or null for a syntax error.</returns>
    public async Task<byte[]?> RunAsync(Pn532Command command, ReadOnlyMemory<byte> parameters)
    {
        if (command >= Pn532Command.RFConfiguration)
        {
            _ciu.Stop();
        }

        if (command is >= Pn532Command.RFConfiguration and <= Pn532Command.InAutoPoll)
        {
            _target.Stop();
        }

        byte[]? response = await DispatchAsync(command, parameters);
        if (response is [_, ..] && HasStatus(command) && (response[0] & 0x3F) != 0)
        {
            _lastError = (Pn532Error)(response[0] & 0x3F);
        }

        return response;
    }

    private static bool HasStatus(Pn532Command command) => command is Pn532Command.InDataExchange or Pn532Command.InCommunicateThru
        or Pn532Command.InATR or Pn532Command.InSelect or Pn532Command.InDeselect or Pn532Command.InRelease
        or Pn532Command.TgGetData or Pn532Command.TgSetData or Pn532Command.TgGetInitiatorCommand or Pn532Command.TgResponseToInitiator;

    private async Task<byte[]?> DispatchAsync(Pn532Command command, ReadOnlyMemory<byte> parameters) => command switch
    {
        Pn532Command.Diagnose => await DiagnoseAsync(parameters),
        Pn532Command.GetFirmwareVersion => parameters.Length == 0 ? [0x32, 0x01, 0x06, 0x07] : null,
        Pn532Command.GetGeneralStatus => parameters.Length == 0 ? GeneralStatus() : null,
        Pn532Command.ReadRegister => ReadRegister(parameters.Span),
        Pn532Command.WriteRegister => WriteRegister(parameters.Span),
        Pn532Command.ReadGPIO => parameters.Length == 0 ? [_registers[Pn532Registers.P3], _registers[Pn532Registers.P7], (byte)InterfacePins] : null,
        Pn532Command.WriteGPIO => WriteGpio(parameters.Span),
        Pn532Command.SetSerialBaudRate => SetBaudRate(parameters.Span),
        Pn532Command.SetParameters => parameters.Length == 1 ? SetParameters(parameters.Span[0]) : null,
        Pn532Command.SAMConfiguration => ConfigureSam(parameters.Span),
        Pn532Command.PowerDown => PowerDown(parameters.Span),
        Pn532Command.RFConfiguration => ConfigureRadio(parameters.Span),
        Pn532Command.InListPassiveTarget => await _initiator.ListPassiveTargetAsync(parameters),
        Pn532Command.InATR => await _initiator.AttributeRequestAsync(parameters),
        Pn532Command.InDataExchange => await _initiator.DataExchangeAsync(parameters),
        Pn532Command.InCommunicateThru => await _initiator.CommunicateThruAsync(parameters),
        Pn532Command.InDeselect => await _initiator.DeselectAsync(parameters, forgets: false),
        Pn532Command.InRelease => await _initiator.DeselectAsync(parameters, forgets: true),
        Pn532Command.InSelect => await _initiator.SelectAsync(parameters),
        Pn532Command.InAutoPoll => await _initiator.AutoPollAsync(parameters),
        Pn532Command.TgInitAsTarget => await BecomeTargetAsync(parameters),
        Pn532Command.TgGetData => await _target.GetDataAsync(parameters),
        Pn532Command.TgSetData => await _target.SetDataAsync(parameters),
        Pn532Command.TgGetInitiatorCommand => await _target.GetInitiatorCommandAsync(parameters),
        Pn532Command.TgResponseToInitiator => await _target.ResponseToInitiatorAsync(parameters),
        Pn532Command.TgGetTargetStatus => parameters.Length == 0 ? _target.Status() : null,
        _ => null,
    };

    private int InterfacePins => _chip.Link switch { Pn532Link.I2c => 1, Pn532Link.Spi => 2, _ => 0 };

    /// <summary>RFConfiguration: 0 for none, else 100 microseconds times two to the power of n − 1 (§7.3.1, table 17).</summary>
    private static long TimeoutNs(byte value) => value == 0 ? long.MaxValue / 4 : 100_000L << (value - 1);

    private async Task<byte[]?> BecomeTargetAsync(ReadOnlyMemory<byte> parameters)
    {
        _initiator.Forget();
        return await _target.InitAsync(parameters);
    }

    private async Task<byte[]?> DiagnoseAsync(ReadOnlyMemory<byte> parameters)
    {
        if (parameters.Length == 0)
        {
            return null;
        }

        switch (parameters.Span[0])
        {
            case 0x00:
                return parameters.Length - 1 <= MostDiagnosed ? parameters.ToArray() : null;
            case 0x01 or 0x02 when parameters.Length == 1:
                // ROM and RAM: checking all of them takes a while.
                await _radio.Delay(200 * VirtualClock.NsPerMs);
                return [0x00];
            case 0x04 when parameters.Length == 2:
                return [await PollingFailuresAsync(parameters.Span[1])];
            case 0x06 when parameters.Length == 1:
                return [(byte)await _initiator.AttentionAsync()];
            case 0x07 when parameters.Length == 2:
                // The antenna is there and takes its current.
                return [0x00];
            default:
                return null;
        }
    }

    // 128 polls; how many were not answered. 1 is 212 kbit/s, 2 is 424.
    private async Task<byte> PollingFailuresAsync(byte rate)
    {
        Pn532Selection selection = new(_radio);
        await _radio.StartCarrierAsync();
        int failures = 0;
        for (int i = 0; i < 128; i++)
        {
            failures += await selection.PollFeliCaAsync(rate == 2 ? 424 : 212, new byte[] { 0x00, 0xFF, 0xFF, 0x00, 0x00 }) == null ? 1 : 0;
        }

        return (byte)failures;
    }

    private byte[] GeneralStatus()
    {
        List<byte> status = [(byte)_lastError, (byte)(_chip.Emulated.IsPowered ? 1 : 0), (byte)_initiator.Targets.Count];
        for (int i = 0; i < _initiator.Targets.Count; i++)
        {
            Pn532TargetCard target = _initiator.Targets[i];
            byte rate = (byte)(target.KilobitsPerSecond switch { 212 => 1, 424 => 2, _ => 0 });
            byte modulation = target.Coding == AirCoding.FeliCa ? (byte)0x10 : (byte)0x00;
            status.AddRange([(byte)(i + 1), rate, rate, modulation]);
        }

        status.Add(0x00);
        return [.. status];
    }

    private byte[]? ReadRegister(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length == 0 || parameters.Length % 2 != 0)
        {
            return null;
        }

        byte[] values = new byte[parameters.Length / 2];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _ciu.Read((parameters[2 * i] << 8) | parameters[(2 * i) + 1]);
        }

        return values;
    }

    private byte[]? WriteRegister(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length == 0 || parameters.Length % 3 != 0)
        {
            return null;
        }

        for (int i = 0; i < parameters.Length; i += 3)
        {
            _ciu.Write((parameters[i] << 8) | parameters[i + 1], parameters[i + 2]);
        }

        return [];
    }

    // Bit 7 of each byte: this port is written. P32 and P34 are wired, P71 and P72 alone can be written of P7.
    private byte[]? WriteGpio(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length != 2)
        {
            return null;
        }

        if ((parameters[0] & 0x80) != 0)
        {
            _registers[Pn532Registers.P3] = (byte)(parameters[0] & 0x3F);
        }

        if ((parameters[1] & 0x80) != 0)
        {
            _registers[Pn532Registers.P7] = (byte)(parameters[1] & 0x06);
        }

        return [];
    }

    private byte[]? SetBaudRate(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length != 1 || parameters[0] >= Pn532Serial.Rates.Length)
        {
            return null;
        }

        int rate = Pn532Serial.Rates[parameters[0]];
        _chip.Serial.RateAfterAck = rate;
        return [];
    }

    // Bit 6 holds from the next frame on: this response still has its preamble.
    private byte[] SetParameters(byte flags)
    {
        _initiator.NadUsed = (flags & 0x01) != 0;
        _initiator.AutomaticRats = (flags & 0x10) != 0;
        _target.PiccEmulation = (flags & 0x20) != 0;
        bool withAmbles = (flags & 0x40) == 0;
        Afterwards = () => WithAmbles = withAmbles;
        return [];
    }

    // Mode, timeout in units of 50 ms, IRQ. The secure element of modes 2 to 4 is not fitted: contactless side only.
    private byte[]? ConfigureSam(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length is < 1 or > 3 || parameters[0] is < 1 or > 4)
        {
            return null;
        }

        IsConfigured = true;
        return [];
    }

    private byte[]? PowerDown(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length is < 1 or > 2)
        {
            return null;
        }

        byte wakeUps = parameters[0];
        Afterwards = () => _chip.Sleep(wakeUps);
        return [(byte)Pn532Error.None];
    }

    private byte[]? ConfigureRadio(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length == 0)
        {
            return null;
        }

        ReadOnlySpan<byte> data = parameters[1..];
        switch (parameters[0])
        {
            case 0x01 when data.Length == 1:
                bool on = (data[0] & 1) != 0;
                _radio.SetCarrier(on && _chip.CanRadiate);
                if (!on)
                {
                    _initiator.CarrierGone();
                }

                return [];
            case 0x02 when data.Length == 3 && data[1] <= 0x10 && data[2] <= 0x10:
                _radio.RetryTimeoutNs = TimeoutNs(data[2]);
                return [];
            case 0x04 when data.Length == 1:
                return [];
            case 0x05 when data.Length == 3:
                _initiator.PassiveActivationRetries = data[2];
                return [];
            case 0x0A when data.Length == 11:
            case 0x0B when data.Length == 8:
            case 0x0C when data.Length == 3:
            case 0x0D when data.Length == 9:
                // Analog settings: the emulated antenna is the same for all of them.
                return [];
            default:
                return null;
        }
    }
}
