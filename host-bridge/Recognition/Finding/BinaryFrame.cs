using System.Buffers;

namespace PaymentCode.Recognition;

/// <summary>A frame divided into lit pixels, dark ones and those that are neither.</summary>
sealed class BinaryFrame : IDisposable
{
    /// <summary>Pixels in a word.</summary>
    public const int WordPixels = 64;

    /// <summary>Room for the division of a frame; the bits are arbitrary at first.</summary>
    public BinaryFrame(GreyImage frame)
    {
        Height = frame.Height;
        WordsPerRow = (frame.Width + WordPixels - 1) / WordPixels;
        Lit = ArrayPool<ulong>.Shared.Rent(WordsPerRow * Height);
        Dark = ArrayPool<ulong>.Shared.Rent(WordsPerRow * Height);
    }

    /// <summary>Rows of the frame.</summary>
    public int Height { get; }

    /// <summary>Words of 64 pixels in a row; bit 0 is the leftmost pixel.</summary>
    public int WordsPerRow { get; }

    /// <summary>A bit for each pixel that is lit.</summary>
    public ulong[] Lit { get; }

    /// <summary>A bit for each pixel that is dark.</summary>
    public ulong[] Dark { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(Lit);
        ArrayPool<ulong>.Shared.Return(Dark);
    }
}
