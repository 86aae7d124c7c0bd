namespace Iot.Device.Pn532.AsTarget;

/// <summary>NFCID3t, general bytes and historical bytes of the chip as a target (UM0701-02 §7.3.14).</summary>
public class TargetPiccParameters
{
    private const int MaxGeneralLength = 47;
    private const int MaxHistoricalLength = 48;

    private readonly byte[] _nfcId3 = [0x01, 0xFE, 0x0F, 0xBB, 0xBA, 0xA6, 0xC9, 0x89, 0x00, 0x00];

    // LLCP magic number, version 1.0, MIU extension of 128.
    private byte[] _generalTarget = [0x46, 0x66, 0x6D, 0x01, 0x01, 0x10, 0x02, 0x02, 0x00, 0x80];
    private byte[] _historicalTarget = [];

    /// <summary>NFCID3t, 10 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public byte[] NfcId3
    {
        get => _nfcId3;
        set => FixedBytes.Set(_nfcId3, value, nameof(NfcId3));
    }

    /// <summary>General bytes of the ATR_RES, up to 47; an LLCP announcement to begin with.</summary>
    /// <exception cref="ArgumentException">More than 47 bytes.</exception>
    public byte[] GeneralTarget
    {
        get => _generalTarget;
        set => _generalTarget = Limited(value, MaxGeneralLength, nameof(GeneralTarget));
    }

    /// <summary>Historical bytes of the ATS, up to 48; none to begin with.</summary>
    /// <exception cref="ArgumentException">More than 48 bytes.</exception>
    public byte[] HistoricalTarget
    {
        get => _historicalTarget;
        set => _historicalTarget = Limited(value, MaxHistoricalLength, nameof(HistoricalTarget));
    }

    /// <summary>The bytes as the command carries them: NFCID3t, then the two others, each after its length.</summary>
    public byte[] Serialize() => [.. _nfcId3, (byte)_generalTarget.Length, .. _generalTarget, (byte)_historicalTarget.Length, .. _historicalTarget];

    private static byte[] Limited(byte[] value, int maxLength, string name) => value.Length <= maxLength
        ? [.. value]
        : throw new ArgumentException($"{name} has {maxLength} bytes at most, not {value.Length}.", nameof(value));
}
