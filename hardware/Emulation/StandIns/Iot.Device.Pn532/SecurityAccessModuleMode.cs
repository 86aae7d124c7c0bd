namespace Iot.Device.Pn532;

/// <summary>How the security access module is used (UM0701-02 §7.2.10, Mode).</summary>
public enum SecurityAccessModuleMode
{
    /// <summary>Not used.</summary>
    Normal = 1,

    /// <summary>Chip and module are one card to a reader outside.</summary>
    VirtualCard = 2,

    /// <summary>The host reaches the module through the chip.</summary>
    WiredCard = 3,

    /// <summary>Both: as a card of its own beside the chip.</summary>
    DualCard = 4,
}
