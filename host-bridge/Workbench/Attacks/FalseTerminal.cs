using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Wire;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench.Attacks;

/// <summary>Another ATM of the bank's, with somebody before it whose picture is not his; or somebody who says that he is an ATM.</summary>
internal sealed class FalseTerminal
{
    private readonly WorldParts _parts;
    private long _sequence;

    /// <summary>Nothing shown yet.</summary>
    public FalseTerminal(WorldParts parts) => _parts = parts;

    /// <summary>A PIN that is not the customer's.</summary>
    public static string GuessOf(string pin) => pin == "135792" ? "246813" : "135792";

    /// <summary>Opens a session and shows the picture; as far as the bank lets him.</summary>
    /// <returns>Whether the bank approved, and else who refused and why.</returns>
    public async Task<(bool HasSucceeded, string By, string Reason)> ShowAsync(string terminal, byte[] key, byte[] picture, string pin, string from)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { phone = _parts.People.Phone, pin }, JsonSerializerOptions.Web);
        var opened = await PostAsync($"/terminals/{terminal}/sessions", key, body, "application/json", from);
        if (opened.Status != StatusCodes.Status201Created)
        {
            return (false, "bank", $"{opened.Status} {TextOf(opened.Body, "type")}: {TextOf(opened.Body, "detail")}");
        }

        var session = TextOf(opened.Body, "sessionId");
        var shown = await PostAsync($"/terminals/{terminal}/sessions/{session}/frame", key, picture, "image/png", from);
        return TextOf(shown.Body, "verdict") == "approved"
            ? (true, "", "")
            : (false, "bank", $"{shown.Status} {TextOf(shown.Body, "verdict")} {TextOf(shown.Body, "reason")}{TextOf(shown.Body, "type")}".TrimEnd());
    }

    private Task<BankAnswer> PostAsync(string path, byte[] key, byte[] body, string type, string from)
    {
        _sequence = Math.Max(_sequence + 1, _parts.Time.GetUtcNow().ToUnixTimeMilliseconds());
        return _parts.Link.SendAsync(new BankRequest(from, "POST", path, new Dictionary<string, string>
        {
            ["Content-Type"] = type,
            [TerminalMac.SequenceHeader] = _sequence.ToString(CultureInfo.InvariantCulture),
            [TerminalMac.MacHeader] = TerminalMac.OfRequest(key, "POST", path, _sequence, body),
        }, body));
    }

    private static string TextOf(byte[] json, string name) => JsonNode.Parse(json)?[name]?.ToString() ?? "";
}
