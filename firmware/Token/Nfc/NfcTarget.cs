using System;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Link;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// The token as a contactless card: a PN532 as ISO/IEC 14443-4 target (UM0701-02 §4.2.4 and §7.3.14 to 7.3.18). Each step looks at the
    /// chip's status byte once while no reader is there, and a bounded number of times while one is; it never waits. Whatever goes wrong,
    /// a field that vanishes, a chip that is missing, gone or talks nonsense, ends the conversation and begins anew with the chip's setting up.
    /// </summary>
    internal sealed class NfcTarget
    {
        /// <summary>What a PN532 says it is: the first byte of its version.</summary>
        public const byte Pn532 = 0x32;

        private const int ChecksInSession = 24;
        private const int AcknowledgeMs = 30;
        private const int AnswerMs = 1000;
        private const int ListenMs = 10000;
        private const int RearmMs = 5000;
        private const int RestMs = 1000;
        private const int TransmissionFaults = 3;
        private const int AcknowledgeLength = 6;
        private const int ShortAnswerLength = 40;
        private const int MaxCommand = 1024;
        private const int StatusLength = 2;
        private const byte PiccOnly = 0x04;
        private const byte ActivatedAsPicc = 0x08;

        private readonly Pn532Port _port;
        private readonly KeyVault _vault;
        private readonly ApduHandler _handler;
        private readonly LinkReset _onReleased;
        private readonly byte[] _apdu;
        private Phase _phase;
        private byte _command;
        private long _dueAtMs;
        private int _checks;
        private int _apduLength;
        private int _faults;
        private bool _inSession;
        private bool _isSetUp;
        private bool _askedAgain;
        private bool _hasExecuted;

        /// <param name="port">The chip.</param>
        /// <param name="vault">Has the serial number, of which the card's identifier on the air is made.</param>
        /// <param name="handler">What executes commands.</param>
        /// <param name="onReleased">Called when the reader has let the token go, or the field is gone.</param>
        public NfcTarget(Pn532Port port, KeyVault vault, ApduHandler handler, LinkReset onReleased)
        {
            _port = port;
            _vault = vault;
            _handler = handler;
            _onReleased = onReleased;
            _apdu = new byte[MaxCommand];
            _phase = Phase.Resting;
        }

        private enum Phase
        {
            /// <summary>The chip is left alone until its time comes.</summary>
            Resting,

            /// <summary>It was woken, and gets its first command with the next step.</summary>
            Waking,

            /// <summary>It has a command and owes the acknowledgement.</summary>
            Sent,

            /// <summary>It works on a command.</summary>
            Working,
        }

        /// <summary>Whether the chip is there and waits for a reader, or has one.</summary>
        public bool IsListening
        {
            get { return _isSetUp; }
        }

        /// <summary>What the chip said of itself last: IC, version, revision, support (UM0701-02 §7.2.2); null while none has answered since power-on.</summary>
        public byte[] Version { get; private set; }

        /// <summary>Takes the conversation as far as it goes without waiting; executes one command at most.</summary>
        /// <param name="nowMs">Milliseconds, never falling.</param>
        public void Step(long nowMs)
        {
            _hasExecuted = false;
            _checks = _inSession ? ChecksInSession : 1;
            while (_checks > 0 && Turn(nowMs))
            {
            }
        }

        // True while there may be more to do in this step.
        private bool Turn(long nowMs)
        {
            switch (_phase)
            {
                case Phase.Resting:
                    if (nowMs >= _dueAtMs)
                    {
                        _port.IsReady();
                        _phase = Phase.Waking;
                    }

                    return false;
                case Phase.Waking:
                    // Normal mode, no SAM: what a chip wants first after power-on (§7.2.10).
                    Send(Pn532Command.SamConfiguration, new byte[] { 0x01 }, nowMs);
                    return true;
                default:
                    if (_hasExecuted && _phase == Phase.Working && _command == Pn532Command.TgGetData)
                    {
                        // The next command can wait for the next step: the rest of the board has its turn too.
                        return false;
                    }

                    _checks--;
                    if (_port.IsReady())
                    {
                        return _phase == Phase.Sent ? TakeAcknowledge(nowMs) : TakeAnswer(nowMs);
                    }

                    return nowMs < _dueAtMs || Overdue(nowMs);
            }
        }

        private bool Overdue(long nowMs)
        {
            if (_phase == Phase.Working && (_command == Pn532Command.TgInitAsTarget || _command == Pn532Command.TgGetData))
            {
                // Nobody came, or a reader that holds the field has nothing to say. To be set up again shows whether the chip is still there.
                _port.Abort();
                Listen(nowMs);
                return false;
            }

            return Restart(nowMs);
        }

        private bool TakeAcknowledge(long nowMs)
        {
            if (_port.Read(AcknowledgeLength) != FrameKind.Acknowledge)
            {
                return Restart(nowMs);
            }

            _phase = Phase.Working;
            _isSetUp |= _command == Pn532Command.TgInitAsTarget;
            _dueAtMs = nowMs + PatienceMs();
            return true;
        }

        private int PatienceMs()
        {
            switch (_command)
            {
                case Pn532Command.TgInitAsTarget:
                    return RearmMs;
                case Pn532Command.TgGetData:
                    return ListenMs;
                default:
                    return AnswerMs;
            }
        }

        private bool TakeAnswer(long nowMs)
        {
            FrameKind kind = _port.Read(_command == Pn532Command.TgGetData ? Pn532Frame.MaxLength : ShortAnswerLength);
            if (kind == FrameKind.Garbage && !_askedAgain)
            {
                _askedAgain = true;
                _port.AskAgain();
                return true;
            }

            Pn532Frame answer = _port.Frame;
            if (kind != FrameKind.Information || answer[0] != _command + 1)
            {
                return Restart(nowMs);
            }

            switch (_command)
            {
                case Pn532Command.SamConfiguration:
                    return Send(Pn532Command.GetFirmwareVersion, new byte[0], nowMs);
                case Pn532Command.GetFirmwareVersion:
                    // fISO14443-4_PICC: the chip answers RATS, keeps the blocks in order and asks for more time by itself (§7.2.9).
                    return TakeVersion(answer)
                        ? Send(Pn532Command.SetParameters, new byte[] { 0x20 }, nowMs)
                        : Restart(nowMs);
                case Pn532Command.SetParameters:
                    return Listen(nowMs);
                case Pn532Command.TgInitAsTarget:
                    return Activated(nowMs);
                case Pn532Command.TgGetData:
                    return answer.Length >= StatusLength ? TakeCommand(answer, nowMs) : Restart(nowMs);
                default:
                    return answer.Length == StatusLength && (answer[1] & Pn532Error.Mask) == Pn532Error.None
                        ? Receive(nowMs)
                        : Failed(answer.Length == StatusLength ? answer[1] : Pn532Error.InvalidParameter, nowMs);
            }
        }

        private bool TakeVersion(Pn532Frame answer)
        {
            if (answer.Length != 5)
            {
                return false;
            }

            Version = new byte[] { answer[1], answer[2], answer[3], answer[4] };
            return Version[0] == Pn532;
        }

        private bool Activated(long nowMs)
        {
            if (_port.Frame.Length < StatusLength || (_port.Frame[1] & ActivatedAsPicc) == 0)
            {
                return Listen(nowMs);
            }

            _inSession = true;
            _checks = ChecksInSession;
            _faults = 0;
            return Receive(nowMs);
        }

        private bool TakeCommand(Pn532Frame answer, long nowMs)
        {
            byte status = answer[1];
            if ((status & Pn532Error.Mask) != Pn532Error.None)
            {
                return Failed(status, nowMs);
            }

            // What goes beyond the longest command is counted and not kept: it is answered as a command of wrong length.
            for (int i = StatusLength; i < answer.Length; i++, _apduLength++)
            {
                if (_apduLength < MaxCommand)
                {
                    _apdu[_apduLength] = answer[i];
                }
            }

            if ((status & Pn532Error.MoreInformation) != 0)
            {
                return Send(Pn532Command.TgGetData, new byte[0], nowMs);
            }

            _hasExecuted = true;
            byte[] response = _handler(_apdu, _apduLength);
            Array.Clear(_apdu, 0, _apdu.Length);
            _faults = 0;
            return Send(Pn532Command.TgSetData, Bounded(response), nowMs);
        }

        // TgSetData carries one message; its chaining is for NFCIP-1 alone (§7.3.17). No answer of the token's comes near this length.
        private static byte[] Bounded(byte[] response)
        {
            return response.Length < Pn532Frame.MaxData ? response : new ResponseApdu(StatusWord.NoPreciseDiagnosis).ToBytes();
        }

        private bool Failed(byte status, long nowMs)
        {
            switch (status & Pn532Error.Mask)
            {
                case Pn532Error.Crc:
                case Pn532Error.Parity:
                case Pn532Error.BitCount:
                case Pn532Error.Framing:
                case Pn532Error.BitCollision:
                case Pn532Error.DataFormat:
                    // A block was spoilt on the air: the reader sends it again, and the chip goes on from there.
                    return ++_faults <= TransmissionFaults ? Receive(nowMs) : Listen(nowMs);
                case Pn532Error.Temperature:
                case Pn532Error.OverCurrent:
                case Pn532Error.InvalidParameter:
                case Pn532Error.NotAllowed:
                    // The chip is unwell, or has forgotten its settings.
                    return Restart(nowMs);
                default:
                    // Released, field gone, not activated any more, a message beyond its buffer: it is over, and the next reader may come.
                    return Listen(nowMs);
            }
        }

        private bool Receive(long nowMs)
        {
            _apduLength = 0;
            return Send(Pn532Command.TgGetData, new byte[0], nowMs);
        }

        private bool Listen(long nowMs)
        {
            Release();

            // SENS_RES, NFCID1t (the chip puts 08 before it), SEL_RES: a card of ISO/IEC 14443-4; nothing of FeliCa's or NFCIP-1's; no
            // general and no historical bytes (§7.3.14).
            byte[] serial = _vault.Serial;
            byte[] arguments = new byte[37];
            arguments[0] = PiccOnly;
            arguments[1] = 0x04;
            Array.Copy(serial, serial.Length - 3, arguments, 3, 3);
            arguments[6] = 0x20;
            return Send(Pn532Command.TgInitAsTarget, arguments, nowMs);
        }

        private bool Send(byte command, byte[] arguments, long nowMs)
        {
            _command = command;
            _askedAgain = false;
            _port.Send(command, arguments);
            _phase = Phase.Sent;
            _dueAtMs = nowMs + AcknowledgeMs;
            return true;
        }

        // A chip that worked is set up anew at once, one that never did or does not any more is asked again every second.
        private bool Restart(long nowMs)
        {
            Release();
            _port.Abort();
            _phase = Phase.Resting;
            _dueAtMs = _isSetUp ? nowMs : nowMs + RestMs;
            _isSetUp = false;
            return false;
        }

        private void Release()
        {
            Array.Clear(_apdu, 0, _apdu.Length);
            _apduLength = 0;
            if (_inSession)
            {
                _inSession = false;
                _onReleased();
            }
        }
    }
}
