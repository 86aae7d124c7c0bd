using System.Globalization;

namespace PaymentCode.Benchmarks;

/// <summary>The options of a benchmark: pairs of <c>--name value</c>.</summary>
internal sealed class BenchmarkOptions
{
    private readonly Dictionary<string, string> _values = [];

    internal static bool TryParse(string[] arguments, out BenchmarkOptions options)
    {
        options = new BenchmarkOptions();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
            {
                return false;
            }

            options._values[arguments[i][2..]] = arguments[i + 1];
        }

        return true;
    }

    /// <summary>A whole number from 0 on; <paramref name="usual"/> if the option is not given.</summary>
    /// <exception cref="FormatException">The value is not one.</exception>
    internal int Number(string name, int usual)
        => !_values.TryGetValue(name, out string? text) ? usual
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value
            : throw new FormatException($"--{name} takes a whole number, not '{text}'.");

    internal string Text(string name, string usual) => _values.GetValueOrDefault(name, usual);
}
