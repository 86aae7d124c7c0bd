using System.Buffers;
using System.Numerics;

namespace PaymentCode.Recognition;

/// <summary>The connected areas (a pixel has eight neighbours) of a one-bit picture, made from the runs of set pixels in its rows.</summary>
sealed class Runs : IDisposable
{
    const int MaxAreas = 128;

    readonly int _height;
    readonly int[] _rowStarts;
    int[] _lefts = ArrayPool<int>.Shared.Rent(8192);
    int[] _rights = ArrayPool<int>.Shared.Rent(8192);
    int[] _parents = ArrayPool<int>.Shared.Rent(8192);
    int _count;

    /// <summary>Finds all runs and joins those that touch.</summary>
    public Runs(ulong[] bits, int wordsPerRow, int height)
    {
        _height = height;
        _rowStarts = ArrayPool<int>.Shared.Rent(height + 1);
        int above = 0;
        for (int y = 0; y < height; y++)
        {
            int start = _count;
            _rowStarts[y] = start;
            Collect(bits.AsSpan(y * wordsPerRow, wordsPerRow));
            JoinRows(above, start);
            above = start;
        }

        _rowStarts[height] = _count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_lefts);
        ArrayPool<int>.Shared.Return(_rights);
        ArrayPool<int>.Shared.Return(_parents);
        ArrayPool<int>.Shared.Return(_rowStarts);
    }

    /// <summary>The areas whose bounding rectangle has a long side and a short side of at least that many pixels; the largest
    /// <see cref="MaxAreas"/> if there are more. The caller disposes them.</summary>
    public List<Area> LargeAreas(int longSide, int shortSide)
    {
        Box[] boxes = ArrayPool<Box>.Shared.Rent(Math.Max(1, _count));
        Measure(boxes);
        var areas = new List<Area>();
        for (int i = 0; i < _count; i++)
        {
            if (_parents[i] == i && boxes[i].IsAtLeast(longSide, shortSide))
            {
                areas.Add(new Area(i, boxes[i]));
            }
        }

        ArrayPool<Box>.Shared.Return(boxes);
        areas.Sort((a, b) => b.Box.Size.CompareTo(a.Box.Size));
        for (int i = MaxAreas; i < areas.Count; i++)
        {
            areas[i].Dispose();
        }

        areas.RemoveRange(Math.Min(MaxAreas, areas.Count), Math.Max(0, areas.Count - MaxAreas));
        Trace(areas);
        return areas;
    }

    // The box of each area, at the number of its first run; from here on each run's parent is that first run.
    void Measure(Box[] boxes)
    {
        for (int y = 0; y < _height; y++)
        {
            for (int i = _rowStarts[y]; i < _rowStarts[y + 1]; i++)
            {
                // A run's parent is before it, so that one's own parent is known to be the first.
                int root = _parents[_parents[i]];
                _parents[i] = root;
                if (root == i)
                {
                    boxes[i] = new Box(_lefts[i], y);
                }

                boxes[root].Include(_lefts[i], _rights[i], y);
            }
        }
    }

    void Trace(List<Area> areas)
    {
        int[] numbers = ArrayPool<int>.Shared.Rent(Math.Max(1, _count));
        numbers.AsSpan(0, _count).Fill(-1);
        for (int i = 0; i < areas.Count; i++)
        {
            numbers[areas[i].Root] = i;
        }

        for (int y = 0; y < _height; y++)
        {
            for (int i = _rowStarts[y]; i < _rowStarts[y + 1]; i++)
            {
                int number = numbers[_parents[i]];
                if (number >= 0)
                {
                    areas[number].AddToOutline(_lefts[i], _rights[i], y);
                }
            }
        }

        ArrayPool<int>.Shared.Return(numbers);
    }

    void Collect(ReadOnlySpan<ulong> row)
    {
        int end = row.Length * 64;
        int x = NextSet(row, 0, end);
        while (x < end)
        {
            int right = NextClear(row, x, end);
            if (_count == _lefts.Length)
            {
                Grow(ref _lefts);
                Grow(ref _rights);
                Grow(ref _parents);
            }

            _lefts[_count] = x;
            _rights[_count] = right;
            _parents[_count] = _count;
            _count++;
            x = NextSet(row, right, end);
        }
    }

    static int NextSet(ReadOnlySpan<ulong> row, int x, int end)
    {
        while (x < end)
        {
            ulong rest = row[x >> 6] >> (x & 63);
            if (rest != 0)
            {
                return x + BitOperations.TrailingZeroCount(rest);
            }

            x = (x | 63) + 1;
        }

        return end;
    }

    static int NextClear(ReadOnlySpan<ulong> row, int x, int end)
    {
        while (x < end)
        {
            ulong rest = ~row[x >> 6] >> (x & 63);
            if (rest != 0)
            {
                return x + BitOperations.TrailingZeroCount(rest);
            }

            x = (x | 63) + 1;
        }

        return end;
    }

    static void Grow(ref int[] array)
    {
        int[] larger = ArrayPool<int>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<int>.Shared.Return(array);
        array = larger;
    }

    void JoinRows(int above, int start)
    {
        int upper = above;
        for (int lower = start; lower < _count; lower++)
        {
            while (upper < start && _rights[upper] < _lefts[lower])
            {
                upper++;
            }

            // The last one that touches may touch the next run too, so the outer index stays on it.
            for (int i = upper; i < start && _lefts[i] <= _rights[lower]; i++)
            {
                Join(i, lower);
                upper = i;
            }
        }
    }

    void Join(int a, int b)
    {
        a = Root(a);
        b = Root(b);
        if (a < b)
        {
            _parents[b] = a;
        }
        else
        {
            _parents[a] = b;
        }
    }

    int Root(int i)
    {
        while (_parents[i] != i)
        {
            _parents[i] = _parents[_parents[i]];
            i = _parents[i];
        }

        return i;
    }
}
