namespace PaymentCode.Terminal
{
    /// <summary>What the terminal is at.</summary>
    internal enum Stage
    {
        /// <summary>No bank, not configured, or a part is missing.</summary>
        OutOfService,

        /// <summary>Waits for an amount.</summary>
        Idle,

        /// <summary>Shows what there is to choose from.</summary>
        Menu,

        /// <summary>Shows the last transaction of the journal.</summary>
        Last,

        /// <summary>An amount is typed.</summary>
        Amount,

        /// <summary>The receiver of a transfer is typed.</summary>
        Receiver,

        /// <summary>The bank has to decide what comes next.</summary>
        Working,

        /// <summary>A person has to confirm on another device.</summary>
        OtherDevice,

        /// <summary>Waits for card, token, tag or a typed payment code.</summary>
        Present,

        /// <summary>Waits for the token with its code.</summary>
        PresentAgain,

        /// <summary>A password is typed.</summary>
        Password,

        /// <summary>A transfer is shown to be confirmed.</summary>
        Confirm,

        /// <summary>Shows how a transaction ended.</summary>
        Verdict,
    }
}
