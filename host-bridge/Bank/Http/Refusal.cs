namespace PaymentCode.Bank.Http;

/// <summary>An expected refusal: the name in <c>urn:paymentcode:NAME</c>, the HTTP status, and what the caller can do.</summary>
/// <param name="Name">Name of the problem type, see docs/API.md.</param>
/// <param name="Status">HTTP status code.</param>
/// <param name="Detail">One or two sentences for the caller; no secrets.</param>
public sealed record Refusal(string Name, int Status, string Detail)
{
    /// <summary>Seconds after which a new attempt may succeed, sent as Retry-After; null if it is not a matter of time.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The body is not the JSON asked for.</summary>
    public static Refusal Malformed(string detail) => new("malformed", 400, detail);

    /// <summary>There is no such thing.</summary>
    public static Refusal NotFound(string what) => new("not-found", 404, $"There is no such {what}.");

    /// <summary>No or wrong credentials.</summary>
    public static readonly Refusal NotAuthenticated = new("not-authenticated", 401, "Send the right credentials.");

    /// <summary>The database was locked too long.</summary>
    public static readonly Refusal Busy = new("busy", 503, "The bank is busy; nothing was done. Try again.") { RetryAfterSeconds = 1 };

    /// <summary>A fault of the bank's. A commit whose end was not seen may have been made, so nothing is said about that.</summary>
    public static readonly Refusal Failed = new(
        "failed", 500,
        "The bank failed, and whether the request was done is not known. Send the same request again, with its Idempotency-Key if it has one.");

    /// <summary>The body is longer than the endpoint takes.</summary>
    public static readonly Refusal TooLarge = new("too-large", 413, "The body is too long: 4 KiB, a frame 8 MiB.");
}

/// <summary>A value, or the refusal that came instead.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public readonly record struct Outcome<T>
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; default if there is a refusal.</summary>
    public T? Value { get; }

    /// <summary>The refusal, or null.</summary>
    public Refusal? Refusal { get; }

    /// <summary>A success.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
