using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>A reservation as online banking shows it.</summary>
internal sealed record ReservationRow(string Reference, string State, string Amount, string Currency, string Holder, string Created, string Expires, CodeRow? Code, string? Terminal);

/// <summary>The newest code of a reservation.</summary>
internal sealed record CodeRow(string State, string Token, long? Counter);

/// <summary>The customer before online banking: what he asks for goes through the bank's own HTTP interface.</summary>
internal sealed class CustomerDesk
{
    private readonly WorldParts _parts;
    private string? _session;
    private int _requests;

    /// <summary>The customer of a world.</summary>
    public CustomerDesk(WorldParts parts) => _parts = parts;

    /// <summary>The bank's id of the customer.</summary>
    public string Id { get; set; } = "";

    /// <summary>Whether he is logged in.</summary>
    public bool IsLoggedIn => _session is not null;

    /// <summary>What the bank owes him.</summary>
    public string Balance { get; private set; } = "0.00";

    /// <summary>What of it he may use.</summary>
    public string Available { get; private set; } = "0.00";

    /// <summary>His reservations, newest first.</summary>
    public IReadOnlyList<ReservationRow> Reservations { get; private set; } = [];

    /// <summary>Whether a code is to be released to his phone.</summary>
    public bool WaitsForPhone => Reservations.Any(one => one is { Holder: "phone", State: "asked" or "confirmed" });

    /// <summary>The reservation that waits for cash, or is to.</summary>
    public ReservationRow? Open => Reservations.FirstOrDefault(one => one.State is "reserved" or "asked" or "confirmed");

    /// <summary>Logs in.</summary>
    public async Task<BankAnswer> LogInAsync(string? phone, string? password)
    {
        var answer = await SendAsync("POST", "/customer/login", new { phone = phone ?? _parts.People.Phone, password = password ?? _parts.People.Password });
        if (answer.Status == StatusCodes.Status200OK)
        {
            _session = JsonNode.Parse(answer.Body)!["token"]!.ToString();
        }

        return answer;
    }

    /// <summary>Logs out.</summary>
    public async Task<BankAnswer> LogOutAsync()
    {
        var answer = await SendAsync("POST", "/customer/logout", null);
        _session = null;
        return answer;
    }

    /// <summary>Reserves a withdrawal.</summary>
    public Task<BankAnswer> ReserveAsync(string amount, string? holder) =>
        SendAsync("POST", "/customer/reservations", new { amount, currency = Money.Currency, holder = holder ?? "token" });

    /// <summary>Asks for a code.</summary>
    public Task<BankAnswer> AskAsync(string reference, bool anew) =>
        SendAsync("POST", $"/customer/reservations/{Uri.EscapeDataString(reference)}/code", new { anew });

    /// <summary>Cancels a reservation.</summary>
    public Task<BankAnswer> CancelAsync(string reference) => SendAsync("DELETE", $"/customer/reservations/{Uri.EscapeDataString(reference)}", null);

    /// <summary>Registers the account for payment codes.</summary>
    public Task<BankAnswer> RegisterKeyAsync() => SendAsync("POST", "/customer/payment-key", null);

    /// <summary>Revokes the key of payment codes.</summary>
    public Task<BankAnswer> RevokeKeyAsync() => SendAsync("DELETE", "/customer/payment-key", null);

    /// <summary>Has key and indices put into the token.</summary>
    public Task<BankAnswer> FetchToTokenAsync() => SendAsync("POST", "/customer/payment-key/token", new { });

    /// <summary>Fetches key and indices to the phone.</summary>
    public async Task<BankAnswer> FetchToPhoneAsync()
    {
        var answer = await SendAsync("POST", "/customer/payment-key/fetch", new { });
        if (answer.Status == StatusCodes.Status200OK)
        {
            _parts.Phone.Keep(answer.Body);
        }

        return answer;
    }

    /// <summary>Looks into the bank's books again.</summary>
    public void Refresh()
    {
        var account = _parts.Books.Rows(
            "SELECT a.balance_minor, a.held_minor FROM accounts a JOIN customers c ON c.account_id = a.id WHERE c.id = @id",
            row => (Balance: row.GetInt64(0), Held: row.GetInt64(1)), ("@id", Id));
        if (account is [var (balance, held)])
        {
            (Balance, Available) = (Money.Format(balance), Money.Format(balance - held));
        }

        Reservations = _parts.Books.Rows(
            """
            SELECT w.reference, w.state, w.amount_minor, w.currency, w.holder, w.created_at, w.expires_at, w.terminal_id, c.state, c.heard, c.counter
            FROM withdrawals w LEFT JOIN codes c ON c.rowid = (SELECT MAX(n.rowid) FROM codes n WHERE n.reference = w.reference)
            WHERE w.customer_id = @id ORDER BY w.created_at DESC, w.rowid DESC LIMIT 20
            """,
            row => new ReservationRow(
                row.GetString(0), row.GetString(1), Money.Format(row.GetInt64(2)), row.GetString(3), row.GetString(4), BankBooks.Utc(row.GetInt64(5)),
                BankBooks.Utc(row.GetInt64(6)), row.IsDBNull(8) ? null : new CodeRow(row.GetString(8), row.GetString(9), row.IsDBNull(10) ? null : row.GetInt64(10)),
                row.IsDBNull(7) ? null : row.GetString(7)),
            ("@id", Id));
    }

    private async Task<BankAnswer> SendAsync(string method, string path, object? body)
    {
        var headers = new Dictionary<string, string>
        {
            ["Content-Type"] = "application/json",
            ["Idempotency-Key"] = "customer-" + (++_requests).ToString(CultureInfo.InvariantCulture),
        };
        if (_session is not null)
        {
            headers["Authorization"] = "Bearer " + _session;
        }

        var bytes = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web);
        var answer = await _parts.Link.SendAsync(new BankRequest("customer", method, path, headers, bytes));
        if (answer.Status == StatusCodes.Status401Unauthorized)
        {
            // The session is over.
            _session = null;
        }

        return answer;
    }
}
