namespace PaymentCode.Emulation.Nfc;

/// <summary>What an ISO/IEC 14443-4 card says of itself in its ATS, and how long it works.</summary>
public sealed record Iso14443Options
{
    /// <summary>Frame size the card takes, as FSCI: 0 to 8 for 16, 24, 32, 40, 48, 64, 96, 128 and 256 bytes.</summary>
    public int FrameSizeIndex { get; init; } = 8;

    /// <summary>Frame waiting time, as FWI: 0 to 14 for 302 microseconds times two to this power.</summary>
    public int FrameWaitingIndex { get; init; } = 8;

    /// <summary>Start-up guard time, as SFGI: 0 for none, to 14.</summary>
    public int StartupGuardIndex { get; init; }

    /// <summary>Historical bytes of the ATS, at most 15.</summary>
    public byte[] HistoricalBytes { get; init; } = [];

    /// <summary>The longest command it takes, in bytes, chained or not.</summary>
    public int MostCommandBytes { get; init; } = 1024;

    /// <summary>How long it works at a command, in nanoseconds; where that is beyond its frame waiting time it asks for more (S(WTX)).</summary>
    public Func<byte[], long> WorkNs { get; init; } = static _ => 3 * VirtualClock.NsPerMs;

    /// <summary>Called when a reader has selected it and begins the protocol: whatever the application remembered of the session is gone.</summary>
    public Action? Activated { get; init; }
}
