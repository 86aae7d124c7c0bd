using System.Globalization;

namespace PaymentCode.Benchmarks;

/// <summary>Times of many runs: their middle and how far they lie apart.</summary>
internal sealed class Spread
{
    private readonly List<double> _values = [];
    private bool _sorted;

    internal int Count => _values.Count;

    internal double Median => At(0.5);

    internal void Add(double value)
    {
        _values.Add(value);
        _sorted = false;
    }

    /// <summary>The value that a share (0 to 1) of all values lies below.</summary>
    internal double At(double share)
    {
        if (!_sorted)
        {
            _values.Sort();
            _sorted = true;
        }

        return _values.Count == 0 ? double.NaN : _values[Math.Min(_values.Count - 1, (int)(share * _values.Count))];
    }

    /// <summary>Table cells: median, tenth and ninetieth percentile, largest.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Median,6:F2} | {At(0.1),6:F2} – {At(0.9),6:F2} | {At(1),7:F2}");
}
