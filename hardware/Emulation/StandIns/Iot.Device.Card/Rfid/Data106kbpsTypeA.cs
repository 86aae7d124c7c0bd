namespace Iot.Device.Rfid;

/// <summary>A card of ISO/IEC 14443 type A.</summary>
/// <param name="targetNumber">The reader's number of the card.</param>
/// <param name="atqa">ATQA.</param>
/// <param name="sak">SAK.</param>
/// <param name="nfcId">UID.</param>
/// <param name="ats">ATS, or null.</param>
public class Data106kbpsTypeA(byte targetNumber, ushort atqa, byte sak, byte[] nfcId, byte[]? ats)
{
    /// <summary>The reader's number of the card.</summary>
    public byte TargetNumber { get; set; } = targetNumber;

    /// <summary>ATQA.</summary>
    public ushort Atqa { get; set; } = atqa;

    /// <summary>SAK.</summary>
    public byte Sak { get; set; } = sak;

    /// <summary>UID.</summary>
    public byte[] NfcId { get; set; } = nfcId;

    /// <summary>ATS, or null.</summary>
    public byte[]? Ats { get; set; } = ats;
}
