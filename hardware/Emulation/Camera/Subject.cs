namespace PaymentCode.Emulation.Camera;

/// <summary>
/// What is in front of the lens: a flat panel of light-emitting cells in its housing. Made by <see cref="OledModule"/> and <see cref="PhoneScreen"/>;
/// it never changes, so one subject can be photographed many times and by several cameras.
/// </summary>
public sealed class Subject
{
    internal Subject(int columns, int rows, float[] levels, CellShape cell, HousingTexture housing)
    {
        (Columns, Rows, Levels, Cell, Housing) = (columns, rows, levels, cell, housing);
    }

    /// <summary>Cells across the panel.</summary>
    internal int Columns { get; }

    /// <summary>Cells down the panel.</summary>
    internal int Rows { get; }

    /// <summary>Light of each cell, 0 to 1, row-major.</summary>
    internal float[] Levels { get; }

    internal CellShape Cell { get; }

    internal HousingTexture Housing { get; }

    /// <summary>Width and height of the display that scale and glare of the scene are counted in, in its own pixels.</summary>
    internal (double Columns, double Rows) Display { get; init; }

    /// <summary>Cells that make up the width of one display pixel of the scene's scale; 1 where the panel itself is the display.</summary>
    internal double CellsPerDisplayPixel { get; init; } = 1;

    /// <summary>Cell rows lit one after the other in a refresh (passive matrix); 1 where all are lit at once.</summary>
    internal int MultiplexedRows { get; init; } = 1;

    /// <summary>Share of a refresh in which a row is lit; 1 is steady light.</summary>
    internal double DutyCycle { get; init; } = 1;

    /// <summary>Refresh or dimming rate in hertz; 0 takes the scene's.</summary>
    internal double PulseHertz { get; init; }

    /// <summary>Share of the room's light that the dark panel throws back.</summary>
    internal float Reflectance { get; init; } = 0.04f;
}
