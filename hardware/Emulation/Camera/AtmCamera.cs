namespace PaymentCode.Emulation.Camera;

/// <summary>
/// The camera of an automated teller machine. It watches with small frames at a low rate, kept in a ring; the terminal's shooting order turns it to
/// capture, where it exposes one full frame after its settling time, and it goes back to watching by itself. Driven by the caller's clock.
/// </summary>
public sealed class AtmCamera
{
    /// <summary>Time between two surveillance frames in milliseconds.</summary>
    public const int SurveillanceIntervalMs = 500;

    /// <summary>Width of a surveillance frame in pixels.</summary>
    public const int SurveillanceWidth = 320;

    /// <summary>Surveillance frames kept; the oldest is overwritten.</summary>
    public const int SurveillanceRingLength = 16;

    /// <summary>Time from a shooting order to its frame in milliseconds: the sensor changes its resolution and settles.</summary>
    public const int SettleMs = 300;

    private readonly Func<Subject, CameraScene, GreyFrame> _render;
    private readonly GreyFrame?[] _ring = new GreyFrame?[SurveillanceRingLength];
    private int _ringCount;
    private int _exposures;
    private long _nextSurveillanceMs = long.MinValue;
    private long _exposureDueMs;
    private GreyFrame? _shot;

    /// <summary>Makes a camera that watches.</summary>
    /// <param name="inView">What is in front of the lens and how it is seen; asked at each exposure, so that the world may change between two.</param>
    /// <param name="render">What takes its pictures; a renderer of its own if not given. Many cameras in one process can share one, whose buffers are large.</param>
    public AtmCamera(Func<(Subject Subject, CameraScene Scene)> inView, Func<Subject, CameraScene, GreyFrame>? render = null)
    {
        ArgumentNullException.ThrowIfNull(inView);
        InView = inView;
        _render = render ?? new SceneRenderer().Render;
    }

    /// <summary>Raised when <see cref="Mode"/> has changed.</summary>
    public event Action<CameraMode>? ModeChanged;

    /// <summary>What is in front of the lens and how it is seen.</summary>
    public Func<(Subject Subject, CameraScene Scene)> InView { get; set; }

    /// <summary>What the camera is doing now.</summary>
    public CameraMode Mode { get; private set; }

    /// <summary>Full frames taken since the camera was made.</summary>
    public int ShotsTaken { get; private set; }

    /// <summary>The surveillance frames kept, oldest first; at most <see cref="SurveillanceRingLength"/>.</summary>
    public IReadOnlyList<GreyFrame> SurveillanceFrames
    {
        get
        {
            int count = Math.Min(_ringCount, SurveillanceRingLength);
            var frames = new GreyFrame[count];
            for (int i = 0; i < count; i++)
            {
                frames[i] = _ring[(_ringCount - count + i) % SurveillanceRingLength]!;
            }

            return frames;
        }
    }

    /// <summary>The terminal's shooting order: one full frame, <see cref="SettleMs"/> from now. A frame not fetched before is dropped.</summary>
    /// <param name="nowMs">The time in milliseconds.</param>
    /// <returns>False while an earlier order is still being carried out; it goes on undisturbed.</returns>
    public bool OrderShot(long nowMs)
    {
        if (Mode == CameraMode.Capture)
        {
            return false;
        }

        _shot = null;
        _exposureDueMs = nowMs + SettleMs;
        ChangeMode(CameraMode.Capture);
        return true;
    }

    /// <summary>Does what is due: a surveillance frame, or the frame that was ordered.</summary>
    /// <param name="nowMs">The time in milliseconds; it does not run backwards.</param>
    public void Step(long nowMs)
    {
        if (Mode == CameraMode.Capture)
        {
            if (nowMs >= _exposureDueMs)
            {
                _shot = Expose(0);
                ShotsTaken++;
                _nextSurveillanceMs = nowMs + SurveillanceIntervalMs;
                ChangeMode(CameraMode.Surveillance);
            }
        }
        else if (nowMs >= _nextSurveillanceMs)
        {
            _ring[_ringCount++ % SurveillanceRingLength] = Expose(SurveillanceWidth);
            _nextSurveillanceMs = nowMs + SurveillanceIntervalMs;
        }
    }

    /// <summary>Fetches the frame that was ordered, once.</summary>
    /// <param name="frame">The frame, or null.</param>
    /// <returns>False if none was taken since the last order, or it has been fetched.</returns>
    public bool TryTakeShot(out GreyFrame? frame)
    {
        (frame, _shot) = (_shot, null);
        return frame is not null;
    }

    private GreyFrame Expose(int width)
    {
        var (subject, scene) = InView();
        if (width > 0)
        {
            scene = scene.WithFrameWidth(width);
        }

        return _render(subject, scene with { Exposure = _exposures++ });
    }

    private void ChangeMode(CameraMode mode)
    {
        Mode = mode;
        ModeChanged?.Invoke(mode);
    }
}
