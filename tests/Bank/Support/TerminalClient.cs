using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaymentCode.Core.Symbols;
using PaymentCode.Recognition;

namespace PaymentCode.Bank.Tests.Support;

/// <summary>An ATM as the protocol page describes it, with a MAC of its own making.</summary>
public sealed class TerminalClient
{
    private const string Digits = "0123456789abcdef";
    private readonly HttpClient _http;
    private readonly byte[] _key;
    private long _sequence;

    public TerminalClient(HttpClient http, string id, byte[] key) => (_http, Id, _key) = (http, id, key);

    public string Id { get; }

    /// <summary>The same terminal, at a bank that has moved to another port.</summary>
    public TerminalClient To(HttpClient http) => new(http, Id, _key) { _sequence = _sequence };

    public long NextSequence() => Interlocked.Increment(ref _sequence);

    public Task<TerminalReply> OpenAsync(string phone, string pin) =>
        SendAsync("", Encoding.UTF8.GetBytes($$"""{"phone":"{{phone}}","pin":"{{pin}}"}"""));

    /// <summary>Opens a session that the bank must grant.</summary>
    public async Task<string> SessionAsync(string phone, string pin)
    {
        var reply = await OpenAsync(phone, pin);
        Assert.AreEqual(HttpStatusCode.Created, reply.Status, reply.Text);
        Assert.AreEqual("capture", reply.Json["order"]!.GetValue<string>());
        return reply.Json["sessionId"]!.GetValue<string>();
    }

    public Task<TerminalReply> FrameAsync(string session, byte[] payload) => SendAsync($"/{session}/frame", Photograph(payload));

    public Task<TerminalReply> DigitsAsync(string session, string digits) =>
        SendAsync($"/{session}/digits", Encoding.UTF8.GetBytes($$"""{"digits":"{{digits}}"}"""));

    /// <summary>Redeems a payment code.</summary>
    public Task<TerminalReply> PayAsync(string code, string amount = "12.50", string? password = null, long? sequence = null) =>
        ClaimAsync(new { amount, currency = "CNY", code, password }, sequence);

    /// <summary>Sends any claim for a payment.</summary>
    public Task<TerminalReply> ClaimAsync(object claim, long? sequence = null, byte[]? key = null)
    {
        var body = claim as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(claim);
        var number = sequence ?? NextSequence();
        var path = $"/terminals/{Id}/payment-codes";
        return SendRawAsync(path, body, number, Mac(key ?? _key, $"POST\n{path}\n{number}\n", body));
    }

    public Task<TerminalReply> SendAsync(string path, byte[] body, long? sequence = null, byte[]? key = null, string? mac = null)
    {
        var number = sequence ?? NextSequence();
        var full = $"/terminals/{Id}/sessions";
        return SendRawAsync(full + path, body, number, Mac(key ?? _key, $"POST\n{full}{mac ?? path}\n{number}\n", body));
    }

    public async Task<TerminalReply> SendRawAsync(string path, byte[] body, long sequence, string mac)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.Add("PaymentCode-Sequence", sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add("PaymentCode-Mac", mac);
        request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsByteArrayAsync();
        var given = response.Headers.TryGetValues("PaymentCode-Mac", out var values) ? values.Single() : null;
        var status = (int)response.StatusCode;
        return new TerminalReply(
            response.StatusCode, Encoding.UTF8.GetString(text), given == Mac(_key, $"RESPONSE\n{sequence}\n{status}\n", text));
    }

    /// <summary>A payload's symbol as a sharp, upright PNG.</summary>
    public static byte[] Photograph(byte[] payload)
    {
        const int scale = 3;
        const int margin = 24;
        Assert.IsTrue(MatrixSymbol.TryEncode(payload, out var symbol));
        var frame = new byte[MatrixSymbol.FrameLength];
        symbol.Render(frame);
        const int width = (128 * scale) + (2 * margin);
        const int height = (64 * scale) + (2 * margin);
        var pixels = new byte[width * height];
        for (var y = 0; y < 64 * scale; y++)
        {
            for (var x = 0; x < 128 * scale; x++)
            {
                var (column, row) = (x / scale, y / scale);
                var lit = (frame[(row / 8 * 128) + column] >> (row % 8) & 1) != 0;
                pixels[((y + margin) * width) + x + margin] = (byte)(lit ? 230 : 20);
            }
        }

        using var image = new GreyImage(width, height, pixels);
        return PngWriter.Write(image);
    }

    private static string Mac(byte[] key, string head, byte[] body) =>
        Hex(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(head), .. body]));

    private static string Hex(byte[] bytes) => string.Concat(bytes.Select(value => $"{Digits[value >> 4]}{Digits[value & 15]}"));
}

/// <summary>The bank's answer to a terminal.</summary>
public sealed record TerminalReply(HttpStatusCode Status, string Text, bool IsAuthentic)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Verdict => Json["verdict"]?.GetValue<string>();

    public string? Reason => Json["reason"]?.GetValue<string>();

    public bool? Retry => Json["retry"]?.GetValue<bool>();

    public string? Problem => Json["type"]?.GetValue<string>()["urn:paymentcode:".Length..];
}
