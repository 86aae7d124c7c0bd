using System.Device.Gpio;
using System.Device.Spi;
using nanoFramework.UI;
using nanoFramework.UI.GraphicDrivers;
using PaymentCode.Core;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// The ILI9341 panel, 240×320 pixels upright. nanoFramework.Graphics drives it and never reads; so before that takes the bus over, the panel is
    /// asked for its identification (datasheet V1.11 §8.3.23, Read ID4: 00 93 41 after a dummy), and one that is not there is known.
    /// </summary>
    internal sealed class ColourPanel
    {
        public const int Width = 240;
        public const int Height = 320;

        private const int Bus = 1;
        private const int ReadClock = 2000000;
        private const int NotWired = -1;
        private const byte ReadId4 = 0xD3;
        private const ulong Model = 0x009341;

        private readonly GpioController _gpio;
        private readonly TerminalPins _pins;

        public ColourPanel(GpioController gpio, TerminalPins pins)
        {
            _gpio = gpio;
            _pins = pins;
        }

        /// <summary>Whether the panel answered and was initialised.</summary>
        public bool IsPresent { get; private set; }

        /// <summary>Looks for the panel and initialises it.</summary>
        public bool TryStart()
        {
            if (!IsPresent && Answers())
            {
                DisplayControl.Initialize(
                    new SpiConfiguration(Bus, _pins.PanelSelect, _pins.PanelCommand, NotWired, NotWired),
                    new ScreenConfiguration(0, 0, Height, Width, Ili9341.GraphicDriver),
                    0);
                DisplayControl.ChangeOrientation(DisplayOrientation.Portrait);
                IsPresent = true;
            }

            return IsPresent;
        }

        /// <summary>Shows whole lines.</summary>
        /// <param name="y">The uppermost one.</param>
        /// <param name="height">How many.</param>
        /// <param name="pixels">At least 240 for each line: five bits of red at the top, six of green, five of blue.</param>
        public void Show(int y, int height, ushort[] pixels)
        {
            DisplayControl.Write(0, (ushort)y, Width, (ushort)height, pixels);
        }

        private bool Answers()
        {
            SpiConnectionSettings settings = new SpiConnectionSettings(Bus);
            settings.ClockFrequency = ReadClock;
            GpioPin select = _gpio.OpenPin(_pins.PanelSelect, PinMode.Output);
            GpioPin command = _gpio.OpenPin(_pins.PanelCommand, PinMode.Output);
            SpiDevice device = SpiDevice.Create(settings);

            // An output begins low: what came before the first edge may have been taken for half a command.
            select.Write(PinValue.High);
            select.Write(PinValue.Low);
            command.Write(PinValue.Low);
            device.WriteByte(ReadId4);
            command.Write(PinValue.High);
            byte[] identification = new byte[5];
            device.Read(identification);
            select.Write(PinValue.High);
            device.Dispose();
            _gpio.ClosePin(_pins.PanelCommand);
            _gpio.ClosePin(_pins.PanelSelect);
            return HasModel(BigEndian.Get(identification, 0, identification.Length));
        }

        // The dummy is one clock on a serial interface (§7.1.10) and a byte on others: the model stands wherever it stands.
        private static bool HasModel(ulong answer)
        {
            bool found = false;
            for (; answer != 0; answer >>= 1)
            {
                found |= (answer & 0xFFFFFF) == Model;
            }

            return found;
        }
    }
}
