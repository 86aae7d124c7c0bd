namespace PaymentCode.Recognition;

/// <summary>
/// Puts a rough quadrangle exactly on the edge it follows: along each side the grey values across it are searched for the step from outside to
/// inside, a straight line is laid through the steps without those that something covers, and neighbouring lines meet in the corners.
/// </summary>
readonly ref struct SideFit(GreyImage frame, bool lit)
{
    const int MaxProfiles = 64;
    const float Step = 0.5f;

    readonly GreyFrameSampler _sampler = new(frame);

    /// <summary>Moves the corners; false if a side has no edge to speak of.</summary>
    /// <param name="corners">Clockwise, changed in place.</param>
    /// <param name="reach">How far from the sides, in pixels, the edge may be.</param>
    public bool TryRefine(Span<ImagePoint> corners, float reach)
    {
        Span<Line> lines = stackalloc Line[4];
        for (int i = 0; i < 4; i++)
        {
            if (!TryFitSide(corners[i], corners[(i + 1) & 3], reach, out lines[i]))
            {
                return false;
            }
        }

        for (int i = 0; i < 4; i++)
        {
            if (!Line.TryMeet(lines[(i + 3) & 3], lines[i], out ImagePoint corner) || Quadrangle.Distance(corner, corners[i]) > 4 * reach)
            {
                return false;
            }

            corners[i] = corner;
        }

        return true;
    }

    bool TryFitSide(ImagePoint from, ImagePoint to, float reach, out Line line)
    {
        line = default;
        float length = Quadrangle.Distance(from, to);
        float alongX = (to.X - from.X) / length;
        float alongY = (to.Y - from.Y) / length;

        // Clockwise with y pointing down: the inside is to the right of the way, which is (-alongY, alongX).
        int profiles = Math.Clamp((int)(length / 2), 8, MaxProfiles);
        Span<ImagePoint> edges = stackalloc ImagePoint[MaxProfiles];
        int found = 0;
        for (int i = 0; i < profiles; i++)
        {
            float t = length * (0.03f + 0.94f * (i + 0.5f) / profiles);
            var middle = new ImagePoint(from.X + t * alongX, from.Y + t * alongY);
            if (TryFindStep(middle, -alongY, alongX, reach, out float offset))
            {
                edges[found++] = new ImagePoint(middle.X - offset * alongY, middle.Y + offset * alongX);
            }
        }

        return found * 3 >= profiles && Line.TryFit(edges[..found], out line);
    }

    // The first step inwards that is at least half as steep as the steepest, in pixels from the middle, inwards positive.
    bool TryFindStep(ImagePoint middle, float inX, float inY, float reach, out float offset)
    {
        const int MaxSamples = 128;
        Span<float> slopes = stackalloc float[MaxSamples];
        int count = Math.Min(MaxSamples, (int)(2 * reach / Step) + 1);
        float first = -reach;
        float previous = _sampler.At(middle.X + (first - Step) * inX, middle.Y + (first - Step) * inY);
        float here = _sampler.At(middle.X + first * inX, middle.Y + first * inY);
        float steepest = 0;
        for (int i = 0; i < count; i++)
        {
            float t = first + (i + 1) * Step;
            float next = _sampler.At(middle.X + t * inX, middle.Y + t * inY);
            slopes[i] = lit ? next - previous : previous - next;
            steepest = Math.Max(steepest, slopes[i]);
            previous = here;
            here = next;
        }

        offset = 0;
        const float LeastStep = 8;
        if (steepest < LeastStep)
        {
            return false;
        }

        int peak = 0;
        while (slopes[peak] < steepest / 2)
        {
            peak++;
        }

        while (peak + 1 < count && slopes[peak + 1] > slopes[peak])
        {
            peak++;
        }

        // The vertex of the parabola through the steepest place and its neighbours.
        float left = peak > 0 ? slopes[peak - 1] : slopes[peak];
        float right = peak + 1 < count ? slopes[peak + 1] : slopes[peak];
        float bend = left - 2 * slopes[peak] + right;
        float vertex = bend < 0 ? (left - right) / (2 * bend) : 0;
        offset = first + (peak + vertex) * Step;
        return true;
    }
}
