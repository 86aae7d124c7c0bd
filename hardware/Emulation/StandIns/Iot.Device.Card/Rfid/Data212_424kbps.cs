namespace Iot.Device.Rfid;

/// <summary>A card of FeliCa.</summary>
/// <param name="targetNumber">The reader's number of the card.</param>
/// <param name="responseCode">Response code of its answer to polling.</param>
/// <param name="nfcId">NFCID2t, 8 bytes.</param>
/// <param name="pad">Pad, 8 bytes.</param>
/// <param name="systemCode">System code, 2 bytes.</param>
public class Data212_424kbps(byte targetNumber, byte responseCode, byte[] nfcId, byte[] pad, byte[] systemCode)
{
    /// <summary>The reader's number of the card.</summary>
    public byte TargetNumber { get; set; } = targetNumber;

    /// <summary>Response code of its answer to polling.</summary>
    public byte ResponseCode { get; set; } = responseCode;

    /// <summary>NFCID2t.</summary>
    public byte[] NfcId { get; set; } = nfcId;

    /// <summary>Pad.</summary>
    public byte[] Pad { get; set; } = pad;

    /// <summary>System code.</summary>
    public byte[] SystemCode { get; set; } = systemCode;
}
