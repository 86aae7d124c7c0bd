namespace PaymentCode.Recognition;

/// <summary>How the reading of a frame ended.</summary>
public enum ReadOutcome
{
    /// <summary>One symbol was found and its payload is whole.</summary>
    Read,

    /// <summary>Nothing in the frame has the symbol's frame, timing pattern and format field.</summary>
    NoSymbol,

    /// <summary>The frame shows more than one symbol; which of them is meant is not the reader's to decide.</summary>
    SeveralSymbols,

    /// <summary>A symbol was found, but too much of it is unreadable.</summary>
    Damaged,

    /// <summary>The frame shows no matrix symbol, and the library that reads the other kinds is not installed. <see cref="MatrixReader"/> never says so.</summary>
    ReaderMissing
}

/// <summary>A place in a picture, in pixels; (0, 0) is the upper left corner of the upper left pixel.</summary>
public readonly record struct ImagePoint(float X, float Y);

/// <summary>What was read from a frame.</summary>
public sealed class ReadResult
{
    internal ReadResult(ReadOutcome outcome, byte[]? payload, ImagePoint[] corners, int errorsCorrected)
    {
        Outcome = outcome;
        Payload = payload;
        Corners = corners;
        ErrorsCorrected = errorsCorrected;
    }

    /// <summary>How it ended.</summary>
    public ReadOutcome Outcome { get; }

    /// <summary>The payload, 1 to 255 bytes, whose CRC-32 is right; null unless one symbol was read.</summary>
    public byte[]? Payload { get; }

    /// <summary>The corners of the 128×64 pixels in the frame, from the symbol's own upper left one on clockwise (as seen upright); empty if no symbol was
    /// found.</summary>
    public IReadOnlyList<ImagePoint> Corners { get; }

    /// <summary>How many bytes Reed–Solomon put right.</summary>
    public int ErrorsCorrected { get; }

    /// <summary>The same result for a picture that many times as large.</summary>
    internal ReadResult Enlarged(float factor) =>
        new(Outcome, Payload, [.. Corners.Select(corner => new ImagePoint(corner.X * factor, corner.Y * factor))], ErrorsCorrected);

    /// <summary>Why there is no payload, fit to be shown; null if there is one.</summary>
    public string? Reason => Outcome switch
    {
        ReadOutcome.NoSymbol => "no symbol in the picture",
        ReadOutcome.SeveralSymbols => "more than one symbol in the picture",
        ReadOutcome.Damaged => "the symbol is too damaged to be read",
        _ => null
    };
}
