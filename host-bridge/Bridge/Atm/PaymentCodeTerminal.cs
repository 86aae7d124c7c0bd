using System.Text.Json;

namespace PaymentCode.Bridge.Atm;

/// <summary>The bank's word about a payment code.</summary>
/// <param name="IsApproved">Whether the money moved.</param>
/// <param name="Amount">Approved amount, a decimal string; null if refused.</param>
/// <param name="Currency">Its ISO 4217 letters; null if refused.</param>
/// <param name="PaymentId">Id for the receipt; null if refused.</param>
/// <param name="Reason">Why it was refused (docs/API.md); null if approved.</param>
/// <param name="Retry">Whether another try makes sense at once.</param>
public sealed record PaymentCodeVerdict(bool IsApproved, string? Amount, string? Currency, string? PaymentId, string? Reason, bool Retry)
{
    /// <summary>With the reason <c>code-used</c>: what this terminal was paid with the code before, perhaps without having seen the answer.</summary>
    public EarlierPayment? Earlier { get; init; }
}

/// <summary>A payment that this terminal took before.</summary>
/// <param name="PaymentId">Its id for the receipt.</param>
/// <param name="Amount">Decimal string.</param>
/// <param name="Currency">ISO 4217 letters.</param>
public sealed record EarlierPayment(string PaymentId, string Amount, string Currency);

/// <summary>
/// A shop's till that redeems payment codes (docs/PROTOCOLS.md sections 6 and 12). A lost answer is asked for again under the same sequence number; the numbers
/// are milliseconds since 1970, and at least one above the last.
/// </summary>
/// <param name="http">A client whose base address is the bank's.</param>
/// <param name="terminalId">Eight letters and digits.</param>
/// <param name="key">The terminal's key, 32 bytes.</param>
/// <param name="time">The clock.</param>
public sealed class PaymentCodeTerminal(HttpClient http, string terminalId, byte[] key, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly TerminalLine _line = new(http, key, time);
    private long _sequence;

    /// <summary>Redeems a code that was scanned or typed.</summary>
    /// <param name="amount">Decimal string with exactly the currency's decimals.</param>
    /// <param name="currency">ISO 4217 letters.</param>
    /// <param name="code">18 digits.</param>
    /// <param name="password">The customer's payment password, if the bank asked for it.</param>
    /// <param name="cancellation">Ends the waiting; whether the money moved is then unknown.</param>
    /// <exception cref="AtmException">The bank cannot be reached, or refuses the terminal or its message; the message says what to do.</exception>
    public Task<PaymentCodeVerdict> RedeemAsync(string amount, string currency, string code, string? password, CancellationToken cancellation) =>
        SendAsync(new Claim(amount, currency, code, null, password), cancellation);

    /// <summary>Redeems the code that a picture shows.</summary>
    /// <param name="amount">Decimal string with exactly the currency's decimals.</param>
    /// <param name="currency">ISO 4217 letters.</param>
    /// <param name="picture">PNG, JPEG or PGM, at most 6 MB.</param>
    /// <param name="password">The customer's payment password, if the bank asked for it.</param>
    /// <param name="cancellation">Ends the waiting; whether the money moved is then unknown.</param>
    /// <exception cref="AtmException">As above.</exception>
    public Task<PaymentCodeVerdict> RedeemPictureAsync(string amount, string currency, byte[] picture, string? password, CancellationToken cancellation) =>
        SendAsync(new Claim(amount, currency, null, Convert.ToBase64String(picture), password), cancellation);

    private async Task<PaymentCodeVerdict> SendAsync(Claim claim, CancellationToken cancellation)
    {
        _sequence = Math.Max(_sequence + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        var answer = await _line.PostAsync(
            $"/terminals/{terminalId}/payment-codes", _sequence, JsonSerializer.SerializeToUtf8Bytes(claim, Json), "application/json", cancellation);
        using var body = JsonDocument.Parse(answer.Body);
        var root = body.RootElement;
        if (answer.Status != 200)
        {
            throw new AtmException(AtmFault.TerminalRefused, Text(root, "detail") ?? $"The bank answers with status {answer.Status}.");
        }

        return new PaymentCodeVerdict(
            Text(root, "verdict") == "approved", Text(root, "amount"), Text(root, "currency"), Text(root, "paymentId"), Text(root, "reason"),
            root.TryGetProperty("retry", out var retry) && retry.ValueKind == JsonValueKind.True)
        {
            Earlier = root.TryGetProperty("earlier", out var earlier) && earlier.ValueKind == JsonValueKind.Object
                ? new EarlierPayment(Text(earlier, "paymentId") ?? "", Text(earlier, "amount") ?? "", Text(earlier, "currency") ?? "")
                : null,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Claim(string Amount, string Currency, string? Code, string? Picture, string? Password);
}
