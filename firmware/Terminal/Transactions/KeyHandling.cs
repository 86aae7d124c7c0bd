using PaymentCode.Core;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Terminal
{
    /// <summary>What the keys do: digits type, # confirms, * clears what was typed and otherwise cancels.</summary>
    internal sealed class KeyHandling
    {
        /// <summary>Digits of a payment code.</summary>
        public const int CodeDigits = 18;

        /// <summary>Most digits of an amount: n12.</summary>
        public const int AmountDigits = 12;

        /// <summary>Most digits of a receiver.</summary>
        public const int ReceiverDigits = 20;

        /// <summary>A confirmation counts only if its key went down this long after what it answers had appeared.</summary>
        public const int ReactionMs = 300;

        private const char PayKey = '1';
        private const char TransferKey = '2';
        private const char LanguageKey = '3';
        private const char LastKey = '4';

        private readonly PaymentFlow _flow;
        private readonly TerminalStore _store;

        public KeyHandling(PaymentFlow flow, TerminalStore store)
        {
            _flow = flow;
            _store = store;
        }

        /// <summary>A key went down.</summary>
        /// <param name="key">'0' to '9', <see cref="Keypad.Ok"/> or <see cref="Keypad.Cancel"/>.</param>
        /// <param name="pressedAtMs">When.</param>
        /// <param name="nowMs">The time of this step.</param>
        public void Pressed(char key, long pressedAtMs, long nowMs)
        {
            switch (_flow.Stage)
            {
                case Stage.Idle:
                    PressedIdle(key, nowMs);
                    break;
                case Stage.Menu:
                    PressedInMenu(key, nowMs);
                    break;
                case Stage.Amount:
                    PressedAmount(key, nowMs);
                    break;
                case Stage.Receiver:
                    PressedReceiver(key, nowMs);
                    break;
                case Stage.Present:
                    PressedPresent(key, nowMs);
                    break;
                case Stage.Password:
                    PressedPassword(key, nowMs);
                    break;
                case Stage.Confirm:
                    PressedConfirm(key, pressedAtMs, nowMs);
                    break;
                case Stage.Working:
                case Stage.OtherDevice:
                case Stage.PresentAgain:
                    if (key == Keypad.Cancel)
                    {
                        _flow.CancelByPerson(nowMs);
                    }

                    break;
                case Stage.Last:
                    _flow.Choose(Stage.Idle, false, nowMs);
                    break;
                case Stage.Verdict:
                    if (pressedAtMs - _flow.ShownAtMs >= ReactionMs)
                    {
                        _flow.Choose(Stage.Idle, false, nowMs);
                    }

                    break;
            }
        }

        private static bool IsDigit(char key)
        {
            return key >= '0' && key <= '9';
        }

        private void PressedIdle(char key, long nowMs)
        {
            if (key == Keypad.Cancel)
            {
                _flow.Choose(Stage.Menu, false, nowMs);
            }
            else if (IsDigit(key))
            {
                _flow.Choose(Stage.Amount, false, nowMs);
                TypeAmount(key, nowMs);
            }
        }

        private void PressedInMenu(char key, long nowMs)
        {
            switch (key)
            {
                case PayKey:
                case TransferKey:
                    _flow.Choose(Stage.Amount, key == TransferKey, nowMs);
                    break;
                case LanguageKey:
                    _store.Configuration.TrySwitchLanguage();
                    _flow.Choose(Stage.Idle, false, nowMs);
                    break;
                case LastKey:
                    _flow.Choose(Stage.Last, false, nowMs);
                    break;
                case Keypad.Cancel:
                    _flow.Choose(Stage.Idle, false, nowMs);
                    break;
            }
        }

        private void PressedAmount(char key, long nowMs)
        {
            if (IsDigit(key))
            {
                TypeAmount(key, nowMs);
            }
            else if (key == Keypad.Cancel)
            {
                ClearOrLeave(nowMs);
            }
            else if (_flow.Typed.Number() > 0)
            {
                if (_flow.IsTransfer)
                {
                    _flow.Choose(Stage.Receiver, true, nowMs);
                }
                else
                {
                    _flow.TryBegin(TokenApplet.TypePurchase, _flow.Typed.Number(), null, nowMs);
                }
            }
        }

        private void PressedReceiver(char key, long nowMs)
        {
            if (IsDigit(key))
            {
                _flow.Typed.Add(key, ReceiverDigits);
                _flow.Typing(nowMs);
            }
            else if (key == Keypad.Cancel)
            {
                ClearOrLeave(nowMs);
            }
            else if (_flow.Typed.Count > 0)
            {
                _flow.TryBegin(TokenApplet.TypeTransfer, _flow.AmountMinor, Bytes.FromAscii(_flow.Typed.Text()), nowMs);
            }
        }

        private void PressedPresent(char key, long nowMs)
        {
            if (IsDigit(key) && _flow.TakesCode)
            {
                _flow.Typed.Add(key, CodeDigits);
                _flow.Typing(nowMs);
            }
            else if (key == Keypad.Cancel)
            {
                ClearOrCancel(nowMs);
            }
            else if (key == Keypad.Ok && _flow.Typed.Count == CodeDigits)
            {
                _flow.SendCode(nowMs);
            }
        }

        private void PressedPassword(char key, long nowMs)
        {
            if (IsDigit(key))
            {
                _flow.Typed.Add(key, PinBlock.MaxPin);
                _flow.Typing(nowMs);
            }
            else if (key == Keypad.Cancel)
            {
                ClearOrCancel(nowMs);
            }
            else if (_flow.Typed.Count >= PinBlock.MinPin)
            {
                _flow.SendPassword(nowMs);
            }
        }

        private void PressedConfirm(char key, long pressedAtMs, long nowMs)
        {
            if (key == Keypad.Cancel)
            {
                _flow.CancelByPerson(nowMs);
            }
            else if (key == Keypad.Ok && _flow.ShownAtMs != long.MaxValue && pressedAtMs - _flow.ShownAtMs >= ReactionMs)
            {
                _flow.Confirm(nowMs);
            }
        }

        // A leading zero is none: what is typed stands for minor units.
        private void TypeAmount(char key, long nowMs)
        {
            if (key != '0' || _flow.Typed.Count > 0)
            {
                _flow.Typed.Add(key, AmountDigits);
            }

            _flow.Typing(nowMs);
        }

        private void ClearOrLeave(long nowMs)
        {
            if (_flow.Typed.Count == 0)
            {
                _flow.Choose(Stage.Idle, false, nowMs);
                return;
            }

            _flow.Typed.Wipe();
            _flow.Typing(nowMs);
        }

        private void ClearOrCancel(long nowMs)
        {
            if (_flow.Typed.Count == 0)
            {
                _flow.CancelByPerson(nowMs);
                return;
            }

            _flow.Typed.Wipe();
            _flow.Typing(nowMs);
        }
    }
}
