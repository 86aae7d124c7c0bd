using System.Device.Gpio;
using System.Device.I2c;
using nanoFramework.Hardware.Esp32;
using PaymentCode.Core.Link;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// The e-signature token: display, memory, clock, button, LED, serial link and, if it is fitted, contactless link around one command
    /// handler. It is driven from outside, has no clock of its own, no thread, and never waits.
    /// </summary>
    public sealed class TokenApp
    {
        private const int I2cBus = 1;
        private const int SpiBus = 1;
        private const int TickMs = 100;
        private const int RetryMs = 1000;

        private readonly TokenStore _store;
        private readonly RealTimeClock _clock;
        private readonly OledPanel _panel;
        private readonly Authorization _authorization;
        private readonly PaymentCodes _payments;
        private readonly TokenApplication _application;
        private readonly TokenDisplay _display;
        private readonly PushButton _button;
        private readonly StatusLed _led;
        private readonly SerialLinkPort _link;
        private readonly NfcTarget _target;
        private readonly TokenSelfTest _selfTest;
        private bool _isTesting;
        private long _tickAtMs;
        private long _loadAtMs;

        /// <summary>Opens the devices of the board. No part is spoken to before the first step.</summary>
        /// <param name="pins">Where they are wired.</param>
        public TokenApp(TokenPins pins)
        {
            Configuration.SetPinFunction(pins.I2cData, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(pins.I2cClock, DeviceFunction.I2C1_CLOCK);
            Configuration.SetPinFunction(pins.SerialTransmit, DeviceFunction.COM2_TX);
            Configuration.SetPinFunction(pins.SerialReceive, DeviceFunction.COM2_RX);
            Configuration.SetPinFunction(pins.NfcMosi, DeviceFunction.SPI1_MOSI);
            Configuration.SetPinFunction(pins.NfcMiso, DeviceFunction.SPI1_MISO);
            Configuration.SetPinFunction(pins.NfcClock, DeviceFunction.SPI1_CLOCK);
            GpioController gpio = new GpioController();
            _button = new PushButton(gpio.OpenPin(pins.Button, PinMode.InputPullUp));
            _led = new StatusLed(gpio.OpenPin(pins.Led, PinMode.Output));

            TokenFont font = new TokenFont();
            Fram fram = new Fram(Device(Fram.Address));
            _store = new TokenStore(fram);
            _clock = new RealTimeClock(Device(RealTimeClock.Address));
            _panel = new OledPanel(Device(OledPanel.Address));
            _authorization = new Authorization(_store, _clock, _panel, font);
            _payments = new PaymentCodes(_store, _clock, _authorization);
            _application = new TokenApplication(_store, _clock, _authorization);
            _display = new TokenDisplay(_panel, font, _store, _clock, _authorization, _payments, TokenApplication.VersionText);

            _link = new SerialLinkPort(new ApduHandler(_application.Process), new LinkReset(_application.CloseChannel));
            _target = new NfcTarget(
                new Pn532Port(SpiBus, pins.NfcSelect),
                _store.Vault,
                new ApduHandler(_application.ProcessContactless),
                new LinkReset(_application.CloseContactlessChannel));
            _selfTest = new TokenSelfTest(_panel, font, fram, _clock, _button, _led, _target);
            _application.SelfTest = _selfTest;
        }

        /// <summary>The command handler, the same for every link.</summary>
        public TokenApplication Application
        {
            get { return _application; }
        }

        /// <summary>Does the work that is due and returns.</summary>
        /// <param name="nowMs">Milliseconds since power-on, never falling; called every 10 ms or so.</param>
        public void Step(long nowMs)
        {
            Start(nowMs);
            _application.NowMs = nowMs;
            if (nowMs >= _tickAtMs)
            {
                _authorization.Tick(nowMs);
                _payments.Tick(nowMs);
                _tickAtMs = nowMs + TickMs;
            }

            _link.Step();
            _target.Step(nowMs);
            if (IsTesting(nowMs))
            {
                return;
            }

            ButtonPress press = _button.Poll(nowMs);
            if (press != ButtonPress.None)
            {
                _display.Wake(nowMs);
                Pressed(press, nowMs);
            }

            if (_authorization.Stage != Stage.None)
            {
                _payments.Hide();
            }

            _display.Refresh(nowMs);
            _led.Show(Signal(), nowMs);
        }

        // What is asked for has precedence; a press while nothing is makes a payment code.
        private void Pressed(ButtonPress press, long nowMs)
        {
            if (_authorization.Stage != Stage.None)
            {
                _authorization.Pressed(press, _button.BeganAtMs, nowMs);
            }
            else if (_store.IsLoaded)
            {
                _payments.Pressed(press, nowMs);
            }
        }

        private static I2cDevice Device(int address)
        {
            return I2cDevice.Create(new I2cConnectionSettings(I2cBus, address, I2cBusSpeed.FastMode));
        }

        // Without its memory the token can do nothing; it looks for it until it is there.
        private void Start(long nowMs)
        {
            if (_store.IsLoaded || nowMs < _loadAtMs)
            {
                return;
            }

            _loadAtMs = nowMs + RetryMs;
            if (_store.TryLoad())
            {
                _application.Start(nowMs);
            }

            _display.Wake(nowMs);
        }

        // While the self-test has display, button and LED nothing else may use them; afterwards the picture that belongs there comes back.
        private bool IsTesting(long nowMs)
        {
            bool was = _isTesting;
            _isTesting = _selfTest.Run(nowMs, _authorization.Stage != Stage.None);
            if (was && !_isTesting)
            {
                _display.Redraw();
                _display.Wake(nowMs);
            }

            return _isTesting;
        }

        private LedSignal Signal()
        {
            switch (_authorization.Stage)
            {
                case Stage.Prompt:
                    return LedSignal.Decision;
                case Stage.None:
                    bool fit = _store.IsLoaded && _store.LifeCycle != Core.Applet.TokenApplet.LifeCycleLocked && _clock.IsPresent && _panel.IsPresent;
                    return fit ? LedSignal.Nothing : LedSignal.Fault;
                default:
                    return LedSignal.CodeHeld;
            }
        }
    }
}
