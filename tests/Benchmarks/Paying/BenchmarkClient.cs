using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PaymentCode.Bank.Storage;
using PaymentCode.Core.Symbols;
using PaymentCode.Recognition;

namespace PaymentCode.Benchmarks.Paying;

/// <summary>One customer and the ATM that he stands at.</summary>
internal sealed class BenchmarkClient
{
    private const string Password = "correct horse battery";
    private const string Pin = "271828";
    private readonly HttpClient _http;
    private readonly ConfirmingTokens _tokens;
    private readonly string _phone;
    private readonly string _session;
    private readonly string _terminal;
    private readonly byte[] _key;
    private long _sequence;

    private BenchmarkClient(HttpClient http, ConfirmingTokens tokens, string phone, string session, string terminal, byte[] key) =>
        (_http, _tokens, _phone, _session, _terminal, _key) = (http, tokens, phone, session, terminal, key);

    internal static async Task<BenchmarkClient> RegisterAsync(
        WebApplication app, HttpClient http, ConfirmingTokens tokens, string clerk, int number)
    {
        var phone = string.Create(CultureInfo.InvariantCulture, $"+8613{number:D9}");
        var card = WithCheckDigit(string.Create(CultureInfo.InvariantCulture, $"622202{number:D9}"));
        var customer = await SendAsync(
            http, "/clerk/customers", clerk, new { name = "Li Na", phone, card, password = Password, pickupPin = Pin, withdrawals = true });
        var id = customer["customerId"]!.GetValue<string>();
        await SendAsync(http, $"/clerk/customers/{id}/deposits", clerk, new { amount = "1000000.00", currency = "CNY" });
        var serial = string.Create(CultureInfo.InvariantCulture, $"5043{number:D12}");
        await app.Services.GetRequiredService<BankDatabase>().WriteAsync(transaction => transaction.ExecuteOneAsync(
            """
            INSERT INTO tokens
                (serial, state, customer_id, key_version, pending_version, transport_version, transport_keys, keys_erased, registered_at)
            VALUES (@serial, 'active', @id, 1, 0, 1, @Keys, 0, 0)
            """, new { serial, id, Keys = new byte[1] }));
        var terminal = await SendAsync(http, "/clerk/terminals", clerk, new { name = "Hall" });
        var terminalId = terminal["terminalId"]!.GetValue<string>();
        await SendAsync(http, $"/clerk/terminals/{terminalId}/authorise", clerk, null);
        var login = await SendAsync(http, "/customer/login", null, new { phone, password = Password });
        return new BenchmarkClient(
            http, tokens, phone, login["token"]!.GetValue<string>(), terminalId,
            Convert.FromHexString(terminal["key"]!.GetValue<string>()));
    }

    /// <summary>
    /// One withdrawal: five requests, each durable before it is answered, and the token's answer between the second and the third.
    /// </summary>
    internal async Task WithdrawAsync()
    {
        var reservation = await SendAsync(_http, "/customer/reservations", _session, new { amount = "0.01", currency = "CNY" });
        var reference = reservation["reference"]!.GetValue<string>();
        await SendAsync(_http, $"/customer/reservations/{reference}/code", _session, null);
        var picture = Picture(await _tokens.PayloadAsync(reference));
        var opened = await SayAsync("", Utf8(new { phone = _phone, pin = Pin }));
        var session = opened["sessionId"]!.GetValue<string>();
        var verdict = await SayAsync($"/{session}/frame", picture);
        if (verdict["verdict"]!.GetValue<string>() != "approved")
        {
            throw new InvalidOperationException($"The bank refused: {verdict["reason"]}");
        }

        await SayAsync($"/{session}/dispensed", []);
    }

    private static byte[] Utf8(object value) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value);

    private async Task<JsonNode> SayAsync(string path, byte[] body)
    {
        var sequence = ++_sequence;
        var full = $"/terminals/{_terminal}/sessions{path}";
        using var request = new HttpRequestMessage(HttpMethod.Post, full) { Content = new ByteArrayContent(body) };
        byte[] message = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST\n{full}\n{sequence}\n")), .. body];
        request.Headers.Add("PaymentCode-Sequence", sequence.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("PaymentCode-Mac", Convert.ToHexStringLower(HMACSHA256.HashData(_key, message)));
        return await AnswerAsync(_http, request);
    }

    private static async Task<JsonNode> SendAsync(HttpClient http, string path, string? bearer, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        return await AnswerAsync(http, request);
    }

    private static async Task<JsonNode> AnswerAsync(HttpClient http, HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{request.RequestUri}: {(int)response.StatusCode} {text}");
    }

    /// <summary>
    /// The symbol as a sharp picture of 464×272 pixels, three for each of the display's: how fast frames are read is another benchmark's.
    /// </summary>
    private static byte[] Picture(byte[] payload)
    {
        const int scale = 3;
        const int margin = 40;
        MatrixSymbol.TryEncode(payload, out var symbol);
        var frame = new byte[MatrixSymbol.FrameLength];
        symbol.Render(frame);
        const int width = (128 * scale) + (2 * margin);
        const int height = (64 * scale) + (2 * margin);
        var pixels = new byte[width * height];
        for (var y = 0; y < 64 * scale; y++)
        {
            for (var x = 0; x < 128 * scale; x++)
            {
                var lit = (frame[(y / scale / 8 * 128) + (x / scale)] >> (y / scale % 8) & 1) != 0;
                pixels[((y + margin) * width) + x + margin] = (byte)(lit ? 230 : 20);
            }
        }

        using var image = new GreyImage(width, height, pixels);
        return PngWriter.Write(image);
    }

    internal static string WithCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }
}
