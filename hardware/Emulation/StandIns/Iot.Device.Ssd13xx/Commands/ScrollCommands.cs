namespace Iot.Device.Ssd13xx.Commands.Ssd1306Commands;

/// <summary>Frames from one step of scrolling to the next.</summary>
public enum FrameFrequencyType
{
    /// <summary>2 frames.</summary>
    Frames2 = 0x07,

    /// <summary>3 frames.</summary>
    Frames3 = 0x04,

    /// <summary>4 frames.</summary>
    Frames4 = 0x05,

    /// <summary>5 frames.</summary>
    Frames5 = 0x00,

    /// <summary>25 frames.</summary>
    Frames25 = 0x06,

    /// <summary>64 frames.</summary>
    Frames64 = 0x01,

    /// <summary>128 frames.</summary>
    Frames128 = 0x02,

    /// <summary>256 frames.</summary>
    Frames256 = 0x03,
}

/// <summary>Moves the picture sideways.</summary>
public class HorizontalScrollSetup : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="scrollType">Direction.</param>
    /// <param name="startPageAddress">First page that moves.</param>
    /// <param name="frameFrequencyType">Frames from one step to the next.</param>
    /// <param name="endPageAddress">Last page that moves.</param>
    public HorizontalScrollSetup(
        HorizontalScrollType scrollType,
        PageAddress startPageAddress,
        FrameFrequencyType frameFrequencyType,
        PageAddress endPageAddress)
    {
        ScrollType = scrollType;
        StartPageAddress = startPageAddress;
        FrameFrequencyType = frameFrequencyType;
        EndPageAddress = endPageAddress;
    }

    /// <summary>Directions.</summary>
    public enum HorizontalScrollType
    {
        /// <summary>To the right.</summary>
        Right = 0x26,

        /// <summary>To the left.</summary>
        Left = 0x27,
    }

    /// <inheritdoc/>
    public byte Id => (byte)ScrollType;

    /// <summary>Direction.</summary>
    public HorizontalScrollType ScrollType { get; }

    /// <summary>First page that moves.</summary>
    public PageAddress StartPageAddress { get; }

    /// <summary>Frames from one step to the next.</summary>
    public FrameFrequencyType FrameFrequencyType { get; }

    /// <summary>Last page that moves.</summary>
    public PageAddress EndPageAddress { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() =>
        [Id, 0x00, (byte)StartPageAddress, (byte)FrameFrequencyType, (byte)EndPageAddress, 0x00, 0xFF];
}

/// <summary>Moves the picture sideways and upwards.</summary>
public class ContinuousVerticalAndHorizontalScrollSetup : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="scrollType">Direction.</param>
    /// <param name="startPageAddress">First page that moves.</param>
    /// <param name="frameFrequencyType">Frames from one step to the next.</param>
    /// <param name="endPageAddress">Last page that moves.</param>
    /// <param name="verticalScrollingOffset">Rows a step, 0 to 63.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more rows.</exception>
    public ContinuousVerticalAndHorizontalScrollSetup(
        VerticalHorizontalScrollType scrollType,
        PageAddress startPageAddress,
        FrameFrequencyType frameFrequencyType,
        PageAddress endPageAddress,
        byte verticalScrollingOffset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(verticalScrollingOffset, (byte)0x3F);
        ScrollType = scrollType;
        StartPageAddress = startPageAddress;
        FrameFrequencyType = frameFrequencyType;
        EndPageAddress = endPageAddress;
        VerticalScrollingOffset = verticalScrollingOffset;
    }

    /// <summary>Directions.</summary>
    public enum VerticalHorizontalScrollType
    {
        /// <summary>To the right.</summary>
        Right = 0x29,

        /// <summary>To the left.</summary>
        Left = 0x2A,
    }

    /// <inheritdoc/>
    public byte Id => (byte)ScrollType;

    /// <summary>Direction.</summary>
    public VerticalHorizontalScrollType ScrollType { get; }

    /// <summary>First page that moves.</summary>
    public PageAddress StartPageAddress { get; }

    /// <summary>Frames from one step to the next.</summary>
    public FrameFrequencyType FrameFrequencyType { get; }

    /// <summary>Last page that moves.</summary>
    public PageAddress EndPageAddress { get; }

    /// <summary>Rows a step.</summary>
    public byte VerticalScrollingOffset { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() =>
        [Id, 0x00, (byte)StartPageAddress, (byte)FrameFrequencyType, (byte)EndPageAddress, VerticalScrollingOffset];
}

/// <summary>Sets which rows move upwards.</summary>
public class SetVerticalScrollArea : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="topFixedAreaRows">Rows at the top that stay, 0 to 63.</param>
    /// <param name="scrollAreaRows">Rows that move, 0 to 127.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SetVerticalScrollArea(byte topFixedAreaRows = 0x00, byte scrollAreaRows = 0x40)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topFixedAreaRows, (byte)63);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scrollAreaRows, (byte)127);
        TopFixedAreaRows = topFixedAreaRows;
        ScrollAreaRows = scrollAreaRows;
    }

    /// <inheritdoc/>
    public byte Id => 0xA3;

    /// <summary>Rows at the top that stay.</summary>
    public byte TopFixedAreaRows { get; }

    /// <summary>Rows that move.</summary>
    public byte ScrollAreaRows { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, TopFixedAreaRows, ScrollAreaRows];
}
