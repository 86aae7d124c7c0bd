namespace PaymentCode.Token
{
    /// <summary>What the display says for some seconds after something ended.</summary>
    internal enum Notice
    {
        None,
        Declined,
        Expired,
        Cancelled,
        Failed,
        CodeExpired,
        CodeEnded,
        CodeLost,
        RefusedNotShowable,
        RefusedNoClock,
        RefusedTooLate,
        RefusedCounter,
        PaymentNoClock,
        PaymentNoneLeft,
        PaymentFailed,
    }
}
