using System.Globalization;
using System.Net;
using System.Text;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Tests.Atm;

/// <summary>The power went: nobody catches this.</summary>
sealed class CrashException : Exception;

/// <summary>The bank's end of docs/PROTOCOLS.md section 6, for one session, with stored answers, and a network in front of it that fails on demand.</summary>
sealed class FakeBank : HttpMessageHandler
{
    public const string SessionId = "00112233445566778899aabbccddeeff";

    readonly Dictionary<long, (string Request, HttpStatusCode Status, string Body)> _stored = [];

    public static byte[] Key { get; } = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    public string SessionState { get; private set; } = "none";

    public Queue<string> Verdicts { get; } = new();

    /// <summary>Requests as they arrived: sequence and path.</summary>
    public List<string> Requests { get; } = [];

    public List<byte[]> Bodies { get; } = [];

    /// <summary>Called before a request is processed, with its number from 0.</summary>
    public Action<int>? Before { get; set; }

    /// <summary>Called after it was processed; changes the answer on its way.</summary>
    public Func<int, HttpResponseMessage, HttpResponseMessage>? After { get; set; }

    public bool RefusesSession { get; set; }

    /// <summary>The answer to reports, instead of the real one.</summary>
    public (HttpStatusCode Status, string Body)? ReportAnswer { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        int number = Requests.Count;
        string path = request.RequestUri!.AbsolutePath;
        byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellation);
        string given = request.Headers.GetValues(TerminalMac.SequenceHeader).Single();
        long sequence = long.Parse(given, CultureInfo.InvariantCulture);
        Requests.Add($"{sequence} {path}");
        Bodies.Add(body);
        Before?.Invoke(number);
        string mac = request.Headers.GetValues(TerminalMac.MacHeader).Single();
        if (mac != TerminalMac.OfRequest(Key, "POST", path, sequence, body))
        {
            return new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("{}") };
        }

        string whole = path + Convert.ToHexString(body);
        if (!_stored.TryGetValue(sequence, out var answer))
        {
            answer = sequence < _stored.Keys.DefaultIfEmpty().Max()
                ? (whole, HttpStatusCode.Conflict, """{"type":"urn:paymentcode:sequence-old"}""")
                : (whole, default, "");
            if (answer.Status == default)
            {
                (HttpStatusCode status, string text) = Process(path);
                answer = (whole, status, text);
                _stored[sequence] = answer;
            }
        }

        if (answer.Request != whole)
        {
            answer = (whole, HttpStatusCode.UnprocessableEntity, """{"type":"urn:paymentcode:sequence-reused"}""");
        }

        HttpResponseMessage response = Signed(sequence, answer.Status, answer.Body);
        return After?.Invoke(number, response) ?? response;
    }

    public static HttpResponseMessage Signed(long sequence, HttpStatusCode status, string body)
    {
        HttpResponseMessage response = new(status) { Content = new StringContent(body) };
        response.Headers.Add(TerminalMac.MacHeader, TerminalMac.OfResponse(Key, sequence, (int)status, Encoding.UTF8.GetBytes(body)));
        return response;
    }

    (HttpStatusCode Status, string Body) Process(string path)
    {
        string last = path.Split('/')[^1];
        switch (last)
        {
            case "sessions":
                SessionState = RefusesSession ? "none" : "open";
                return RefusesSession
                    ? (HttpStatusCode.Forbidden, """{"type":"urn:paymentcode:session-refused"}""")
                    : (HttpStatusCode.Created, $$"""{"sessionId":"{{SessionId}}","expires":"2026-03-01T09:01:30Z","order":"capture"}""");
            case "frame" or "digits" when SessionState == "open":
                string verdict = Verdicts.Dequeue();
                SessionState = verdict.Contains("approved", StringComparison.Ordinal) ? "approved" : "open";
                return (HttpStatusCode.OK, verdict);
            case "dispensed" or "not-dispensed" when ReportAnswer is { } answer:
                return answer;
            case "dispensed" or "not-dispensed" when SessionState == "approved":
                SessionState = last;
                return (HttpStatusCode.OK, """{"reference":"0000000001","state":"x"}""");
            default:
                return (HttpStatusCode.Conflict, """{"type":"urn:paymentcode:wrong-state"}""");
        }
    }
}
