namespace Iot.Device.Pn532.AsTarget;

/// <summary>What the chip answers to a FeliCa polling (UM0701-02 §7.3.14, FeliCaParams).</summary>
public class TargetFeliCaParameters
{
    private readonly byte[] _nfcId2 = [0x01, 0xFE, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6];
    private readonly byte[] _pad = new byte[8];
    private readonly byte[] _systemCode = [0xFF, 0xFF];

    /// <summary>NFCID2t, 8 bytes, the first two 01 FE.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public byte[] NfcId2
    {
        get => _nfcId2;
        set => FixedBytes.Set(_nfcId2, value, nameof(NfcId2));
    }

    /// <summary>Pad, 8 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public byte[] Pad
    {
        get => _pad;
        set => FixedBytes.Set(_pad, value, nameof(Pad));
    }

    /// <summary>System code, 2 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public byte[] SystemCode
    {
        get => _systemCode;
        set => FixedBytes.Set(_systemCode, value, nameof(SystemCode));
    }

    /// <summary>The 18 bytes as the command carries them.</summary>
    public byte[] Serialize() => [.. _nfcId2, .. _pad, .. _systemCode];
}
