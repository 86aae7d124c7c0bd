using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PaymentCode.Recognition;

/// <summary>
/// A frame divided into lit, dark and neither. Every tile of 8×8 pixels that has contrast votes for a threshold half-way between its darkest and its
/// brightest pixel; the threshold at a place is the mean of the votes around it, weighted with the square of their contrast, and where nothing around
/// has contrast there is neither lit nor dark. So even backgrounds cost nothing later, and a lamp's reflection shifts the threshold only where it is.
/// </summary>
sealed class BinaryFrame : IDisposable
{
    const int Tile = 8;
    const int WordPixels = 64;
    const int Reach = 2;
    const int LeastContrast = 24;
    const int MostContrastNeeded = 56;

    readonly int _tileColumns;
    readonly int _tileRows;
    readonly int[] _weights;
    readonly int[] _votes;

    /// <summary>Divides a frame of at least 16×16 pixels.</summary>
    public BinaryFrame(GreyImage frame)
    {
        Height = frame.Height;
        WordsPerRow = (frame.Width + WordPixels - 1) / WordPixels;
        _tileColumns = (frame.Width + Tile - 1) / Tile;
        _tileRows = (frame.Height + Tile - 1) / Tile;
        _weights = ArrayPool<int>.Shared.Rent(_tileColumns * _tileRows);
        _votes = ArrayPool<int>.Shared.Rent(_tileColumns * _tileRows);
        Lit = ArrayPool<ulong>.Shared.Rent(WordsPerRow * Height);
        Dark = ArrayPool<ulong>.Shared.Rent(WordsPerRow * Height);
        MeasureTiles(frame);
        Vote();
        Divide(frame);
    }

    /// <summary>Rows of the frame.</summary>
    public int Height { get; }

    /// <summary>Words of 64 pixels in a row; bit 0 is the leftmost pixel.</summary>
    public int WordsPerRow { get; }

    /// <summary>A bit for each pixel that is lit.</summary>
    public ulong[] Lit { get; }

    /// <summary>A bit for each pixel that is dark beside something lit.</summary>
    public ulong[] Dark { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_weights);
        ArrayPool<int>.Shared.Return(_votes);
        ArrayPool<ulong>.Shared.Return(Lit);
        ArrayPool<ulong>.Shared.Return(Dark);
    }

    void MeasureTiles(GreyImage frame)
    {
        int width = frame.Width;
        byte[] low = ArrayPool<byte>.Shared.Rent(width);
        byte[] high = ArrayPool<byte>.Shared.Rent(width);
        for (int tileRow = 0; tileRow < _tileRows; tileRow++)
        {
            int top = tileRow * Tile;
            int bottom = Math.Min(top + Tile, frame.Height);
            ReadOnlySpan<byte> first = frame.Pixels.AsSpan(top * width, width);
            first.CopyTo(low);
            first.CopyTo(high);
            for (int y = top + 1; y < bottom; y++)
            {
                Merge(frame.Pixels.AsSpan(y * width, width), low.AsSpan(0, width), high.AsSpan(0, width));
            }

            for (int column = 0; column < _tileColumns; column++)
            {
                int left = column * Tile;
                int count = Math.Min(Tile, width - left);
                byte darkest = low[left];
                byte brightest = high[left];
                for (int i = left + 1; i < left + count; i++)
                {
                    darkest = Math.Min(darkest, low[i]);
                    brightest = Math.Max(brightest, high[i]);
                }

                _weights[tileRow * _tileColumns + column] = brightest - darkest;
                _votes[tileRow * _tileColumns + column] = brightest + darkest;
            }
        }

        ArrayPool<byte>.Shared.Return(low);
        ArrayPool<byte>.Shared.Return(high);
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

    void Divide(GreyImage frame)
    {
        // A row of thresholds and one of marks where there is contrast, both as wide as whole words; the same for eight rows of pixels.
        int padded = WordsPerRow * WordPixels;
        byte[] thresholds = ArrayPool<byte>.Shared.Rent(padded);
        byte[] last = ArrayPool<byte>.Shared.Rent(WordPixels);
        var contrast = new ulong[WordsPerRow];
        for (int tileRow = 0; tileRow < _tileRows; tileRow++)
        {
            MakeThresholds(tileRow, thresholds.AsSpan(0, padded), contrast);
            for (int y = tileRow * Tile; y < Math.Min((tileRow + 1) * Tile, frame.Height); y++)
            {
                ReadOnlySpan<byte> row = frame.Pixels.AsSpan(y * frame.Width, frame.Width);
                for (int word = 0; word < WordsPerRow; word++)
                {
                    ReadOnlySpan<byte> pixels = row[(word * WordPixels)..];
                    if (pixels.Length < WordPixels)
                    {
                        last.AsSpan().Clear();
                        pixels.CopyTo(last);
                        pixels = last;
                    }

                    Vector512<byte> threshold = Vector512.Create<byte>(thresholds.AsSpan(word * WordPixels));
                    ulong lit = Vector512.GreaterThan(Vector512.Create(pixels), threshold).ExtractMostSignificantBits();
                    Lit[y * WordsPerRow + word] = lit & contrast[word];
                    Dark[y * WordsPerRow + word] = ~lit & contrast[word];
                }
            }
        }

        ArrayPool<byte>.Shared.Return(thresholds);
        ArrayPool<byte>.Shared.Return(last);
    }

    // From each tile's contrast and sum of extremes to its weight and its weighted vote.
    void Vote()
    {
        int count = _tileColumns * _tileRows;
        int least = ContrastNeeded(_weights.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            int weight = _weights[i] < least ? 0 : _weights[i] * _weights[i];
            _votes[i] *= weight;
            _weights[i] = weight;
        }
    }

    // Twice what the evenest fifth of the frame has, which is its noise.
    static int ContrastNeeded(ReadOnlySpan<int> contrasts)
    {
        Span<int> histogram = stackalloc int[256];
        histogram.Clear();
        foreach (int contrast in contrasts)
        {
            histogram[contrast]++;
        }

        int noise = 0;
        for (int sum = histogram[0]; sum < contrasts.Length / 5; sum += histogram[noise])
        {
            noise++;
        }

        return Math.Clamp(2 * noise, LeastContrast, MostContrastNeeded);
    }

    void MakeThresholds(int tileRow, Span<byte> thresholds, ulong[] contrast)
    {
        contrast.AsSpan().Clear();
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(thresholds);
        int top = Math.Max(0, tileRow - Reach);
        int bottom = Math.Min(_tileRows - 1, tileRow + Reach);
        int[] sums = ArrayPool<int>.Shared.Rent(2 * _tileColumns);
        Span<int> weights = sums.AsSpan(0, _tileColumns);
        Span<int> votes = sums.AsSpan(_tileColumns, _tileColumns);
        sums.AsSpan().Clear();
        for (int row = top; row <= bottom; row++)
        {
            for (int column = 0; column < _tileColumns; column++)
            {
                weights[column] += _weights[row * _tileColumns + column];
                votes[column] += _votes[row * _tileColumns + column];
            }
        }

        for (int column = 0; column < _tileColumns; column++)
        {
            int weight = 0;
            int vote = 0;
            int end = Math.Min(_tileColumns - 1, column + Reach);
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
    }
}
