using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Device
{
    /// <summary>
    /// The self-test (PROTOCOLS.md 13): what needs no person at any time by command; all of it, with questions to the person at the board, when
    /// it is entered at power-on or begun by command. Each question has its time and the whole test ends by itself: a stuck button does not take the board out of
    /// service. What was found is kept until the power goes.
    /// </summary>
    public abstract class BoardSelfTest
    {
        /// <summary>How long button or keys are held at power-on to begin it.</summary>
        public const int HoldMs = 2000;

        /// <summary>How long a person has for an answer.</summary>
        public const int QuestionMs = 20000;

        /// <summary>How long the result stands; a press ends it.</summary>
        public const int ResultMs = 30000;

        private const int ReleaseMs = 10000;

        private readonly byte[] _questions;
        private Phase _phase;
        private int _question;
        private long _sinceMs;
        private bool _echoCame;
        private bool _someoneAnswered;

        /// <param name="parts">The board's parts in the order of the report.</param>
        /// <param name="questions">Those that need a person, in the order of asking; the serial link needs a host instead.</param>
        protected BoardSelfTest(byte[] parts, byte[] questions)
        {
            _questions = questions;
            Report = new SelfTestReport(parts);
        }

        private enum Phase
        {
            Off,
            Release,
            Question,
            Result,
        }

        /// <summary>What was found.</summary>
        public SelfTestReport Report { get; }

        /// <summary>Whether the test with a person is under way: display and input are its own meanwhile.</summary>
        public bool IsRunning
        {
            get { return _phase != Phase.Off; }
        }

        /// <summary>Begins the test with a person; what was down is to be released first.</summary>
        public void Begin(long nowMs)
        {
            Report.Clear();
            Report.State = SelfTestApplet.StateRunning;
            _someoneAnswered = false;
            Enter(Phase.Release, nowMs);
        }

        /// <summary>Goes on with it. Nothing waits.</summary>
        public void Step(long nowMs)
        {
            long elapsedMs = nowMs - _sinceMs;
            switch (_phase)
            {
                case Phase.Release:
                    ShowRelease(nowMs);
                    if (IsReleased(nowMs))
                    {
                        Check(nowMs);
                        _question = -1;
                        Next(nowMs);
                    }
                    else if (elapsedMs >= ReleaseMs)
                    {
                        Check(nowMs);
                        Report.Fault(InputPart, SelfTestApplet.Stuck);
                        Finish(nowMs);
                    }

                    break;
                case Phase.Question:
                    Ask(_questions[_question], elapsedMs, nowMs);
                    break;
                case Phase.Result:
                    ShowResult(nowMs);
                    if (Answer(SelfTestApplet.NotTested, nowMs) != SelfTestAnswer.None || elapsedMs >= ResultMs)
                    {
                        _phase = Phase.Off;
                        End(nowMs);
                    }

                    break;
            }
        }

        /// <summary>SELF TEST and ECHO, as they came over the serial link.</summary>
        /// <param name="command">One of the two.</param>
        /// <param name="isBusy">Whether a transaction is at hand.</param>
        /// <param name="nowMs">The time of this step.</param>
        public ResponseApdu Execute(CommandApdu command, bool isBusy, long nowMs)
        {
            if (command.Ins == SelfTestApplet.InsEcho)
            {
                return Echo(command);
            }

            if (command.P1 > SelfTestApplet.BeginWithPerson || command.P2 != 0)
            {
                return CommandChecks.Status(StatusWord.IncorrectP1P2);
            }

            if (command.Data.Length != 0)
            {
                return CommandChecks.Status(StatusWord.WrongLength);
            }

            if (command.P1 != SelfTestApplet.ReportLast && (isBusy || IsRunning))
            {
                return CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            if (command.P1 == SelfTestApplet.BeginWithPerson)
            {
                Begin(nowMs);
            }
            else if (command.P1 == SelfTestApplet.TestNow)
            {
                Check(nowMs);
                Report.State = Report.State == SelfTestApplet.StateComplete ? Report.State : SelfTestApplet.StateAlone;
            }

            return new ResponseApdu(StatusWord.Success, Report.ToBytes());
        }

        /// <summary>The part by which a person answers.</summary>
        protected abstract byte InputPart { get; }

        /// <summary>Whether nothing is held down.</summary>
        protected abstract bool IsReleased(long nowMs);

        /// <summary>Tests what needs no person and notes it. What a person has seen stays noted while the part answers.</summary>
        protected abstract void Check(long nowMs);

        /// <summary>Whether a question makes sense now: of a display that does not answer nobody can say what it shows.</summary>
        protected abstract bool CanAsk(byte part);

        /// <summary>Shows that button or keys are to be released.</summary>
        protected abstract void ShowRelease(long nowMs);

        /// <summary>Shows the question and what it is about: the pattern, the light, the sound.</summary>
        /// <returns>Whether the question stands; before that nobody can answer it.</returns>
        protected abstract bool ShowQuestion(byte part, long elapsedMs, long nowMs);

        /// <summary>What the person says; asked at most once a step. Of part 00: anything, to go on.</summary>
        protected abstract SelfTestAnswer Answer(byte part, long nowMs);

        /// <summary>Nobody answered a question: notes it where that is a fault.</summary>
        protected abstract void NobodyAnswered(byte part);

        /// <summary>Shows what was found.</summary>
        protected abstract void ShowResult(long nowMs);

        /// <summary>The test is over: display and input are the board's again.</summary>
        protected abstract void End(long nowMs);

        private ResponseApdu Echo(CommandApdu command)
        {
            if (command.P1 != 0 || command.P2 != 0)
            {
                return CommandChecks.Status(StatusWord.IncorrectP1P2);
            }

            if (command.Data.Length > SelfTestApplet.MaxEcho)
            {
                return CommandChecks.Status(StatusWord.WrongLength);
            }

            _echoCame = true;
            Report.Good(SelfTestApplet.Serial);
            return new ResponseApdu(StatusWord.Success, command.Data);
        }

        private void Ask(byte part, long elapsedMs, long nowMs)
        {
            bool isAsked = ShowQuestion(part, elapsedMs, nowMs);
            SelfTestAnswer answer = isAsked ? Answer(part, nowMs) : SelfTestAnswer.None;
            bool isSerial = part == SelfTestApplet.Serial;
            _someoneAnswered |= answer != SelfTestAnswer.None;
            if (isSerial && _echoCame)
            {
                Report.Good(part);
            }
            else if (isSerial && elapsedMs >= QuestionMs)
            {
                Report.Fault(part, SelfTestApplet.NothingCame);
            }
            else if (!isSerial && answer == SelfTestAnswer.Yes)
            {
                Report.Good(part);
            }
            else if (!isSerial && answer == SelfTestAnswer.No)
            {
                Report.Fault(part, SelfTestApplet.NotSeen);
            }
            else if (elapsedMs >= QuestionMs)
            {
                NobodyAnswered(part);
            }
            else if (answer == SelfTestAnswer.None)
            {
                return;
            }

            Next(nowMs);
        }

        private void Next(long nowMs)
        {
            do
            {
                _question++;
            }
            while (_question < _questions.Length && !CanAsk(_questions[_question]));

            if (_question < _questions.Length)
            {
                Enter(Phase.Question, nowMs);
                return;
            }

            // Once more: a part may have come late, and the clock has had time to go on.
            Check(nowMs);
            if (Report.OutcomeOf(InputPart) == SelfTestApplet.NotTested)
            {
                if (_someoneAnswered)
                {
                    Report.Good(InputPart);
                }
                else
                {
                    Report.Fault(InputPart, SelfTestApplet.NothingCame);
                }
            }

            Finish(nowMs);
        }

        private void Finish(long nowMs)
        {
            Report.State = SelfTestApplet.StateComplete;
            Enter(Phase.Result, nowMs);
        }

        private void Enter(Phase phase, long nowMs)
        {
            _phase = phase;
            _sinceMs = nowMs;
        }
    }
}
