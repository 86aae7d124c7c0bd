using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;

namespace PaymentCode.Bank;

/// <summary>What the bank server needs to start.</summary>
public sealed class BankOptions
{
    /// <summary>Connection string: <c>Data Source=bank.db</c> for SQLite in a file, <c>Host=…</c> for PostgreSQL.</summary>
    public required string Connection { get; init; }

    /// <summary>The master key, 32 bytes (see <see cref="Secrets.MasterKey"/>). Never stored in the database.</summary>
    public required byte[] MasterKey { get; init; }

    /// <summary>The clerk's bearer token, 16 to 128 printable ASCII characters.</summary>
    public required string ClerkToken { get; init; }

    /// <summary>Addresses to listen on. <c>http</c> is accepted for loopback only; port 0 takes a free one.</summary>
    public required string[] Urls { get; init; }

    /// <summary>The server certificate with its private key, needed as soon as one of <see cref="Urls"/> is <c>https</c>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The clock; tests pass their own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where everything random comes from.</summary>
    public Randomness Randomness { get; init; } = Randomness.System;

    /// <summary>What runs the work that goes on beside requests. Requests run where <see cref="Server"/> calls.</summary>
    public TaskScheduler Background { get; init; } = TaskScheduler.Default;

    /// <summary>Where requests come from; Kestrel on <see cref="Urls"/> if not given.</summary>
    public IServer? Server { get; init; }

    /// <summary>Where the log goes. Nowhere, if not given.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}

/// <summary>The bank cannot start; the message says what is wrong and what to do.</summary>
public sealed class BankStartException : Exception
{
    /// <summary>Makes the exception without a reason.</summary>
    public BankStartException() : this("The bank cannot start.") { }

    /// <summary>Makes the exception with a message for the operator.</summary>
    public BankStartException(string message) : base(message) { }

    /// <summary>Makes the exception with a message for the operator and what caused it.</summary>
    public BankStartException(string message, Exception inner) : base(message, inner) { }
}
