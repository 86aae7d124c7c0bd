using PaymentCode.Bridge.Atm;
using PaymentCode.Emulation.Camera;
using PaymentCode.Recognition;

namespace PaymentCode.Cli.Devices;

/// <summary>The emulated camera in an ATM, on the PC's clock: it watches, and on the shooting order takes one full frame.</summary>
/// <param name="camera">The camera.</param>
internal sealed class EmulatedAtmCamera(AtmCamera camera) : ICamera
{
    private const int StepMs = 50;

    /// <summary>The last full frame, as the PNG file that went to the bank; null before the first.</summary>
    public byte[]? LastFrame { get; private set; }

    public ValueTask EnterCaptureAsync(CancellationToken cancellation)
    {
        camera.Step(Environment.TickCount64);
        camera.OrderShot(Environment.TickCount64);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<CameraFrame> TakeFrameAsync(CancellationToken cancellation)
    {
        while (true)
        {
            camera.Step(Environment.TickCount64);
            if (camera.TryTakeShot(out var frame))
            {
                using var image = new GreyImage(frame!.Width, frame.Height, frame.Pixels);
                LastFrame = PngWriter.Write(image);
                return new CameraFrame(LastFrame, "image/png");
            }

            // After a shot the camera watches again by itself: a further picture needs a further order.
            camera.OrderShot(Environment.TickCount64);
            await Task.Delay(StepMs, cancellation);
        }
    }

    public ValueTask ReturnToSurveillanceAsync()
    {
        camera.Step(Environment.TickCount64);
        return ValueTask.CompletedTask;
    }
}
