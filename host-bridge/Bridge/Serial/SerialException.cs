namespace PaymentCode.Bridge.Serial;

/// <summary>Why a serial line cannot be used.</summary>
public enum SerialFault
{
    /// <summary>Nothing is there: the device does not exist, or nobody listens at the address.</summary>
    Absent,

    /// <summary>Another program has it.</summary>
    Busy,

    /// <summary>The user may not open it.</summary>
    NotPermitted,

    /// <summary>It exists and is no serial line, or the name cannot be one.</summary>
    NotSerial,

    /// <summary>It failed while it was open, as when it is unplugged.</summary>
    Failed,
}

/// <summary>A serial line cannot be opened or failed; the message names the line, the reason and what to do.</summary>
public sealed class SerialException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="fault">The kind of failure.</param>
    /// <param name="message">The line, the reason, and what to do.</param>
    /// <param name="inner">What caused it, if an exception did.</param>
    public SerialException(SerialFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public SerialFault Fault { get; }
}
