namespace PaymentCode.Bridge.Tokens;

/// <summary>What answers on the serial line is no PaymentCode token, or not in a state for what was asked; the message says which.</summary>
public sealed class NotATokenException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What it is, and what to do.</param>
    public NotATokenException(string message)
        : base(message)
    {
    }
}
