using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PaymentCode.Recognition;

/// <summary>
/// Divides a frame by thresholds of its tiles of 8×8 pixels. Every tile that has contrast votes for a threshold half-way between its darkest and its
/// brightest pixel; the threshold at a place is the mean of the votes around it, weighted with the square of their contrast, and where nothing around
/// has contrast there is neither lit nor dark. So even backgrounds cost nothing later.
/// </summary>
sealed class TileThreshold : IDisposable
{
    const int Tile = 8;
    const int Reach = 2;
    const int LeastContrast = 24;
    const int MostContrastNeeded = 56;

    readonly GreyImage _frame;
    readonly int _columns;
    readonly int _rows;
    readonly int[] _weights;
    readonly int[] _votes;

    /// <summary>Measures the tiles of a frame.</summary>
    public TileThreshold(GreyImage frame)
    {
        _frame = frame;
        _columns = (frame.Width + Tile - 1) / Tile;
        _rows = (frame.Height + Tile - 1) / Tile;
        _weights = ArrayPool<int>.Shared.Rent(_columns * _rows);
        _votes = ArrayPool<int>.Shared.Rent(_columns * _rows);
        MeasureTiles();
        Noise = EvenestFifth(_weights.AsSpan(0, _columns * _rows));
    }

    /// <summary>Difference between darkest and brightest pixel in tiles where nothing is to be seen.</summary>
    public int Noise { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_weights);
        ArrayPool<int>.Shared.Return(_votes);
    }

    /// <summary>Divides the frame; to be called once.</summary>
    public void Divide(BinaryFrame binary)
    {
        Vote();

        // A row of thresholds and one of marks where there is contrast, both as wide as whole words; the same for eight rows of pixels.
        int words = binary.WordsPerRow;
        byte[] thresholds = ArrayPool<byte>.Shared.Rent(words * BinaryFrame.WordPixels);
        ulong[] contrast = ArrayPool<ulong>.Shared.Rent(words);
        Span<byte> last = stackalloc byte[BinaryFrame.WordPixels];
        for (int tileRow = 0; tileRow < _rows; tileRow++)
        {
            MakeThresholds(tileRow, thresholds, contrast);
            for (int y = tileRow * Tile; y < Math.Min((tileRow + 1) * Tile, _frame.Height); y++)
            {
                ReadOnlySpan<byte> row = _frame.Pixels.AsSpan(y * _frame.Width, _frame.Width);
                for (int word = 0; word < words; word++)
                {
                    scoped ReadOnlySpan<byte> pixels = row[(word * BinaryFrame.WordPixels)..];
                    if (pixels.Length < BinaryFrame.WordPixels)
                    {
                        last.Clear();
                        pixels.CopyTo(last);
                        pixels = last;
                    }

                    Vector512<byte> threshold = Vector512.Create<byte>(thresholds.AsSpan(word * BinaryFrame.WordPixels));
                    ulong lit = Vector512.GreaterThan(Vector512.Create(pixels), threshold).ExtractMostSignificantBits();
                    binary.Lit[y * words + word] = lit & contrast[word];
                    binary.Dark[y * words + word] = ~lit & contrast[word];
                }
            }
        }

        ArrayPool<byte>.Shared.Return(thresholds);
        ArrayPool<ulong>.Shared.Return(contrast);
    }

    static int EvenestFifth(ReadOnlySpan<int> contrasts)
    {
        Span<int> histogram = stackalloc int[256];
        histogram.Clear();
        foreach (int contrast in contrasts)
        {
            histogram[contrast]++;
        }

        int value = 0;
        for (int sum = histogram[0]; sum < contrasts.Length / 5; sum += histogram[value])
        {
            value++;
        }

        return value;
    }

    static void Merge(ReadOnlySpan<byte> row, Span<byte> low, Span<byte> high)
    {
        int x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            var pixels = new Vector<byte>(row[x..]);
            Vector.Min(pixels, new Vector<byte>(low[x..])).CopyTo(low[x..]);
            Vector.Max(pixels, new Vector<byte>(high[x..])).CopyTo(high[x..]);
        }

        for (; x < row.Length; x++)
        {
            low[x] = Math.Min(low[x], row[x]);
            high[x] = Math.Max(high[x], row[x]);
        }
    }

    // At first a tile's weight is its contrast and its vote the sum of its extremes.
    void MeasureTiles()
    {
        int width = _frame.Width;
        byte[] low = ArrayPool<byte>.Shared.Rent(width);
        byte[] high = ArrayPool<byte>.Shared.Rent(width);
        for (int tileRow = 0; tileRow < _rows; tileRow++)
        {
            int top = tileRow * Tile;
            int bottom = Math.Min(top + Tile, _frame.Height);
            ReadOnlySpan<byte> first = _frame.Pixels.AsSpan(top * width, width);
            first.CopyTo(low);
            first.CopyTo(high);
            for (int y = top + 1; y < bottom; y++)
            {
                Merge(_frame.Pixels.AsSpan(y * width, width), low.AsSpan(0, width), high.AsSpan(0, width));
            }

            for (int column = 0; column < _columns; column++)
            {
                int left = column * Tile;
                int right = Math.Min(left + Tile, width);
                byte darkest = low[left];
                byte brightest = high[left];
                for (int x = left + 1; x < right; x++)
                {
                    darkest = Math.Min(darkest, low[x]);
                    brightest = Math.Max(brightest, high[x]);
                }

                _weights[tileRow * _columns + column] = brightest - darkest;
                _votes[tileRow * _columns + column] = brightest + darkest;
            }
        }

        ArrayPool<byte>.Shared.Return(low);
        ArrayPool<byte>.Shared.Return(high);
    }

    void Vote()
    {
        int least = Math.Clamp(2 * Noise, LeastContrast, MostContrastNeeded);
        for (int i = 0; i < _columns * _rows; i++)
        {
            int weight = _weights[i] < least ? 0 : _weights[i] * _weights[i];
            _votes[i] *= weight;
            _weights[i] = weight;
        }
    }

    void MakeThresholds(int tileRow, Span<byte> thresholds, Span<ulong> contrast)
    {
        contrast.Clear();
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(thresholds);
        int[] sums = ArrayPool<int>.Shared.Rent(2 * _columns);
        Span<int> weights = sums.AsSpan(0, _columns);
        Span<int> votes = sums.AsSpan(_columns, _columns);
        sums.AsSpan().Clear();
        int bottom = Math.Min(_rows - 1, tileRow + Reach);
        for (int row = Math.Max(0, tileRow - Reach); row <= bottom; row++)
        {
            for (int column = 0; column < _columns; column++)
            {
                weights[column] += _weights[row * _columns + column];
                votes[column] += _votes[row * _columns + column];
            }
        }

        for (int column = 0; column < _columns; column++)
        {
            int weight = 0;
            int vote = 0;
            int end = Math.Min(_columns - 1, column + Reach);
            for (int i = Math.Max(0, column - Reach); i <= end; i++)
            {
                weight += weights[i];
                vote += votes[i];
            }

            if (weight > 0)
            {
                words[column] = (ulong)(vote / (2 * weight)) * 0x0101010101010101;
                contrast[column / Tile] |= 0xFFUL << column % Tile * Tile;
            }
        }

        ArrayPool<int>.Shared.Return(sums);
        if (_frame.Width % BinaryFrame.WordPixels is > 0 and var used)
        {
            contrast[_frame.Width / BinaryFrame.WordPixels] &= (1UL << used) - 1;
        }
    }
}
