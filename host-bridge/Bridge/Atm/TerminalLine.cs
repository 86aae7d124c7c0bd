using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Atm;

/// <summary>An answer that carried the bank's MAC for exactly this request.</summary>
sealed record TerminalAnswer(int Status, byte[] Body);

/// <summary>
/// The ATM's messages to the bank: each has a MAC and a sequence number, a lost answer is asked for again under the same number, and an answer without
/// the bank's MAC is no answer.
/// </summary>
sealed class TerminalLine(HttpClient http, byte[] key, TimeProvider time)
{
    const int MaxAttempts = 5;
    const int MaxAnswerLength = 64 * 1024;

    static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(15);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    public async Task<TerminalAnswer> PostAsync(
        string path, long sequence, byte[] body, string? contentType, CancellationToken cancellation)
    {
        TimeSpan pause = FirstPause;
        string trouble = "";
        Exception? cause = null;
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (attempt > 1)
            {
                await Task.Delay(pause, time, cancellation);
                pause *= 2;
            }

            try
            {
                TerminalAnswer? answer = await TryPostAsync(path, sequence, body, contentType, cancellation);
                if (answer is { Status: < 500 })
                {
                    return answer;
                }

                trouble = answer is null ? "its answers do not carry the bank's MAC" : $"it answers with status {answer.Status}";
                cause = null;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException and not AtmException)
            {
                trouble = exception.Message;
                cause = exception;
            }
            catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
            {
                trouble = "no answer in time";
                cause = exception;
            }
        }

        throw new AtmException(AtmFault.BankUnreachable, $"The bank at {http.BaseAddress} cannot be reached: {trouble}.", cause);
    }

    async Task<TerminalAnswer?> TryPostAsync(string path, long sequence, byte[] body, string? contentType, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = new(AnswerTime, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        request.Headers.Add(TerminalMac.SequenceHeader, sequence.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(TerminalMac.MacHeader, TerminalMac.OfRequest(key, "POST", path, sequence, body));
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        byte[] answer = await ReadBoundedAsync(response.Content, either.Token);
        string? mac = response.Headers.TryGetValues(TerminalMac.MacHeader, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        if (TerminalMac.AreEqual(TerminalMac.OfResponse(key, sequence, (int)response.StatusCode, answer), mac))
        {
            return new TerminalAnswer((int)response.StatusCode, answer);
        }

        // The bank cannot authenticate itself to a terminal that it does not know; repeating does not help.
        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? throw new AtmException(
                AtmFault.TerminalRefused, "The bank does not take this terminal's messages. Check the terminal's id and key, and that a clerk authorised it.")
            : null;
    }

    static async Task<byte[]> ReadBoundedAsync(HttpContent content, CancellationToken cancellation)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[MaxAnswerLength];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return buffer[..length];
    }
}
