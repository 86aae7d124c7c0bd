using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Withdrawals;
using PaymentCode.Recognition;

namespace PaymentCode.Bank.Terminals;

/// <summary>What the reader found in a frame.</summary>
/// <param name="Payload">The symbol's payload, or null.</param>
/// <param name="Reason">Why there is none.</param>
internal sealed record FrameReading(byte[]? Payload, string? Reason)
{
    public const string UnreadablePicture = "unreadable-picture";
    public const string NoSymbol = "no-symbol";

    public static FrameReading Of(byte[] file)
    {
        if (!ImageReader.TryRead(file, out var image, out _))
        {
            return new FrameReading(null, UnreadablePicture);
        }

        using (image)
        {
            var payload = MatrixReader.Read(image).Payload;
            return new FrameReading(payload, payload is null ? NoSymbol : null);
        }
    }
}

/// <summary>
/// Decides about frames and digits in a capture session. False pictures count against session and terminal, never against the token.
/// </summary>
internal sealed class Verdicts
{
    private const string SessionEnded = "session-ended";
    private const int MostFrames = 30;
    private const int MostFalsePictures = 5;
    private const int MostFalsePicturesOfTerminal = 300;
    private readonly AuditLog _audit;
    private readonly CashOut _cashOut;
    private readonly CodeVerifier _verifier;
    private readonly OrderMoney _money;
    private readonly TimeProvider _time;

    public Verdicts(AuditLog audit, CashOut cashOut, CodeVerifier verifier, OrderMoney money, TimeProvider time) =>
        (_audit, _cashOut, _verifier, _money, _time) = (audit, cashOut, verifier, money, time);

    /// <summary>Decides about a frame. Null: the terminal has no such session.</summary>
    public Task<VerdictView?> DecideFrameAsync(BankTransaction transaction, string terminalId, string sessionId, FrameReading reading) =>
        DecideAsync(transaction, terminalId, sessionId, withdrawal => reading.Payload is null
            ? Task.FromResult(new Verification(reading.Reason))
            : _verifier.CheckPictureAsync(transaction, withdrawal, reading.Payload));

    /// <summary>Decides about ten digits. Null: the terminal has no such session.</summary>
    public Task<VerdictView?> DecideDigitsAsync(BankTransaction transaction, string terminalId, string sessionId, string digits) =>
        DecideAsync(transaction, terminalId, sessionId, withdrawal => _verifier.CheckDigitsAsync(transaction, withdrawal, digits));

    private async Task<VerdictView?> DecideAsync(
        BankTransaction transaction, string terminalId, string sessionId, Func<Withdrawal, Task<Verification>> check)
    {
        var session = await CaptureSession.LockAsync(transaction, sessionId, terminalId);
        if (session is null)
        {
            return null;
        }

        if (session.State != CaptureSession.Open || session.ExpiresAt <= _time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return Refused(SessionEnded, retry: false);
        }

        var withdrawal = (await Withdrawal.LockAsync(transaction, session.Reference))!;
        var verification = await check(withdrawal);
        if (verification.Reason is null)
        {
            await _cashOut.ApproveAsync(transaction, withdrawal, verification.Code!, verification.Counter, terminalId);
            await session.SaveAsync(transaction, CaptureSession.Approved, session.FalsePictures);
            await transaction.ExecuteOneAsync("UPDATE terminals SET false_pictures = 0 WHERE id = @terminalId", new { terminalId });
            return new VerdictView("approved")
            {
                Amount = Ledger.Currency.Of(withdrawal.Currency).Format(withdrawal.AmountMinor),
                AmountMinor = withdrawal.AmountMinor,
                Currency = withdrawal.Currency,
            };
        }

        return await RefuseAsync(transaction, terminalId, session, verification.Reason);
    }

    private async Task<VerdictView> RefuseAsync(BankTransaction transaction, string terminalId, CaptureSession session, string reason)
    {
        var isFalse = reason is Verification.WrongCode or Verification.NotAPaymentCode or Verification.CodeUsed;
        var falsePictures = session.FalsePictures + (isFalse ? 1 : 0);
        var final = reason is Verification.CodeUsed or Verification.Expired or Verification.NotAllowed or Verification.Resynchronise;
        var ended = final || falsePictures >= MostFalsePictures || session.Frames + 1 >= MostFrames;
        await session.SaveAsync(transaction, ended ? CaptureSession.Ended : CaptureSession.Open, falsePictures);
        if (reason is not (FrameReading.NoSymbol or FrameReading.UnreadablePicture))
        {
            await _audit.AppendAsync(transaction, "terminal:" + terminalId, AuditEvents.CodeRefused, session.Reference, new { reason });
        }

        if (isFalse)
        {
            await CountFalseAsync(transaction, terminalId);
        }

        return Refused(reason, retry: !ended && reason is not (Verification.DigitsDelayed or Verification.DigitsLocked));
    }

    private async Task CountFalseAsync(BankTransaction transaction, string terminalId)
    {
        var count = await transaction.ValueAsync<long>(
            "UPDATE terminals SET false_pictures = false_pictures + 1 WHERE id = @terminalId RETURNING false_pictures",
            new { terminalId });
        if (count == MostFalsePicturesOfTerminal)
        {
            await Terminal.MoveAsync(transaction, terminalId, Terminal.Suspended, "bank", _audit, _money);
        }
    }

    private static VerdictView Refused(string reason, bool retry) => new("refused") { Reason = reason, Retry = retry };
}
