using PaymentCode.Core.Applet;

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

    /// <summary>What the bank hears of a stage.</summary>
    internal static class Stages
    {
        /// <summary>One of the State constants of <see cref="TerminalApplet"/>.</summary>
        public static byte StateOf(Stage stage)
        {
            switch (stage)
            {
                case Stage.OutOfService:
                    return TerminalApplet.StateOutOfService;
                case Stage.Idle:
                    return TerminalApplet.StateIdle;
                case Stage.Working:
                case Stage.OtherDevice:
                    return TerminalApplet.StateWorking;
                case Stage.Present:
                    return TerminalApplet.StatePresent;
                case Stage.PresentAgain:
                    return TerminalApplet.StatePresentAgain;
                case Stage.Password:
                    return TerminalApplet.StatePassword;
                case Stage.Confirm:
                    return TerminalApplet.StateConfirm;
                case Stage.Verdict:
                    return TerminalApplet.StateVerdict;
                default:
                    return TerminalApplet.StateEntry;
            }
        }
    }
}
