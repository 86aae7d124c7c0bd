namespace PaymentCode.Terminal
{
    /// <summary>Which GPIO numbers the parts hang on. hardware/terminal states the same; a test compares the two.</summary>
    public sealed class TerminalPins
    {
        private TerminalPins()
        {
        }

        /// <summary>SDA of the memory.</summary>
        public int I2cData { get; private set; }

        /// <summary>SCL of the memory.</summary>
        public int I2cClock { get; private set; }

        /// <summary>TX of the application's serial link, COM2.</summary>
        public int SerialTransmit { get; private set; }

        /// <summary>RX of the application's serial link, COM2.</summary>
        public int SerialReceive { get; private set; }

        /// <summary>MOSI of the reader, SPI2.</summary>
        public int ReaderData { get; private set; }

        /// <summary>MISO of the reader.</summary>
        public int ReaderAnswer { get; private set; }

        /// <summary>SCK of the reader.</summary>
        public int ReaderClock { get; private set; }

        /// <summary>NSS of the reader.</summary>
        public int ReaderSelect { get; private set; }

        /// <summary>SDI of the panel, SPI1.</summary>
        public int PanelData { get; private set; }

        /// <summary>SDO of the panel.</summary>
        public int PanelAnswer { get; private set; }

        /// <summary>SCL of the panel.</summary>
        public int PanelClock { get; private set; }

        /// <summary>CSX of the panel.</summary>
        public int PanelSelect { get; private set; }

        /// <summary>D/CX of the panel.</summary>
        public int PanelCommand { get; private set; }

        /// <summary>The keypad's rows, top first; the pull-ups are the controller's own.</summary>
        public int[] KeypadRows { get; private set; }

        /// <summary>The keypad's columns, left first; open drain.</summary>
        public int[] KeypadColumns { get; private set; }

        /// <summary>The buzzer, through a transistor; it sounds at a high level.</summary>
        public int Buzzer { get; private set; }

        /// <summary>The green LED, lit by a high level.</summary>
        public int GreenLed { get; private set; }

        /// <summary>The red LED, lit by a high level.</summary>
        public int RedLed { get; private set; }

        /// <summary>An ESP32-S3. A plain ESP32 has too few pins: with PSRAM not even two for the serial link.</summary>
        public static TerminalPins Esp32S3()
        {
            return new TerminalPins
            {
                I2cData = 8,
                I2cClock = 9,
                SerialTransmit = 17,
                SerialReceive = 18,
                ReaderData = 41,
                ReaderAnswer = 42,
                ReaderClock = 40,
                ReaderSelect = 39,
                PanelData = 11,
                PanelAnswer = 13,
                PanelClock = 12,
                PanelSelect = 10,
                PanelCommand = 14,
                KeypadRows = new int[] { 4, 5, 6, 7 },
                KeypadColumns = new int[] { 15, 16, 1 },
                Buzzer = 2,
                GreenLed = 21,
                RedLed = 47,
            };
        }
    }
}
