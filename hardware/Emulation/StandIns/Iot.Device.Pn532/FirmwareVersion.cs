namespace Iot.Device.Pn532;

/// <summary>Answer to GetFirmwareVersion (UM0701-02 §7.2.2).</summary>
/// <param name="identificationCode">IC: 32 for a PN532.</param>
/// <param name="version">Ver and Rev.</param>
/// <param name="versionSupported">Support.</param>
public class FirmwareVersion(byte identificationCode, Version version, VersionSupported versionSupported)
{
    /// <summary>IC.</summary>
    public byte IdentificationCode { get; set; } = identificationCode;

    /// <summary>Ver and Rev.</summary>
    public Version Version { get; set; } = version;

    /// <summary>Support.</summary>
    public VersionSupported VersionSupported { get; set; } = versionSupported;

    /// <summary>Whether the chip says it is a PN532. The driver takes any.</summary>
    public bool IsPn532 => IdentificationCode == 0x32;
}
