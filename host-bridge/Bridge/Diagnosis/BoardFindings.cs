using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bridge.Diagnosis;

/// <summary>What a board said about itself and its parts.</summary>
public sealed record BoardFindings
{
    /// <summary>Which board it is.</summary>
    public required BoardKind Kind { get; init; }

    /// <summary>Versions, life cycle, flags; null where the board could not say: its memory does not answer.</summary>
    public required TokenInformation? Information { get; init; }

    /// <summary>The report of its self-test; null where its firmware has none.</summary>
    public required SelfTestReport? Report { get; init; }

    /// <summary>Whether the report is an older one, because a transaction was at hand, or a test with a person ran.</summary>
    public required bool IsBusy { get; init; }

    /// <summary>How many echoes of 512 bytes were asked for.</summary>
    public required int Echoes { get; init; }

    /// <summary>How many of them came back as they were sent.</summary>
    public required int EchoesReturned { get; init; }

    /// <summary>Frames from the board that were damaged on the way.</summary>
    public required int DamagedFrames { get; init; }

    /// <summary>Whether something has to be repaired.</summary>
    public bool HasFault =>
        Information is null or { LifeCycle: TokenApplet.LifeCycleLocked }
            || Report is null
            || Report.FirstFault != 0
            || EchoesReturned < Echoes;
}
