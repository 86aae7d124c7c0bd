using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;
using PaymentCode.Bank.Transfers;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>Writes down what a token answered about a code. Unknown stays unknown: only a protected answer moves a withdrawal.</summary>
internal sealed class CodeReplies
{
    private readonly AuditLog _audit;
    private readonly TransferConfirmations _transfers;

    public CodeReplies(AuditLog audit, TransferConfirmations transfers) => (_audit, _transfers) = (audit, transfers);

    /// <summary>Whether the answer says something else than the last one.</summary>
    public static bool IsNews(Code code, TokenReply reply) => Word(reply) != code.Heard;

    /// <summary>Takes an answer about a code that is being asked for.</summary>
    public async Task TakeAsync(BankTransaction transaction, Code asked, TokenReply reply)
    {
        if (asked.Kind == Code.OfTransfer)
        {
            await TakeTransferAsync(transaction, asked, reply);
            return;
        }

        var withdrawal = (await Withdrawal.LockAsync(transaction, asked.Reference))!;
        var code = await Code.FindAsync(transaction, asked.TokenSerial, asked.Nonce);
        if (code is not { State: Code.Asked })
        {
            return;
        }

        await HearAsync(transaction, code, reply);
        var actor = "token:" + code.TokenSerial;
        switch (reply.Kind)
        {
            case TokenReplyKind.Confirmed or TokenReplyKind.Ended when reply.Counter is { } counter:
                await ConfirmAsync(transaction, code, counter);
                await withdrawal.MoveAsync(transaction, _audit, actor, WithdrawalState.Confirmed);
                break;
            case TokenReplyKind.Declined:
                await code.EndAsync(transaction, Code.Declined, cancelDue: 0);
                await withdrawal.MoveAsync(transaction, _audit, actor, WithdrawalState.Declined);
                await LedgerBook.EndHoldAsync(transaction, withdrawal.Reference, "released");
                break;
            case TokenReplyKind.Expired:
                await code.EndAsync(transaction, Code.Expired, cancelDue: 0);
                await withdrawal.MoveAsync(transaction, _audit, actor, WithdrawalState.Reserved);
                break;
            case TokenReplyKind.Failed or TokenReplyKind.Cancelled:
                await code.EndAsync(transaction, Code.Void, cancelDue: 0);
                await withdrawal.MoveAsync(transaction, _audit, actor, WithdrawalState.Reserved);
                break;
        }
    }

    private async Task TakeTransferAsync(BankTransaction transaction, Code asked, TokenReply reply)
    {
        var order = await TransferConfirmations.LockAsync(transaction, asked.Reference);
        if (await Code.FindAsync(transaction, asked.TokenSerial, asked.Nonce) is { State: Code.Asked } code)
        {
            await HearAsync(transaction, code, reply);
            await _transfers.TakeAsync(transaction, order, code, reply);
        }
    }

    /// <summary>Notes that a code's counter is known, in the window of the token's ten-digit codes too.</summary>
    public static async Task NoteCounterAsync(BankTransaction transaction, Code code, long counter) => await transaction.ExecuteOneAsync(
        """
        INSERT INTO digit_windows (token_serial, key_version, newest_counter) VALUES (@TokenSerial, @KeyVersion, @counter)
        ON CONFLICT (token_serial, key_version) DO UPDATE
        SET newest_counter = CASE WHEN digit_windows.newest_counter < @counter THEN @counter ELSE digit_windows.newest_counter END
        """, new { code.TokenSerial, code.KeyVersion, counter });

    private static async Task ConfirmAsync(BankTransaction transaction, Code code, int counter)
    {
        await transaction.ExecuteOneAsync(
            "UPDATE codes SET state = 'confirmed', counter = @counter WHERE token_serial = @TokenSerial AND nonce = @Nonce",
            new { counter, code.TokenSerial, code.Nonce });
        await NoteCounterAsync(transaction, code, counter);
    }

    private static async Task HearAsync(BankTransaction transaction, Code code, TokenReply reply)
    {
        if (IsNews(code, reply))
        {
            await transaction.ExecuteOneAsync("UPDATE codes SET heard = @Heard WHERE token_serial = @TokenSerial AND nonce = @Nonce",
                new { Heard = Word(reply), code.TokenSerial, code.Nonce });
        }
    }

    private static string Word(TokenReply reply) => reply.Kind switch
    {
        TokenReplyKind.Pending => "pending",
        TokenReplyKind.Confirmed => "confirmed",
        TokenReplyKind.Declined => "declined",
        TokenReplyKind.Expired => "expired",
        TokenReplyKind.Cancelled => "cancelled",
        TokenReplyKind.Failed => "failed",
        TokenReplyKind.Ended => "ended",
        TokenReplyKind.NotConnected => "not-connected",
        _ => "unknown",
    };
}
