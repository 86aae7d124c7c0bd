namespace Iot.Device.Pn532.AsTarget;

/// <summary>What became of an activation as a target.</summary>
/// <param name="modeInialized">How, or null where there was none.</param>
/// <param name="initiator">The initiator's first command, or null.</param>
public class AsTargetInitialized(TargetModeInitialized? modeInialized, byte[]? initiator)
{
    /// <summary>How it was activated, or null where it was not. The spelling is upstream's.</summary>
    public TargetModeInitialized? ModeInialized { get; set; } = modeInialized;

    /// <summary>The initiator's first command, or null.</summary>
    public byte[]? Initiator { get; set; } = initiator;
}
