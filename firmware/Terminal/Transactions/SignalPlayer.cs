namespace PaymentCode.Terminal
{
    /// <summary>What buzzer and LEDs say, beside the display: also to somebody who looks away, or whose display is broken.</summary>
    internal sealed class SignalPlayer
    {
        private const int KeyMs = 20;
        private const int AcceptedMs = 80;
        private const int RefusedMs = 500;
        private const int FaultMs = 150;
        private const int InvitationPeriodMs = 600;
        private const int FaultPeriodMs = 200;
        private const int FaultSounds = 3;

        private readonly Sounder _sounder;
        private readonly SignalLed _green;
        private readonly SignalLed _red;
        private bool _wasFault;

        public SignalPlayer(Sounder sounder, SignalLed green, SignalLed red)
        {
            _sounder = sounder;
            _green = green;
            _red = red;
        }

        public void Key()
        {
            _sounder.Play(1, KeyMs);
        }

        public void Accepted()
        {
            _sounder.Play(1, AcceptedMs);
        }

        public void Approved()
        {
            _sounder.Play(2, AcceptedMs);
        }

        public void Refused()
        {
            _sounder.Play(1, RefusedMs);
        }

        /// <summary>Brings LEDs and buzzer up to date.</summary>
        /// <param name="stage">What the terminal is at.</param>
        /// <param name="isApproved">Whether the verdict is one.</param>
        /// <param name="isFault">Whether a part is missing, or the terminal is locked.</param>
        /// <param name="nowMs">The time of this step.</param>
        public void Show(Stage stage, bool isApproved, bool isFault, long nowMs)
        {
            if (isFault && !_wasFault)
            {
                _sounder.Play(FaultSounds, FaultMs);
            }

            _wasFault = isFault;
            bool invites = stage == Stage.Present || stage == Stage.PresentAgain;
            bool isVerdict = stage == Stage.Verdict;
            _green.Show(invites ? InvitationPeriodMs : isVerdict && isApproved ? SignalLed.Steady : SignalLed.Off, nowMs);
            _red.Show(isFault ? FaultPeriodMs : stage == Stage.OutOfService || (isVerdict && !isApproved) ? SignalLed.Steady : SignalLed.Off, nowMs);
            _sounder.Step(nowMs);
        }
    }
}
