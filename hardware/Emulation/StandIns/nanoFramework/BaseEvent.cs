namespace nanoFramework.Runtime.Events;

/// <summary>What every event of the device's runtime carries.</summary>
public class BaseEvent
{
    /// <summary>Which source raised it.</summary>
    public ushort Source;

    /// <summary>What the source says, by its own numbering.</summary>
    public byte Message;
}
