using System.Text.Json;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Atm;

/// <summary>
/// The ATM's main module: opens a capture session at the bank, orders the camera from surveillance to capture and back, sends the picture, and pays what
/// the bank approves. Every step is in the journal before it is taken, so that a crash at any point neither pays twice nor loses track of money:
/// what was approved and not started is reported as not dispensed, what was paid is reported as dispensed, and what was started and has no end is left
/// to an operator. One withdrawal at a time.
/// </summary>
public sealed class AtmClient
{
    const int StatusOk = 200;
    const int StatusCreated = 201;
    const int StatusForbidden = 403;
    const int StatusNotFound = 404;
    const int StatusConflict = 409;
    const int SessionIdLength = 32;
    const int DigitCount = 10;

    const string WrongState = "urn:paymentcode:wrong-state";
    const string OutcomeKnown = "urn:paymentcode:outcome-known";
    const string TerminalRefusedType = "urn:paymentcode:terminal-refused";
    const string SessionRefused = "session-refused";

    readonly string _terminalId;
    readonly TerminalLine _line;
    readonly AtmJournal _journal;
    readonly ICamera _camera;
    readonly ICashDispenser _dispenser;
    readonly SemaphoreSlim _one = new(1);

    /// <summary>Makes the client.</summary>
    /// <param name="http">With the bank's address as its base; HTTPS, or HTTP on loopback (see <see cref="BankAddress"/>).</param>
    /// <param name="terminalId">The terminal's id, 1 to 16 letters and digits.</param>
    /// <param name="key">The terminal's key, 32 bytes.</param>
    /// <param name="journal">This terminal's journal.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="dispenser">The cash dispenser.</param>
    /// <param name="time">The clock for pauses and time limits.</param>
    public AtmClient(
        HttpClient http, string terminalId, byte[] key, AtmJournal journal, ICamera camera, ICashDispenser dispenser, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(terminalId);
        ArgumentNullException.ThrowIfNull(key);
        if (terminalId.Length is 0 or > 16 || !terminalId.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException("A terminal id is 1 to 16 letters and digits.", nameof(terminalId));
        }

        if (key.Length != TerminalMac.KeyLength)
        {
            throw new ArgumentException($"A terminal's key has {TerminalMac.KeyLength} bytes.", nameof(key));
        }

        _terminalId = terminalId;
        _line = new TerminalLine(http, key, time);
        _journal = journal;
        _camera = camera;
        _dispenser = dispenser;
    }

    /// <summary>Tells the bank what is left over from before: at the start of the program, and before a withdrawal where a report is still owed.</summary>
    /// <param name="cancellation">Ends the waiting; what was not reported stays in the journal.</param>
    /// <exception cref="AtmException">The bank cannot be reached or refuses the terminal; call again later. No withdrawal is served before.</exception>
    public async Task<AtmRecovery> RecoverAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await SettleAsync(cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A withdrawal by picture.</summary>
    /// <param name="phone">The phone number as typed.</param>
    /// <param name="pin">The pick-up PIN as typed; it is not kept.</param>
    /// <param name="maxFrames">How many pictures to take while the bank says that another one may help; at least 1.</param>
    /// <param name="cancellation">Ends the waiting; without effect once the dispenser has been started.</param>
    /// <exception cref="AtmException">The bank cannot be reached, refuses the terminal, or the journal failed; nothing was paid.</exception>
    public Task<AtmResult> WithdrawAsync(string phone, string pin, int maxFrames, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFrames, 1);
        return RunAsync(phone, pin, (sessionId, token) => ShowPicturesAsync(sessionId, maxFrames, token), cancellation);
    }

