namespace PaymentCode.Emulation;

/// <summary>What a bad cable does to the bytes of one direction. Each byte meets drop, noise and duplication in this order.</summary>
/// <param name="seed">Makes the faults repeatable.</param>
/// <param name="drop">Chance that a byte is lost, 0 to 1.</param>
/// <param name="noise">Chance that one bit of a byte is turned over, 0 to 1.</param>
/// <param name="duplicate">Chance that a byte arrives twice, 0 to 1.</param>
public sealed class SerialFaults(int seed, double drop = 0, double noise = 0, double duplicate = 0)
{
    private readonly Random _random = new(seed);

    /// <summary>How many bytes were lost.</summary>
    public int Dropped { get; private set; }

    /// <summary>How many bytes had a bit turned over.</summary>
    public int Spoilt { get; private set; }

    /// <summary>How many bytes arrived twice.</summary>
    public int Duplicated { get; private set; }

    /// <summary>Passes one byte through the cable.</summary>
    /// <param name="value">The byte; perhaps another one afterwards.</param>
    /// <returns>How often it arrives: 0, 1 or 2.</returns>
    internal int Pass(ref byte value)
    {
        if (_random.NextDouble() < drop)
        {
            Dropped++;
            return 0;
        }

        if (_random.NextDouble() < noise)
        {
            Spoilt++;
            value ^= (byte)(1 << _random.Next(8));
        }

        if (_random.NextDouble() < duplicate)
        {
            Duplicated++;
            return 2;
        }

        return 1;
    }
}
