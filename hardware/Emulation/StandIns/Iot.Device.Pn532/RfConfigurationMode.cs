namespace Iot.Device.Pn532;

/// <summary>Items of RFConfiguration (UM0701-02 §7.3.1, CfgItem).</summary>
public enum RfConfigurationMode
{
    /// <summary>The field.</summary>
    RfField = 0x01,

    /// <summary>Timings.</summary>
    VariousTimings = 0x02,

    /// <summary>Retries of an exchange.</summary>
    MaxRetryCOM = 0x04,

    /// <summary>Retries of an activation.</summary>
    MaxRetries = 0x05,

    /// <summary>Analog settings, 106 kbit/s type A.</summary>
    AnalogSettingsB106kbpsTypeA = 0x0A,

    /// <summary>Analog settings, 212 and 424 kbit/s.</summary>
    AnalogSettingsB212_424kbps = 0x0B,

    /// <summary>Analog settings, type B.</summary>
    AnalogSettingsTypeB = 0x0C,

    /// <summary>Analog settings, ISO/IEC 14443-4 at 212, 424 and 848 kbit/s.</summary>
    AnalogSettingsB212_424_848ISO_IEC14443_4 = 0x0D,
}
