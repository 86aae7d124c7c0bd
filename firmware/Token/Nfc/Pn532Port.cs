using System;
using System.Device.Spi;

namespace PaymentCode.Token
{
    /// <summary>
    /// The PN532 on its SPI bus (UM0701-02 §6.2.5): the first byte of a transfer says what it is. The bus is the chip's alone, for it sends
    /// the least significant bit first, and all devices of a bus have the order of the first one. Nothing here waits.
    /// </summary>
    internal sealed class Pn532Port
    {
        private const int ClockHz = 2000000;
        private const byte DataWriting = 0x01;
        private const byte StatusReading = 0x02;
        private const byte DataReading = 0x03;
        private const byte Ready = 0x01;

        private readonly SpiDevice _device;
        private readonly byte[] _statusOut;
        private readonly byte[] _statusIn;
        private readonly byte[] _readingOut;
        private readonly byte[] _readingIn;

        /// <param name="bus">The SPI bus; its pins have their function already.</param>
        /// <param name="chipSelect">GPIO number of the chip's NSS.</param>
        public Pn532Port(int bus, int chipSelect)
        {
            SpiConnectionSettings settings = new SpiConnectionSettings(bus, chipSelect);
            settings.ClockFrequency = ClockHz;
            settings.Mode = SpiMode.Mode0;
            settings.DataFlow = DataFlow.LsbFirst;
            settings.DataBitLength = 8;
            _device = SpiDevice.Create(settings);
            _statusOut = new byte[] { StatusReading, 0x00 };
            _statusIn = new byte[2];
            _readingOut = new byte[1 + Pn532Frame.MaxLength];
            _readingOut[0] = DataReading;
            _readingIn = new byte[1 + Pn532Frame.MaxLength];
            Frame = new Pn532Frame();
        }

        /// <summary>What <see cref="Read"/> found last.</summary>
        public Pn532Frame Frame { get; }

        /// <summary>One look at the status byte: whether the chip has something to say. Also what wakes it, as NSS goes low.</summary>
        public bool IsReady()
        {
            _device.TransferFullDuplex(_statusOut, _statusIn);
            return (_statusIn[1] & Ready) != 0;
        }

        /// <summary>Sends a command.</summary>
        public void Send(byte command, byte[] arguments)
        {
            Write(Pn532Frame.Encode(command, arguments));
        }

        /// <summary>Ends the command under way, if there is one.</summary>
        public void Abort()
        {
            Write(Pn532Frame.Acknowledge());
        }

        /// <summary>Asks for the last answer once more.</summary>
        public void AskAgain()
        {
            Write(Pn532Frame.NotAcknowledge());
        }

        /// <summary>Reads a frame. Its length is not known before and a transfer cannot be continued, so the longest possible one is read.</summary>
        /// <param name="length">Bytes to read, at most <see cref="Pn532Frame.MaxLength"/>.</param>
        public FrameKind Read(int length)
        {
            _device.TransferFullDuplex(new SpanByte(_readingOut, 0, 1 + length), new SpanByte(_readingIn, 0, 1 + length));
            return Frame.Parse(_readingIn, 1, length);
        }

        private void Write(byte[] frame)
        {
            byte[] message = new byte[1 + frame.Length];
            message[0] = DataWriting;
            Array.Copy(frame, 0, message, 1, frame.Length);
            _device.Write(message);
        }
    }
}
