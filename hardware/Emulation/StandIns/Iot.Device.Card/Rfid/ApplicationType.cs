namespace Iot.Device.Rfid;

/// <summary>Coding of a Type B card's application data (ISO/IEC 14443-3, ATQB, ADC).</summary>
public enum ApplicationType
{
    /// <summary>Proprietary.</summary>
    Proprietary = 0x00,

    /// <summary>By application family.</summary>
    ApplicationBytesCoded = 0x04,
}
