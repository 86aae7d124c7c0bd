using System.Text.Json.Serialization;

namespace PaymentCode.Bank.Terminals;

/// <summary>
/// The bank's word to an ATM or a terminal. Either <see cref="Amount"/> and what follows it, or <see cref="Reason"/> and <see cref="Retry"/>.
/// </summary>
/// <param name="Word"><c>approved</c> or <c>refused</c>.</param>
internal record VerdictView([property: JsonPropertyName("verdict")] string Word)
{
    /// <summary>Approved amount.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Amount { get; init; }

    /// <summary>The same in minor units.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AmountMinor { get; init; }

    /// <summary>Its currency.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary>Why it was refused, docs/API.md.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Whether another try is worth it: in the same session, or with the same or another code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Retry { get; init; }
}
