namespace PaymentCode.Emulation.Camera;

/// <summary>
/// How much light of each display row each camera row catches. A passive-matrix OLED lights one row at a time, and a rolling shutter exposes one
/// camera row after the other, so that a row's flashes fall into some exposures more often than into others: the bands across such pictures.
/// </summary>
internal static class ShutterTiming
{
    /// <summary>Fills a table of <paramref name="subject"/>'s rows for each camera row; 1 is the mean over time.</summary>
    /// <returns>Row-major: camera row × multiplexed display rows.</returns>
    internal static float[] Of(CameraScene scene, Subject subject, ref float[] table)
    {
        int displayRows = subject.MultiplexedRows;
        int size = scene.FrameHeight * displayRows;
        if (table.Length < size)
        {
            table = new float[size];
        }

        double periodMs = 1000 / (subject.PulseHertz > 0 ? subject.PulseHertz : scene.RefreshHertz);
        double periods = Math.Max(1e-6, scene.ExposureMs / periodMs);
        double phase = scene.RefreshPhase + scene.Exposure * 0.618;
        for (int i = 0; i < size; i++)
        {
            double start = phase + i / displayRows * scene.LineTimeMicroseconds / 1000 / periodMs - (double)(i % displayRows) / displayRows;
            double lit = LitUntil(start + periods, subject.DutyCycle) - LitUntil(start, subject.DutyCycle);
            table[i] = (float)(lit / periods);
        }

        return table;
    }

    // Whole refreshes plus the share of the current one's pulse that has passed.
    private static double LitUntil(double periods, double dutyCycle)
    {
        double whole = Math.Floor(periods);
        return whole + Math.Min(1, (periods - whole) / dutyCycle);
    }
}
