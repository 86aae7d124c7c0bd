namespace PaymentCode.Bridge.Link;

/// <summary>Why a command has no response.</summary>
public enum LinkFailure
{
    /// <summary>No board is connected; the command was not sent.</summary>
    NotConnected,

    /// <summary>The board did not answer, or the line ended. Whether it executed the command is not known.</summary>
    Lost,

    /// <summary>The board restarted or lost the sequence. Whether it executed the command is not known.</summary>
    Reset,

    /// <summary>The command is longer than the board takes; it was not sent.</summary>
    TooLong,
}

/// <summary>A command got no response over the serial link. It is never sent a second time by the link itself.</summary>
public sealed class LinkException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">The kind.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="inner">What caused it, if an exception did.</param>
    public LinkException(LinkFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>The kind of failure.</summary>
    public LinkFailure Failure { get; }
}
