namespace PaymentCode.Bridge.Atm;

/// <summary>Why the ATM cannot work.</summary>
public enum AtmFault
{
    /// <summary>The bank does not answer, or nobody who knows the terminal's key does.</summary>
    BankUnreachable,

    /// <summary>The bank does not take this terminal's messages: wrong key, unknown, or not authorised.</summary>
    TerminalRefused,

    /// <summary>The bank's answer is authentic, but not one that this ATM understands.</summary>
    UnexpectedAnswer,

    /// <summary>The journal cannot be written, is damaged, or belongs to a running ATM. Nothing is paid without it.</summary>
    Journal,
}

/// <summary>The ATM cannot go on; the message says why and what to do. Nothing was paid in the step that threw it.</summary>
public sealed class AtmException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="fault">The kind.</param>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="inner">What caused it, if an exception did.</param>
    public AtmException(AtmFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public AtmFault Fault { get; }
}
