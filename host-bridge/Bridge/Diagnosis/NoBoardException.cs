namespace PaymentCode.Bridge.Diagnosis;

/// <summary>No board of this project answers on a line; the message says what was heard and what to look at.</summary>
public sealed class NoBoardException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was heard, and what to look at.</param>
    /// <param name="inner">What the link said.</param>
    public NoBoardException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
