namespace PaymentCode.Emulation.Camera;

/// <summary>
/// The common 0.96-inch module with an SSD1306: 128×64 white dots of 0.15 mm in a pitch of 0.17 mm, a black glass of 26.7 × 19.3 mm on a dark
/// board of 27.3 × 27.8 mm, held between fingers.
/// </summary>
public static class OledModule
{
    private const double PitchMm = 0.17;
    private const double DotMm = 0.15;
    private static readonly CellShape Dot = CellShape.Dot(DotMm / PitchMm, DotMm / PitchMm);
    private static readonly HousingTexture Housing = HousingTexture.TokenInHand(PitchMm);

    /// <summary>The module as it is lit now.</summary>
    /// <param name="isLit">Whether the dot at a column and a row, from the upper left, is lit; asked once for each dot.</param>
    /// <param name="columns">Width of the display in dots, 1 to 256.</param>
    /// <param name="rows">Height of the display in dots, 1 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public static Subject Showing(Func<int, int, bool> isLit, int columns = 128, int rows = 64)
    {
        ArgumentNullException.ThrowIfNull(isLit);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, 256);
        var levels = new float[columns * rows];
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = isLit(i % columns, i / columns) ? 1 : 0;
        }

        return new Subject(columns, rows, levels, Dot, Housing)
        {
            Display = (columns, rows),
            MultiplexedRows = rows,
            DutyCycle = 1.0 / rows,
            Reflectance = 0.05f,
        };
    }
}
