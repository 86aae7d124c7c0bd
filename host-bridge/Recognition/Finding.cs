namespace PaymentCode.Recognition;

/// <summary>A symbol found in a frame.</summary>
/// <param name="Payload">What it says, or null if that is not readable.</param>
/// <param name="Corners">Its corners, from its own upper left one clockwise.</param>
/// <param name="Errors">Bytes put right.</param>
sealed record Finding(byte[]? Payload, ImagePoint[] Corners, int Errors)
{
    ImagePoint Middle => new(Corners.Average(corner => corner.X), Corners.Average(corner => corner.Y));

    /// <summary>Adds it, unless it is there already: both rings of one symbol are found, and a ring may be found with and without what touches it. The
    /// same middle is the same symbol.</summary>
    public void AddTo(List<Finding> found)
    {
        for (int i = 0; i < found.Count; i++)
        {
            if (Quadrangle.Distance(found[i].Middle, Middle) < Quadrangle.Distance(Corners[0], Corners[1]) / 4)
            {
                found[i] = found[i].Payload == null ? this : found[i];
                return;
            }
        }

        found.Add(this);
    }
}
