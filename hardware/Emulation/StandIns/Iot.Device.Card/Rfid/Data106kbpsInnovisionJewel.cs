namespace Iot.Device.Rfid;

/// <summary>A card of Innovision Jewel.</summary>
/// <param name="targetNumber">The reader's number of the card.</param>
/// <param name="atqa">ATQA, 2 bytes.</param>
/// <param name="jewelId">Identifier, 4 bytes.</param>
public class Data106kbpsInnovisionJewel(byte targetNumber, byte[] atqa, byte[] jewelId)
{
    /// <summary>The reader's number of the card.</summary>
    public byte TargetNumber { get; set; } = targetNumber;

    /// <summary>ATQA.</summary>
    public byte[] Atqa { get; set; } = atqa;

    /// <summary>Identifier.</summary>
    public byte[] JewelId { get; set; } = jewelId;
}
