using System.Device.Gpio;
using System.Device.I2c;
using nanoFramework.Hardware.Esp32;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Link;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// The acceptance terminal: reader, display, keypad, buzzer, LEDs, memory and serial link around one transaction at a time. It is driven from
    /// outside, has no clock of its own and no thread; what waits in it is the reader's driver, never for 100 ms.
    /// </summary>
    public sealed class TerminalApp
    {
        private const int I2cBus = 1;
        private const int RetryMs = 1000;

        private readonly TerminalStore _store;
        private readonly NfcReader _reader;
        private readonly ColourPanel _panel;
        private readonly CardReading _reading;
        private readonly PaymentFlow _flow;
        private readonly KeyHandling _keys;
        private readonly SignalPlayer _signals;
        private readonly TerminalApplication _application;
        private readonly TerminalDisplay _display;
        private readonly Keypad _keypad;
        private readonly TerminalSelfTest _selfTest;
        private readonly SerialLinkPort _link;
        private bool _isFault;
        private long _loadAtMs;

        /// <summary>Opens the devices of the board. No part is spoken to before the first step.</summary>
        /// <param name="pins">Where they are wired.</param>
        public TerminalApp(TerminalPins pins)
        {
            Configuration.SetPinFunction(pins.I2cData, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(pins.I2cClock, DeviceFunction.I2C1_CLOCK);
            Configuration.SetPinFunction(pins.SerialTransmit, DeviceFunction.COM2_TX);
            Configuration.SetPinFunction(pins.SerialReceive, DeviceFunction.COM2_RX);
            Configuration.SetPinFunction(pins.PanelData, DeviceFunction.SPI1_MOSI);
            Configuration.SetPinFunction(pins.PanelAnswer, DeviceFunction.SPI1_MISO);
            Configuration.SetPinFunction(pins.PanelClock, DeviceFunction.SPI1_CLOCK);
            Configuration.SetPinFunction(pins.ReaderData, DeviceFunction.SPI2_MOSI);
            Configuration.SetPinFunction(pins.ReaderAnswer, DeviceFunction.SPI2_MISO);
            Configuration.SetPinFunction(pins.ReaderClock, DeviceFunction.SPI2_CLOCK);
            GpioController gpio = new GpioController();
            _keypad = new Keypad(gpio, pins.KeypadRows, pins.KeypadColumns);
            Sounder sounder = new Sounder(gpio.OpenPin(pins.Buzzer, PinMode.Output));
            SignalLed green = new SignalLed(gpio.OpenPin(pins.GreenLed, PinMode.Output));
            SignalLed red = new SignalLed(gpio.OpenPin(pins.RedLed, PinMode.Output));
            _signals = new SignalPlayer(sounder, green, red);
            _reader = new NfcReader(gpio, pins.ReaderSelect);
            _panel = new ColourPanel(gpio, pins);

            Fram fram = new Fram(I2cDevice.Create(new I2cConnectionSettings(I2cBus, Fram.Address, I2cBusSpeed.FastMode)));
            _store = new TerminalStore(fram);
            EventQueue events = new EventQueue(_store.Counters);
            Randomness random = new Randomness(_store);
            _reading = new CardReading(_reader, random);
            _flow = new PaymentFlow(_store, events, random, _reading, _signals);
            _keys = new KeyHandling(_flow, _store);
            _application = new TerminalApplication(_store, _flow, events, _reading, random, _reader, _panel);
            _display = new TerminalDisplay(_panel, new TerminalFont(), _store, _flow, _reader);
            _selfTest = new TerminalSelfTest(_panel, _display, fram, _reader, _keypad, green, red, sounder);
            _application.SelfTest = _selfTest;
            _link = new SerialLinkPort(new ApduHandler(_application.Process), new LinkReset(_application.CloseChannel));
        }

        /// <summary>The command handler.</summary>
        public TerminalApplication Application
        {
            get { return _application; }
        }

        /// <summary>What it waits for, as the display says: one of <see cref="TerminalApplet"/>'s State constants.</summary>
        public byte State
        {
            get { return _flow.State; }
        }

        /// <summary>Does the work that is due and returns.</summary>
        /// <param name="nowMs">Milliseconds since power-on, never falling; called every 10 ms or so.</param>
        public void Step(long nowMs)
        {
            Start(nowMs);
            _application.NowMs = nowMs;
            bool isWhole = IsWhole();
            _flow.Tick(isWhole && _store.LifeCycle == TokenApplet.LifeCyclePersonalised && _store.Configuration.Exists && !_flow.IsBankSilent(nowMs), nowMs);
            _link.Step();
            if (_selfTest.Run(nowMs, _flow.IsBusy))
            {
                Read(nowMs);
                return;
            }

            char key = _keypad.Poll(nowMs);
            if (key != Keypad.None)
            {
                _signals.Key();
                _keys.Pressed(key, _keypad.PressedAtMs, nowMs);
            }

            Read(nowMs);
            _display.Refresh(nowMs);
            _isFault = _isFault ? !isWhole : !isWhole && nowMs >= RetryMs;
            _signals.Show(_flow.Stage, _flow.Outcome == TerminalApplet.JournalApproved, _isFault, nowMs);
        }

        // One call of the reader's driver in a step.
        private void Read(long nowMs)
        {
            if (_flow.Stage == Stage.Present || _flow.Stage == Stage.PresentAgain)
            {
                _flow.CardFound(_reading.Step(nowMs), nowMs);
            }
            else if (_flow.Stage != Stage.Working)
            {
                _reader.Rest();
                _reader.Step(nowMs);
            }
        }

        // Without its memory the terminal can do nothing; it looks for it until it is there.
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
                _flow.TryAbortOpen();
            }
        }

        private bool IsWhole()
        {
            return _store.IsLoaded && _store.LifeCycle != TokenApplet.LifeCycleLocked && _reader.IsPresent && _panel.IsPresent;
        }
    }
}
