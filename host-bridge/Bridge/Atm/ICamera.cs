namespace PaymentCode.Bridge.Atm;

/// <summary>A picture as the bank takes it.</summary>
/// <param name="Content">The file: PNG, JPEG or PGM, at most <see cref="MaxLength"/> bytes.</param>
/// <param name="ContentType"><c>image/png</c>, <c>image/jpeg</c> or <c>image/x-portable-graymap</c>.</param>
public sealed record CameraFrame(byte[] Content, string ContentType)
{
    /// <summary>The largest file that the bank takes, in bytes (8 MiB).</summary>
    public const int MaxLength = 8 * 1024 * 1024;
}

/// <summary>
/// The ATM's camera. It watches the room until the shooting command comes, then takes single pictures, and goes back to watching.
/// All three throw <see cref="IOException"/> if the camera fails; the message is for the ATM's journal of faults.
/// </summary>
public interface ICamera
{
    /// <summary>Changes from surveillance to capture.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    ValueTask EnterCaptureAsync(CancellationToken cancellation);

    /// <summary>Takes one picture; only in capture.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    ValueTask<CameraFrame> TakeFrameAsync(CancellationToken cancellation);

    /// <summary>Goes back to surveillance; harmless if it is there already.</summary>
    ValueTask ReturnToSurveillanceAsync();
}
