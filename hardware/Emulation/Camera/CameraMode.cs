namespace PaymentCode.Emulation.Camera;

/// <summary>What the camera is doing.</summary>
public enum CameraMode
{
    /// <summary>Watching: small pictures at a low rate into a ring, none of which leaves the camera by itself.</summary>
    Surveillance,

    /// <summary>Taking the one full picture that a shooting order asked for.</summary>
    Capture,
}
