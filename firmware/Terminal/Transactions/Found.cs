namespace PaymentCode.Terminal
{
    /// <summary>What a step of <see cref="CardReading"/> came to.</summary>
    internal enum Found
    {
        /// <summary>Nothing is in the field.</summary>
        Nothing,

        /// <summary>A card is being read.</summary>
        Reading,

        /// <summary>A token was found; serial number and flags are known.</summary>
        Token,

        /// <summary>A token's code was fetched.</summary>
        Code,

        /// <summary>The token of this transaction has nothing to confirm any more: its owner declined, or its time ran out there.</summary>
        Declined,

        /// <summary>A bank card was read.</summary>
        BankCard,

        /// <summary>A tag's text was read.</summary>
        Tag,

        /// <summary>The card left before it was read.</summary>
        Gone,

        /// <summary>More than one card is in the field.</summary>
        Several,

        /// <summary>The card is of no kind that is known here, or refused.</summary>
        Unreadable,
    }
}
