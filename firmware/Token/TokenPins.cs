namespace PaymentCode.Token
{
    /// <summary>Which GPIO numbers the parts hang on. hardware/token states the same; a test compares the two.</summary>
    public sealed class TokenPins
    {
        private TokenPins(int data, int clock, int transmit, int receive, int button, int led, int[] nfc)
        {
            I2cData = data;
            I2cClock = clock;
            SerialTransmit = transmit;
            SerialReceive = receive;
            Button = button;
            Led = led;
            NfcMosi = nfc[0];
            NfcMiso = nfc[1];
            NfcClock = nfc[2];
            NfcSelect = nfc[3];
        }

        /// <summary>SDA of display, memory and clock.</summary>
        public int I2cData { get; }

        /// <summary>SCL of display, memory and clock.</summary>
        public int I2cClock { get; }

        /// <summary>TX of the application's serial link, COM2.</summary>
        public int SerialTransmit { get; }

        /// <summary>RX of the application's serial link, COM2.</summary>
        public int SerialReceive { get; }

        /// <summary>The push button, to ground; the pull-up is the controller's own.</summary>
        public int Button { get; }

        /// <summary>The LED, lit by a high level.</summary>
        public int Led { get; }

        /// <summary>MOSI of the PN532, SPI1.</summary>
        public int NfcMosi { get; }

        /// <summary>MISO of the PN532, SPI1.</summary>
        public int NfcMiso { get; }

        /// <summary>Clock of the PN532, SPI1.</summary>
        public int NfcClock { get; }

        /// <summary>NSS of the PN532.</summary>
        public int NfcSelect { get; }

        /// <summary>A plain ESP32 (WROOM; on a WROVER, 16 and 17 belong to the PSRAM). The button is not on GPIO0, which selects the boot loader.</summary>
        public static TokenPins Esp32()
        {
            return new TokenPins(21, 22, 17, 16, 27, 4, new int[] { 23, 19, 18, 26 });
        }

        /// <summary>An ESP32-S3.</summary>
        public static TokenPins Esp32S3()
        {
            return new TokenPins(8, 9, 17, 18, 4, 5, new int[] { 11, 13, 12, 10 });
        }
    }
}
