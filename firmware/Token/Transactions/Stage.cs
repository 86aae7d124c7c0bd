namespace PaymentCode.Token
{
    /// <summary>Where a transaction stands on its way from the bank's request to the end of its code.</summary>
    internal enum Stage
    {
        /// <summary>There is none.</summary>
        None,

        /// <summary>Shown to the customer, who has not decided.</summary>
        Prompt,

        /// <summary>Confirmed; the code exists and nothing is shown.</summary>
        Dark,

        /// <summary>Confirmed; the matrix symbol is shown.</summary>
        Symbol,

        /// <summary>Confirmed; the ten digits are shown.</summary>
        Digits,
    }
}
