using System.Security.Cryptography.X509Certificates;

namespace PaymentCode.Workbench;

/// <summary>What the workbench needs to start.</summary>
public sealed class WorkbenchOptions
{
    /// <summary>Addresses to listen on; port 0 takes a free one. Others than loopback are taken only together with <see cref="Token"/>.</summary>
    public required string[] Urls { get; init; }

    /// <summary>Seed of a world that is made without one; by chance if not given.</summary>
    public int? Seed { get; init; }

    /// <summary>What every request has to bring, 16 to 128 printable ASCII characters; null where everybody on this computer may.</summary>
    public string? Token { get; init; }

    /// <summary>The server's certificate, needed for <c>https</c>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Folder in which each world's bank keeps its database as an SQLite file; in memory if not given.</summary>
    public string? Databases { get; init; }

    /// <summary>How many worlds there may be at once.</summary>
    public int MaxWorlds { get; init; } = 64;

    /// <summary>After what time without a request or a listener a world is freed.</summary>
    public TimeSpan MaxIdle { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The clock of the idle time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The workbench cannot start; the message says what is wrong and what to do.</summary>
public sealed class WorkbenchStartException : Exception
{
    /// <summary>Makes the exception without a reason.</summary>
    public WorkbenchStartException() : this("The workbench cannot start.") { }

    /// <summary>Makes the exception with a message for the operator.</summary>
    public WorkbenchStartException(string message) : base(message) { }

    /// <summary>Makes the exception with a message for the operator and what caused it.</summary>
    public WorkbenchStartException(string message, Exception inner) : base(message, inner) { }
}
