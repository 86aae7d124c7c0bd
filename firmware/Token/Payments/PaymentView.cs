namespace PaymentCode.Token
{
    /// <summary>What is shown of a payment code.</summary>
    internal enum PaymentView
    {
        /// <summary>Nothing; it may be good all the same.</summary>
        None,

        /// <summary>The QR code with the digits beside it.</summary>
        Symbol,

        /// <summary>The digits alone, large.</summary>
        Digits,
    }
}
