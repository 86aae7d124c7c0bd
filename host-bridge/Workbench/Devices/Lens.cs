using System.Globalization;
using PaymentCode.Bridge.Atm;
using PaymentCode.Emulation.Camera;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Devices;

/// <summary>How something is held before the ATM's camera, and in which light.</summary>
/// <param name="Subject"><c>nothing</c>, <c>token</c>, <c>phone</c> or <c>replay</c>.</param>
/// <param name="DistanceMm">Distance of the display from the lens.</param>
/// <param name="TiltX">Tilt about the display's horizontal axis in degrees.</param>
/// <param name="TiltY">Tilt about its vertical axis in degrees.</param>
/// <param name="Rotation">Rotation about the optical axis in degrees.</param>
/// <param name="Blur">Radius of the defocus disc in pixels.</param>
/// <param name="Noise">0 a good sensor, 1 a very bad one.</param>
/// <param name="Light">Level of white paper against the sensor's clipping.</param>
/// <param name="Glare">Level of a lamp's reflection in the glass.</param>
internal sealed record View(
    string Subject = "nothing", double DistanceMm = 38, double TiltX = 8, double TiltY = -6, double Rotation = 4, double Blur = 0.5, double Noise = 0.2,
    double Light = 0.25, double Glare = 0);

/// <summary>The ATM's camera and what a person holds before it.</summary>
internal sealed class Lens : ICamera
{
    private const int PollMs = 50;
    private const int BetweenShotsMs = 1000;
    private const int LiveWidth = 320;
    private const int LiveMs = 500;

    // The focal length of the 60° lens in pixels of the full frame, times the pitch of the OLED's dots in millimetres.
    private const double ScaleTimesDistance = 1108.5 * 0.17;

    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly Func<long> _nowMs;
    private readonly Func<OledPicture> _token;
    private readonly Func<Subject> _phone;
    private AtmCamera _camera;
    private int _visits;
    private int _shotsBefore;
    private readonly int _seed;
    private (byte[] Png, CameraScene Scene)? _print;
    private long _notBeforeMs;

    /// <summary>A camera that watches.</summary>
    public Lens(int seed, EventLog log, TimeProvider time, Func<long> nowMs, Func<OledPicture> token, Func<Subject> phone)
    {
        (_seed, _log, _time, _nowMs, _token, _phone) = (seed, log, time, nowMs, token, phone);
        _camera = NewCamera();
    }

    /// <summary>What is held before it, and how.</summary>
    public View View { get; private set; } = new();

    /// <summary>Whether it takes a full frame, or watches.</summary>
    public bool IsCapturing => _camera.Mode == CameraMode.Capture;

    /// <summary>Full frames taken.</summary>
    public int Shots => _shotsBefore + _camera.ShotsTaken;

    /// <summary>The last full frame as a PNG file, or null.</summary>
    public byte[]? LastShot { get; private set; }

    /// <summary>Whether somebody has a print of a code that was before this lens.</summary>
    public bool HasPrint => _print is not null;

    /// <summary>Something is held differently.</summary>
    public void Hold(View view)
    {
        View = view;
        var how = string.Create(
            CultureInfo.InvariantCulture,
            $"{view.DistanceMm} mm, tilt {view.TiltX}/{view.TiltY}°, rotation {view.Rotation}°, blur {view.Blur}, noise {view.Noise}, light {view.Light}, glare {view.Glare}");
        _log.Add(EventKind.Camera, "person", "camera", "HOLD " + view.Subject.ToUpperInvariant(), how);
    }

    /// <summary>What is before the lens and how the watching camera sees it, for a picture made outside the world's thread.</summary>
    public (Subject Subject, CameraScene Scene) Look() =>
        (InView(), Scene().WithFrameWidth(LiveWidth) with { Exposure = (int)(_nowMs() / LiveMs) });

    /// <summary>What somebody else's camera makes of the token's display, or else the last full frame.</summary>
    public byte[] Photograph()
    {
        if (_token().IsDark && LastShot is not null)
        {
            return LastShot;
        }

        return Darkroom.Photograph(OledModule.Showing(_token().IsLit), new CameraScene { Seed = _seed, RotationDegrees = -3, TiltXDegrees = 5 });
    }

    /// <inheritdoc/>
    public ValueTask EnterCaptureAsync(CancellationToken cancellation)
    {
        _camera.OrderShot(_nowMs());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<CameraFrame> TakeFrameAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (IsCapturing)
            {
                _camera.Step(_nowMs());
            }

            if (_camera.TryTakeShot(out var frame))
            {
                // A person needs a moment to hold it better.
                _notBeforeMs = _nowMs() + BetweenShotsMs;
                Keep(frame!);
                return new CameraFrame(LastShot!, "image/png");
            }

            if (_nowMs() >= _notBeforeMs)
            {
                _camera.OrderShot(_nowMs());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), _time, cancellation);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReturnToSurveillanceAsync()
    {
        _shotsBefore += _camera.ShotsTaken;
        _visits++;
        _camera = NewCamera();
        _notBeforeMs = 0;
        return ValueTask.CompletedTask;
    }

    private AtmCamera NewCamera()
    {
        var camera = new AtmCamera(() => (InView(), Scene()), Darkroom.Expose);
        camera.ModeChanged += mode => _log.Add(EventKind.Camera, "atm", "camera", mode == CameraMode.Capture ? "CAPTURE" : "SURVEILLANCE");
        return camera;
    }

    private void Keep(GreyFrame frame)
    {
        LastShot = Darkroom.Develop(frame);
        if (View.Subject is "token" or "phone")
        {
            _print = (LastShot, Scene());
        }
    }

    private Subject InView() => View.Subject switch
    {
        "token" => OledModule.Showing(_token().IsLit),
        "phone" => _phone(),
        "replay" when _print is { } print => PhoneScreen.Photograph(Darkroom.Look(print.Png), print.Scene),
        _ => OledModule.Showing(static (_, _) => false),
    };

    private CameraScene Scene()
    {
        var isNothing = View.Subject == "nothing";

        // A phone is larger than the token and is held further away for the same size in the frame.
        var scale = ScaleTimesDistance / View.DistanceMm * (View.Subject is "phone" or "replay" ? 0.7 : 1);
        return new CameraScene
        {
            Seed = unchecked(_seed + _visits),
            Scale = isNothing ? 0.5 : scale,
            OffsetX = isNothing ? 5000 : 0,
            RotationDegrees = View.Rotation,
            TiltXDegrees = View.TiltX,
            TiltYDegrees = View.TiltY,
            DefocusPixels = View.Blur,
            FullWellElectrons = 8000 * Math.Pow(0.02, View.Noise),
            ReadNoiseElectrons = 3 + (12 * View.Noise),
            AmbientLevel = View.Light,
            GlareLevel = View.Glare,
            GlareX = 0.2,
            Vignetting = 0.2,
        };
    }
}
