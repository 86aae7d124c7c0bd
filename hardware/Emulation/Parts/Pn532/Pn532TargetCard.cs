using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>A target that the initiator has listed: what the chip remembers of it (UM0701-02 §7.3.5).</summary>
internal sealed class Pn532TargetCard(AirCoding coding, int kilobitsPerSecond, byte[] identifier, byte[] data)
{
    public AirCoding Coding { get; } = coding;

    public int KilobitsPerSecond { get; } = kilobitsPerSecond;

    /// <summary>UID (Type A), PUPI (Type B) or NFCID2 (FeliCa).</summary>
    public byte[] Identifier { get; } = identifier;

    /// <summary>TargetData without the target number; an ATS is appended when the target is activated.</summary>
    public byte[] Data { get; set; } = data;

    /// <summary>SAK of a Type A target.</summary>
    public byte Sak { get; init; }

    /// <summary>The block protocol, for a target that has it and was activated.</summary>
    public Pn532IsoDep? IsoDep { get; set; }

    /// <summary>Whether it is selected now, so that frames reach it.</summary>
    public bool IsSelected { get; set; } = true;

    /// <summary>Whether the ISO/IEC 14443-4 protocol is offered.</summary>
    public bool OffersIsoDep => Coding == AirCoding.TypeB || (Coding == AirCoding.TypeA && (Sak & 0x20) != 0);
}
