// The namespace is the device's: firmware finds this type where nanoFramework.CoreLibrary has it.
namespace System;

/// <summary>
/// A window on a byte array: nanoFramework's stand-in for <c>Span&lt;byte&gt;</c>, as mscorlib 1.17 of the device declares it.
/// </summary>
public readonly ref struct SpanByte
{
    private readonly byte[]? _array;
    private readonly int _start;
    private readonly int _length;

    /// <summary>The whole of <paramref name="array"/>; an empty window where it is null.</summary>
    /// <param name="array">The bytes, shared and not copied.</param>
    public SpanByte(byte[]? array)
    {
        _array = array;
        _start = 0;
        _length = array?.Length ?? 0;
    }

    /// <summary>A part of <paramref name="array"/>.</summary>
    /// <param name="array">The bytes, shared and not copied.</param>
    /// <param name="start">First byte, 0 to the array's length.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the array.</exception>
    public SpanByte(byte[]? array, int start, int length)
    {
        int available = array?.Length ?? 0;
        if (start < 0 || length < 0 || start > available - length)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"{length} bytes from {start} are not in an array of {available}.");
        }

        _array = array;
        _start = start;
        _length = length;
    }

    /// <summary>A window of no bytes.</summary>
    public static SpanByte Empty => default;

    /// <summary>How many bytes the window shows.</summary>
    public int Length => _length;

    /// <summary>Whether it shows none.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>One byte of the window.</summary>
    /// <param name="index">0 to <see cref="Length"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the window.</exception>
    public byte this[int index]
    {
        get => _array![Position(index)];
        set => _array![Position(index)] = value;
    }

    /// <summary>The same array seen as a window.</summary>
    /// <param name="array">The bytes, or null for an empty window.</param>
    public static implicit operator SpanByte(byte[]? array) => new(array);

    /// <summary>Copies all bytes to the beginning of <paramref name="destination"/>.</summary>
    /// <param name="destination">At least as long as this window.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void CopyTo(SpanByte destination)
    {
        if (destination._length < _length)
        {
            throw new ArgumentException($"The destination holds {destination._length} of {_length} bytes.", nameof(destination));
        }

        if (_length > 0)
        {
            Array.Copy(_array!, _start, destination._array!, destination._start, _length);
        }
    }

    /// <summary>The window from <paramref name="start"/> to its end.</summary>
    /// <param name="start">0 to <see cref="Length"/>.</param>
    public SpanByte Slice(int start) => Slice(start, _length - start);

    /// <summary>A window of this window.</summary>
    /// <param name="start">First byte, counted in this window.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside this window.</exception>
    public SpanByte Slice(int start, int length)
    {
        if (start < 0 || length < 0 || start > _length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"{length} bytes from {start} are not in a window of {_length}.");
        }

        return new SpanByte(_array, _start + start, length);
    }

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>The same bytes for the emulated buses, which are written for .NET.</summary>
    internal Span<byte> AsSpan() => new(_array, _start, _length);

    private int Position(int index)
    {
        if ((uint)index >= (uint)_length)
        {
            throw new ArgumentOutOfRangeException(nameof(index), $"Index {index} of a window of {_length} bytes.");
        }

        return _start + index;
    }
}
