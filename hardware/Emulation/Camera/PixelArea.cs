namespace PaymentCode.Emulation.Camera;

/// <summary>A rectangle of camera pixels inside the frame; its width may be 0.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height);
