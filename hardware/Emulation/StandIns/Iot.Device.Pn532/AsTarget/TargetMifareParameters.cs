namespace Iot.Device.Pn532.AsTarget;

/// <summary>What the chip answers as a target at 106 kbit/s (UM0701-02 §7.3.14, MifareParams).</summary>
public class TargetMifareParameters
{
    private readonly byte[] _atqa = new byte[2];
    private readonly byte[] _nfcId1 = new byte[3];

    /// <summary>SENS_RES, 2 bytes, zeros to begin with.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public byte[] Atqa
    {
        get => _atqa;
        set => FixedBytes.Set(_atqa, value, nameof(Atqa));
    }

    /// <summary>The last 3 bytes of the UID (NFCID1t; upstream's name is wrong), zeros to begin with. The first is always 08.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public byte[] NfcId3
    {
        get => _nfcId1;
        set => FixedBytes.Set(_nfcId1, value, nameof(NfcId3));
    }

    /// <summary>SEL_RES: 40 for NFCIP-1 to begin with, 20 for an ISO/IEC 14443-4 card.</summary>
    public byte Sak { get; set; } = 0x40;

    /// <summary>The 6 bytes as the command carries them.</summary>
    public byte[] Serialize() => [.. _atqa, .. _nfcId1, Sak];
}
