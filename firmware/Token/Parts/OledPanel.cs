using System;
using System.Device.I2c;
using Iot.Device.Ssd13xx;

namespace PaymentCode.Token
{
    /// <summary>
    /// The SSD1306 panel, 128×64. Iot.Device.Ssd13xx initialises it; the pages are written here, because the library ignores what the bus
    /// answers, and a page that was not taken would leave a part of another picture standing beside what the customer confirms.
    /// </summary>
    public sealed class OledPanel
    {
        /// <summary>7-bit I2C address of the panel.</summary>
        public const int Address = 0x3C;

        private const byte CommandFollows = 0x00;
        private const byte DataFollows = 0x40;
        private const byte NoOperation = 0xE3;
        private const byte DisplayOff = 0xAE;
        private const byte DisplayOn = 0xAF;
        private const byte SetColumnAddress = 0x21;
        private const byte SetPageAddress = 0x22;

        private readonly I2cDevice _device;
        private readonly byte[] _page;
        private Ssd1306 _display;
        private bool _isOn;

        /// <param name="device">The panel's place on the bus. Nothing is sent yet.</param>
        public OledPanel(I2cDevice device)
        {
            _device = device;
            _page = new byte[1 + Frame.Width];
        }

        /// <summary>Whether the panel took what was sent to it last.</summary>
        public bool IsPresent { get; private set; }

        /// <summary>Asks whether the panel answers, and initialises it when it answers for the first time after it did not.</summary>
        public bool Probe()
        {
            bool present = Command(new byte[] { CommandFollows, NoOperation });
            if (present && _display == null)
            {
                _display = new Ssd1306(_device);
                present = Command(Settings()) && Dark();
            }

            return Note(present);
        }

        /// <summary>Shows a whole picture. It is dark until every page of the picture has arrived if it was dark before.</summary>
        /// <param name="pages">1,024 bytes in page format.</param>
        /// <returns>False if the panel did not take all of it: what it shows is then not this picture.</returns>
        public bool Show(byte[] pages)
        {
            bool done = Probe() && Command(new byte[] { CommandFollows, SetColumnAddress, 0, Frame.Width - 1, SetPageAddress, 0, Frame.PageCount - 1 });
            for (int page = 0; done && page < Frame.PageCount; page++)
            {
                done = Page(pages, page);
            }

            if (done && !_isOn)
            {
                _isOn = Command(new byte[] { CommandFollows, DisplayOn });
                done = _isOn;
            }

            return Note(done);
        }

        /// <summary>Shows one page of a picture that stands otherwise unchanged.</summary>
        /// <returns>False if the panel did not take it.</returns>
        public bool ShowPage(byte[] pages, int page)
        {
            return Note(Command(new byte[] { CommandFollows, SetColumnAddress, 0, Frame.Width - 1, SetPageAddress, (byte)page, (byte)page })
                && Page(pages, page));
        }

        /// <summary>Turns the panel off.</summary>
        /// <returns>False if it did not answer.</returns>
        public bool Dark()
        {
            _isOn = false;
            return Note(Command(new byte[] { CommandFollows, DisplayOff }));
        }

        // The library does not look whether its initialisation was taken, and a picture sent to a panel without it stays dark or is upside down.
        // So what a picture depends on is set once more, and seen to arrive (SSD1306 datasheet, table 9-1 and application note: charge pump 8D 14).
        private static byte[] Settings()
        {
            return new byte[]
            {
                CommandFollows, DisplayOff,
                0xD5, 0x80, 0xA8, Frame.PageCount * 8 - 1, 0xD3, 0, 0x40, // clock, rows, offset, start line
                0x8D, 0x14, 0x20, 0, // charge pump, horizontal addressing
                0xA1, 0xC8, 0xDA, 0x12, // segments, rows and pins as these modules are wired
                0x81, 0xCF, 0xD9, 0xF1, 0xDB, 0x40, 0xA4, 0xA6, // contrast, precharge, VCOMH, picture from RAM, not inverted
            };
        }

        private bool Page(byte[] pages, int page)
        {
            _page[0] = DataFollows;
            Array.Copy(pages, page * Frame.Width, _page, 1, Frame.Width);
            return Command(_page);
        }

        // A panel that missed something may have lost its power, and with it its settings: it is initialised when it answers again.
        private bool Note(bool done)
        {
            IsPresent = done;
            if (!done)
            {
                _display = null;
                _isOn = false;
            }

            return done;
        }

        private bool Command(byte[] message)
        {
            return _device.Write(message).Status == I2cTransferStatus.FullTransfer;
        }
    }
}
