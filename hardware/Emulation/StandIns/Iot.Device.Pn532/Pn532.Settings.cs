using Iot.Device.Pn532.RfConfiguration;

namespace Iot.Device.Pn532;

/// <content>RFConfiguration, registers and pins (UM0701-02 §7.2.4 to §7.2.7, §7.3.1).</content>
public partial class Pn532
{
    private const byte SfrPage = 0xFF;
    private const byte PortIsMeant = 0x80;

    /// <summary>Switches the field.</summary>
    /// <param name="rfFieldMode">How.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool SetRfField(RfFieldMode rfFieldMode) => Configure(RfConfigurationMode.RfField, (byte)rfFieldMode);

    /// <summary>Sets timeouts on the air.</summary>
    /// <param name="variousTimingsMode">The timeouts.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool SetVariousTimings(VariousTimingsMode variousTimingsMode) =>
        Configure(RfConfigurationMode.VariousTimings, variousTimingsMode.Serialize());

    /// <summary>Sets how often InCommunicateThru and the like try again.</summary>
    /// <param name="numberRetries">Retries; FF for ever.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool SetMaxRetryWriteRead(byte numberRetries = 0x00) => Configure(RfConfigurationMode.MaxRetryCOM, numberRetries);

    /// <summary>Sets how often activations try again.</summary>
    /// <param name="maxRetriesMode">Retries.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool SetMaxRetriesInitialization(MaxRetriesMode maxRetriesMode) =>
        Configure(RfConfigurationMode.MaxRetries, maxRetriesMode.Serialize());

    /// <summary>Analog settings for 106 kbit/s type A.</summary>
    /// <param name="analog106Kbps">The settings.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool SetAnalog106kbpsTypeA(Analog106kbpsTypeAMode analog106Kbps) =>
        Configure(RfConfigurationMode.AnalogSettingsB106kbpsTypeA, analog106Kbps.Serialize());

    /// <summary>Analog settings for 212 and 424 kbit/s.</summary>
    /// <param name="analog212_424">The settings.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool SetAnalog212_424Kbps(Analog212_424kbpsMode analog212_424) =>
        Configure(RfConfigurationMode.AnalogSettingsB212_424kbps, analog212_424.Serialize());

    /// <summary>Analog settings for type B.</summary>
    /// <param name="analogSettings">The settings.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool SetAnalogTypeB(AnalogSettingsTypeBMode analogSettings) =>
        Configure(RfConfigurationMode.AnalogSettingsTypeB, analogSettings.Serialize());

    /// <summary>Analog settings for ISO/IEC 14443-4 at the higher rates.</summary>
    /// <param name="analog212_424_848Kbps">The settings.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool SetAnalog212_424_848kbps(Analog212_424_848kbpsMode analog212_424_848Kbps) =>
        Configure(RfConfigurationMode.AnalogSettingsB212_424_848ISO_IEC14443_4, analog212_424_848Kbps.Serialize());

    /// <summary>Reads special function registers.</summary>
    /// <param name="registers">Which.</param>
    /// <param name="registerValues">Where their values go.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool ReadRegisterSfr(SfrRegister[] registers, SpanByte registerValues) =>
        ReadRegisters([.. registers.SelectMany(register => new[] { SfrPage, (byte)register })], registerValues);

    /// <summary>Reads a register.</summary>
    /// <param name="register">Its address.</param>
    /// <param name="registerValue">Its value, 0 where the chip did not answer.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool ReadRegister(ushort register, out byte registerValue)
    {
        byte[] value = new byte[1];
        bool answered = ReadRegister([register], value);
        registerValue = value[0];
        return answered;
    }

    /// <summary>Reads registers.</summary>
    /// <param name="registers">Their addresses.</param>
    /// <param name="registerValues">Where their values go.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool ReadRegister(ushort[] registers, SpanByte registerValues) =>
        ReadRegisters([.. registers.SelectMany(register => new[] { (byte)(register >> 8), (byte)register })], registerValues);

    /// <summary>Writes nothing: upstream sends ReadRegister with addresses and values, and most chips refuse that.</summary>
    /// <param name="registers">Which.</param>
    /// <param name="registerValue">Their values.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool WriteRegisterSfr(SfrRegister[] registers, SpanByte registerValue)
    {
        byte[] parameters = new byte[registers.Length * 3];
        for (int i = 0; i < registers.Length; i++)
        {
            parameters[3 * i] = SfrPage;
            parameters[(3 * i) + 1] = (byte)registers[i];
            parameters[(3 * i) + 2] = registerValue[i];
        }

        return ReadRegisters(parameters, new byte[AnswerBufferLength]);
    }

    /// <summary>Writes nothing, see <see cref="WriteRegisterSfr"/>.</summary>
    /// <param name="register">Its address.</param>
    /// <param name="registerValue">Its value.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool WriteRegister(ushort register, byte registerValue) => WriteRegister([register], (byte[])[registerValue]);

    /// <summary>Writes nothing, see <see cref="WriteRegisterSfr"/>; and of several addresses each overwrites a part of the one before.</summary>
    /// <param name="registers">Their addresses.</param>
    /// <param name="registerValue">Their values.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool WriteRegister(ushort[] registers, SpanByte registerValue)
    {
        byte[] parameters = new byte[registers.Length * 3];
        for (int i = 0; i < registers.Length; i++)
        {
            // Upstream's places: addresses at every second byte, values at every third.
            parameters[2 * i] = (byte)(registers[i] >> 8);
            parameters[(2 * i) + 1] = (byte)registers[i];
            parameters[(3 * i) + 2] = registerValue[i];
        }

        return ReadRegisters(parameters, new byte[AnswerBufferLength]);
    }

    /// <summary>Reads the pins.</summary>
    /// <param name="p3">Port 3.</param>
    /// <param name="p7">Port 7.</param>
    /// <param name="l0L1">The host link that is selected.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool ReadGpio(out Port3 p3, out Port7 p7, out OperatingMode l0L1)
    {
        byte[] ports = new byte[3];
        bool answered = Exchange(Command.ReadGpio, [], ports) >= 0;
        p3 = (Port3)ports[0];
        p7 = (Port7)ports[1];
        l0L1 = (OperatingMode)ports[2];
        return answered;
    }

    /// <summary>Sets the pins of both ports.</summary>
    /// <param name="p7">Port 7.</param>
    /// <param name="p3">Port 3.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool WriteGpio(Port7 p7, Port3 p3) => WriteGpio((byte)(PortIsMeant | (byte)p3), (byte)(PortIsMeant | (byte)p7));

    /// <summary>Sets the pins of port 3.</summary>
    /// <param name="p3">Port 3.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool WriteGpio(Port3 p3) => WriteGpio((byte)(PortIsMeant | (byte)p3), 0x00);

    /// <summary>Sets the pins of port 7.</summary>
    /// <param name="p7">Port 7.</param>
    /// <returns>Whether the chip answered.</returns>
    public bool WriteGpio(Port7 p7) => WriteGpio(0x00, (byte)(PortIsMeant | (byte)p7));

    private bool WriteGpio(byte p3, byte p7) => Exchange(Command.WriteGpio, [p3, p7], []) >= 0;

    private bool Configure(RfConfigurationMode item, params byte[] values) =>
        Exchange(Command.RfConfiguration, [(byte)item, .. values], []) >= 0;

    private bool ReadRegisters(byte[] parameters, SpanByte values) => Write(Command.ReadRegister, parameters) && Read(Command.ReadRegister, values) >= 0;
}
