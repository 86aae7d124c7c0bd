namespace PaymentCode.Bank.Storage;

/// <summary>The database was locked too long or conflicts went on; nothing was done, and the request may be sent again.</summary>
public sealed class DatabaseBusyException : Exception
{
    private const string Busy = "The database is busy; nothing was done.";

    /// <summary>Makes the exception.</summary>
    public DatabaseBusyException() : base(Busy) { }

    /// <summary>Makes the exception with another message.</summary>
    public DatabaseBusyException(string message) : base(message) { }

    /// <summary>Makes the exception with what caused it.</summary>
    public DatabaseBusyException(Exception inner) : base(Busy, inner) { }

    /// <summary>Makes the exception with another message and what caused it.</summary>
    public DatabaseBusyException(string message, Exception inner) : base(message, inner) { }
}