    /// <summary>A withdrawal by the ten digits that the token shows, typed at the ATM's keypad.</summary>
    /// <param name="phone">The phone number as typed.</param>
    /// <param name="pin">The pick-up PIN as typed; it is not kept.</param>
    /// <param name="digits">The ten digits.</param>
    /// <param name="cancellation">Ends the waiting; without effect once the dispenser has been started.</param>
    /// <exception cref="AtmException">The bank cannot be reached, refuses the terminal, or the journal failed; nothing was paid.</exception>
    public Task<AtmResult> WithdrawWithDigitsAsync(string phone, string pin, string digits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Length != DigitCount || !digits.All(char.IsAsciiDigit))
        {
            throw new ArgumentException($"The code at the keypad has {DigitCount} digits.", nameof(digits));
        }

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { digits }, JsonSerializerOptions.Web);
        return RunAsync(
            phone,
            pin,
            (sessionId, token) => AskAsync(TerminalPath.Digits(_terminalId, sessionId), sessionId, body, "application/json", token),
            cancellation);
    }

    async Task<AtmResult> RunAsync(
        string phone, string pin, Func<string, CancellationToken, Task<AtmVerdict>> show, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await SettleAsync(cancellation);
            string? sessionId = await OpenSessionAsync(phone, pin, cancellation);
            if (sessionId is null)
            {
                return new AtmResult(AtmOutcome.Refused, SessionRefused, "", "", IsReported: true);
            }

            AtmVerdict verdict;
            try
            {
                verdict = await show(sessionId, cancellation);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException { } and not AtmException { Fault: AtmFault.Journal })
            {
                return await GiveUpAsync(sessionId, exception, cancellation);
            }

            if (!verdict.IsApproved)
            {
                _journal.Ended(sessionId);
                return new AtmResult(AtmOutcome.Refused, verdict.Reason, "", "", IsReported: true);
            }

            return await PayAsync(sessionId, verdict);
        }
        finally
        {
            _one.Release();
        }
    }

    async Task<string?> OpenSessionAsync(string phone, string pin, CancellationToken cancellation)
    {
        string path = TerminalPath.Sessions(_terminalId);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { phone, pin }, JsonSerializerOptions.Web);
        TerminalAnswer answer = await _line.PostAsync(path, _journal.NewSequenceFor("POST", path), body, "application/json", cancellation);
        if (answer.Status == StatusForbidden && ProblemType(answer.Body) != TerminalRefusedType)
        {
            return null;
        }

        string? sessionId = answer.Status == StatusCreated ? TextOf(answer.Body, "sessionId") : null;
        if (sessionId is not { Length: SessionIdLength } || !sessionId.All(char.IsAsciiHexDigit))
        {
            throw Unexpected(answer);
        }

        _journal.Session(sessionId);
        return sessionId;
    }

    async Task<AtmVerdict> ShowPicturesAsync(string sessionId, int maxFrames, CancellationToken cancellation)
    {
        string path = TerminalPath.Frame(_terminalId, sessionId);
        try
        {
            await _camera.EnterCaptureAsync(cancellation);
            for (int taken = 1; ; taken++)
            {
                CameraFrame frame = await _camera.TakeFrameAsync(cancellation);
                if (frame.Content.Length > CameraFrame.MaxLength)
                {
                    throw new IOException($"The camera's picture has {frame.Content.Length} bytes; the bank takes {CameraFrame.MaxLength}.");
                }

                AtmVerdict verdict = await AskAsync(path, sessionId, frame.Content, frame.ContentType, cancellation);
                if (verdict.IsApproved || !verdict.MayRetry || taken == maxFrames)
                {
                    return verdict;
                }
            }
        }
        finally
        {
            await _camera.ReturnToSurveillanceAsync();
        }
    }

    async Task<AtmVerdict> AskAsync(string path, string sessionId, byte[] body, string contentType, CancellationToken cancellation)
    {
        TerminalAnswer answer = await _line.PostAsync(path, _journal.NewSequenceFor("POST", path), body, contentType, cancellation);
        AtmVerdict verdict = (answer.Status == StatusOk ? AtmVerdict.TryParse(answer.Body) : null) ?? throw Unexpected(answer);
        if (verdict.IsApproved)
        {
            _journal.Approved(sessionId, verdict.AmountMinor, verdict.Currency);
        }
        else
        {
            _journal.Refused(sessionId);
        }

        return verdict;
    }

    /// <summary>From here on nothing is cancelled: the dispenser is started once, and what it says is written down.</summary>
    async Task<AtmResult> PayAsync(string sessionId, AtmVerdict verdict)
    {
        _journal.Paying(sessionId);
        DispenseResult result;
        string trouble = "the dispenser failed";
        try
        {
            result = await _dispenser.DispenseAsync(verdict.AmountMinor, verdict.Currency);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or TimeoutException)
        {
            result = DispenseResult.Unknown;
            trouble = exception.Message;
        }

        switch (result)
        {
            case DispenseResult.Paid:
                _journal.Paid(sessionId);
                return new AtmResult(AtmOutcome.Paid, "", verdict.Amount, verdict.Currency, await TryReportAsync(sessionId, TerminalPath.Dispensed));
            case DispenseResult.NothingPaid:
                _journal.NotPaid(sessionId);
                return new AtmResult(
                    AtmOutcome.NotPaid, "not-dispensed", verdict.Amount, verdict.Currency, await TryReportAsync(sessionId, TerminalPath.NotDispensed));
            default:
                return new AtmResult(AtmOutcome.Unknown, trouble, verdict.Amount, verdict.Currency, IsReported: false);
        }
    }

    /// <summary>The verdict is not known, or the camera failed: the ATM does not pay, and says so if the bank may have approved.</summary>
    async Task<AtmResult> GiveUpAsync(string sessionId, Exception cause, CancellationToken cancellation)
    {
        bool mayBeApproved = _journal.Unfinished.Any(one => one.SessionId == sessionId && one.State != AtmState.Session);
        if (!mayBeApproved)
        {
            _journal.Ended(sessionId);
        }

        bool isReported = !mayBeApproved || (cause is not AtmException { Fault: AtmFault.BankUnreachable } && await TryReportAsync(sessionId, TerminalPath.NotDispensed));
        cancellation.ThrowIfCancellationRequested();
        return cause is AtmException { Fault: AtmFault.TerminalRefused }
            ? throw cause
            : new AtmResult(AtmOutcome.NotPaid, cause.Message, "", "", isReported);
    }

    async Task<AtmRecovery> SettleAsync(CancellationToken cancellation)
    {
        List<string> dispensed = [];
        List<string> notDispensed = [];
        List<AtmWithdrawal> leftInTransit = [];
        foreach (AtmWithdrawal withdrawal in _journal.Unfinished)
        {
            switch (withdrawal.State)
            {
                case AtmState.Session:
                    _journal.Ended(withdrawal.SessionId);
                    break;
                case AtmState.Paying:
                    leftInTransit.Add(withdrawal);
                    break;
                case AtmState.Paid:
                    await ReportAsync(withdrawal.SessionId, TerminalPath.Dispensed, cancellation);
                    dispensed.Add(withdrawal.SessionId);
                    break;
                default:
                    await ReportAsync(withdrawal.SessionId, TerminalPath.NotDispensed, cancellation);
                    notDispensed.Add(withdrawal.SessionId);
                    break;
            }
        }

        return new AtmRecovery(dispensed, notDispensed, leftInTransit);
    }

    async Task<bool> TryReportAsync(string sessionId, Func<string, string, string> pathOf)
    {
        try
        {
            await ReportAsync(sessionId, pathOf, CancellationToken.None);
            return true;
        }
        catch (AtmException exception) when (exception.Fault != AtmFault.Journal)
        {
            return false;
        }
    }

    async Task ReportAsync(string sessionId, Func<string, string, string> pathOf, CancellationToken cancellation)
    {
        string path = pathOf(_terminalId, sessionId);
        TerminalAnswer answer = await _line.PostAsync(path, _journal.SequenceFor("POST", path), [], null, cancellation);
        if (!IsSettled(answer, pathOf))
        {
            // The bank keeps its answer to that number; under a new one it looks again.
            answer = await _line.PostAsync(path, _journal.NewSequenceFor("POST", path), [], null, cancellation);
        }

        if (!IsSettled(answer, pathOf))
        {
            throw Unexpected(answer);
        }

        _journal.Reported(sessionId);
    }

    /// <summary>An operator may have settled it before; and of what was never approved there is nothing to give back.</summary>
    static bool IsSettled(TerminalAnswer answer, Func<string, string, string> pathOf) =>
        answer.Status == StatusOk
        || (answer.Status == StatusConflict && ProblemType(answer.Body) == OutcomeKnown)
        || (answer.Status == StatusNotFound && pathOf == TerminalPath.NotDispensed)
        || (answer.Status == StatusConflict && pathOf == TerminalPath.NotDispensed && ProblemType(answer.Body) == WrongState);

    static AtmException Unexpected(TerminalAnswer answer) =>
        ProblemType(answer.Body) is { } type && answer.Status is 401 or StatusForbidden
            ? new AtmException(AtmFault.TerminalRefused, "The bank does not serve this terminal. Has a clerk authorised it?")
            : new AtmException(AtmFault.UnexpectedAnswer, $"The bank's answer (status {answer.Status}, {ProblemType(answer.Body) ?? "no problem type"}) is not one this ATM knows.");

    static string? ProblemType(byte[] body) => TextOf(body, "type");

    static string? TextOf(byte[] json, string property)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(property, out JsonElement value)
                && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
