using System;
using System.Device.Gpio;
using System.Device.Spi;
using Iot.Device.Pn532;
using Iot.Device.Pn532.ListPassive;
using Iot.Device.Pn532.RfConfiguration;
using PaymentCode.Core;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// The PN532 on SPI2 through Iot.Device.Pn532. That driver waits inside each call, for as many ticks of 10 ms as <see cref="Polls"/>
    /// allows; so the chip looks for a card once and gives up, and no call takes 100 ms. The driver's constructor would wait ten seconds for a chip that is
    /// not there: it is called only when the chip has acknowledged a command.
    /// </summary>
    internal sealed class NfcReader
    {
        /// <summary>Longest answer of a card, in bytes: what a normal frame of the chip carries.</summary>
        public const int MaxAnswer = 252;

        /// <summary>What a PN532 says it is: the first byte of its version.</summary>
        public const byte Pn532Code = 0x32;

        private const int Polls = 6;
        private const int Bus = 2;
        private const int FirstLookMs = 50;
        private const int LookAgainMs = 500;
        private const int AckWaitMs = 20;
        private const int CheckMs = 2000;
        private const byte DataWriting = 0x01;
        private const byte StatusReading = 0x02;
        private const byte DataReading = 0x03;
        private const byte ReadyBit = 0x01;

        private readonly GpioController _gpio;
        private readonly SpiDevice _bus;
        private readonly int _chipSelect;
        private Pn532 _chip;
        private bool _isAsked;
        private bool _isFieldOn;
        private long _nextMs;

        public NfcReader(GpioController gpio, int chipSelect)
        {
            _gpio = gpio;
            _chipSelect = chipSelect;
            _nextMs = FirstLookMs;
            SpiConnectionSettings settings = new SpiConnectionSettings(Bus);
            settings.ClockFrequency = Pn532.SpiClockFrequency;
            settings.Mode = Pn532.SpiMode;
            settings.DataFlow = DataFlow.LsbFirst;
            _bus = SpiDevice.Create(settings);
        }

        /// <summary>Whether the chip answered when it was asked last.</summary>
        public bool IsPresent { get; private set; }

        /// <summary>What the chip says of itself: IC, version, revision, support (UM0701-02 §7.2.2); null while none was found since power-on.</summary>
        public byte[] Version
        {
            get
            {
                FirmwareVersion version = _chip == null ? null : _chip.FirmwareVersion;
                return version == null
                    ? null
                    : new byte[] { version.IdentificationCode, (byte)version.Version.Major, (byte)version.Version.Minor, (byte)version.VersionSupported };
            }
        }

        /// <summary>Looks for a chip that is missing, and now and then whether the one that is there still answers.</summary>
        public void Step(long nowMs)
        {
            if (nowMs < _nextMs)
            {
                return;
            }

            if (_chip != null)
            {
                IsPresent = IsPresent ? TrySettle() : TryRevive();
            }
            else if (!_isAsked)
            {
                Ask();
                _nextMs = nowMs + AckWaitMs;
                return;
            }
            else
            {
                IsPresent = IsAcknowledged() && TryOpen();
            }

            _nextMs = nowMs + (IsPresent ? CheckMs : LookAgainMs);
        }

        /// <summary>Looks once for cards, two at most.</summary>
        /// <returns>What InListPassiveTarget answers from the number of targets on; null for none.</returns>
        public byte[] Find()
        {
            _isFieldOn = true;
            return _chip.ListPassiveTarget(MaxTarget.Two, TargetBaudRate.B106kbpsTypeA);
        }

        /// <summary>Gives a card a command.</summary>
        /// <param name="target">The chip's number of the card.</param>
        /// <param name="command">An APDU, or a command of a MIFARE card; 245 bytes at most.</param>
        /// <returns>The answer; null if none came in time.</returns>
        public byte[] Exchange(byte target, byte[] command)
        {
            byte[] buffer = new byte[MaxAnswer];
            int length = _chip.TransceiveAdvance(target, command, buffer);
            return length < 0 ? null : Bytes.Slice(buffer, 0, length);
        }

        /// <summary>Lets all cards go, so that they can be found anew.</summary>
        public void Release()
        {
            _chip.ReleaseTarget(0);
        }

        /// <summary>Switches the field off while nobody is asked for a card. Looking for one switches it on.</summary>
        public void Rest()
        {
            if (_isFieldOn && IsPresent)
            {
                _isFieldOn = !_chip.SetRfField(RfFieldMode.None);
            }
        }

        // GetFirmwareVersion (UM0701-02 §7.2.2); its answer is not waited for.
        private void Ask()
        {
            GpioPin select = _gpio.OpenPin(_chipSelect, PinMode.Output);
            select.Write(PinValue.High);
            select.Write(PinValue.Low);
            _bus.Write(new byte[] { DataWriting, 0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00 });
            select.Write(PinValue.High);
            _gpio.ClosePin(_chipSelect);
            _isAsked = true;
        }

        private bool IsAcknowledged()
        {
            _isAsked = false;
            GpioPin select = _gpio.OpenPin(_chipSelect, PinMode.Output);
            select.Write(PinValue.High);
            select.Write(PinValue.Low);
            _bus.WriteByte(StatusReading);
            bool acknowledged = (_bus.ReadByte() & ReadyBit) != 0;
            select.Write(PinValue.High);
            if (acknowledged)
            {
                byte[] frame = new byte[6];
                select.Write(PinValue.Low);
                _bus.WriteByte(DataReading);
                _bus.Read(frame);
                select.Write(PinValue.High);
                acknowledged = Bytes.Same(frame, new byte[] { 0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00 });
            }

            _gpio.ClosePin(_chipSelect);
            return acknowledged;
        }

        private bool TryOpen()
        {
            try
            {
                _chip = new Pn532(_bus, _chipSelect, _gpio);
            }
            catch (Exception)
            {
                // The driver knows no other way to say that the chip fell silent meanwhile; it leaves the pin open.
                _gpio.ClosePin(_chipSelect);
                return false;
            }

            _chip.ReadTimeOut = Polls;
            return TrySettle();
        }

        // A chip that lost its power has lost its settings too.
        private bool TryRevive()
        {
            _chip.WakeUp();
            _chip.SecurityAccessModuleMode = SecurityAccessModuleMode.Normal;
            _chip.ParametersFlags = ParametersFlags.AutomaticATR_RES | ParametersFlags.AutomaticRATS;
            return TrySettle();
        }

        private bool TrySettle()
        {
            MaxRetriesMode retries = new MaxRetriesMode();
            retries.MaxRetryAnswerToReset = 0;
            retries.MaxRetryPSL = 0;
            retries.MaxRetryPassiveActivation = 0;
            return _chip.SetMaxRetriesInitialization(retries);
        }
    }
}
