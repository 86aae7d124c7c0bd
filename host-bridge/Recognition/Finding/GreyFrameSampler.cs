namespace PaymentCode.Recognition;

/// <summary>Grey values between the pixels of a frame.</summary>
readonly ref struct GreyFrameSampler(GreyImage frame)
{
    readonly ReadOnlySpan<byte> _pixels = frame.Pixels;
    readonly int _width = frame.Width;
    readonly float _lastX = frame.Width - 1.001f;
    readonly float _lastY = frame.Height - 1.001f;

    /// <summary>The value at a place, bilinear; beyond the border that of the border.</summary>
    public float At(float x, float y)
    {
        x = Math.Clamp(x - 0.5f, 0, _lastX);
        y = Math.Clamp(y - 0.5f, 0, _lastY);
        int column = (int)x;
        int row = (int)y;
        float right = x - column;
        float below = y - row;
        int i = row * _width + column;
        float upper = _pixels[i] + right * (_pixels[i + 1] - _pixels[i]);
        float lower = _pixels[i + _width] + right * (_pixels[i + _width + 1] - _pixels[i + _width]);
        return upper + below * (lower - upper);
    }
}
