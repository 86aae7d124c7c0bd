namespace PaymentCode.Token
{
    /// <summary>What a person has done with the button.</summary>
    internal enum ButtonPress
    {
        None,

        /// <summary>Pressed and released.</summary>
        Short,

        /// <summary>Held for more than 1.5 seconds.</summary>
        Long,
    }
}
