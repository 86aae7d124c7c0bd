namespace PaymentCode.Emulation.Nfc;

/// <summary>The three sizes of NXP's NTAG21x.</summary>
public enum NtagModel
{
    /// <summary>NTAG213: 45 pages, 144 bytes for the user.</summary>
    Ntag213,

    /// <summary>NTAG215: 135 pages, 504 bytes for the user.</summary>
    Ntag215,

    /// <summary>NTAG216: 231 pages, 888 bytes for the user.</summary>
    Ntag216,
}
