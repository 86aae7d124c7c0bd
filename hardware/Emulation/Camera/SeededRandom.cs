namespace PaymentCode.Emulation.Camera;

/// <summary>SplitMix64: the same numbers for the same seed on every run-time, which System.Random does not promise.</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    internal ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 inclusive to 1 exclusive.</summary>
    internal double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    internal double Between(double low, double high) => low + (high - low) * NextUnit();

    /// <summary>Even in the logarithm, for quantities that vary by factors (light levels, electron counts).</summary>
    internal double BetweenByFactor(double low, double high) => low * Math.Pow(high / low, NextUnit());

    internal int Below(int limit) => (int)(NextUnit() * limit);
}
