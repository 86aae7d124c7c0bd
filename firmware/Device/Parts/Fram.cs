using System;
using System.Device.I2c;

namespace PaymentCode.Device
{
    /// <summary>
    /// The MB85RC256V, 32 KB of ferroelectric memory on I2C (datasheet DS501-00017): two address bytes, then data; a byte is stored when it
    /// is acknowledged, so a cut between two bytes leaves the earlier ones written.
    /// </summary>
    public sealed class Fram
    {
        /// <summary>Its address on the I2C bus, all address pins low.</summary>
        public const int Address = 0x50;
        private const int AddressLength = 2;
        private readonly I2cDevice _device;

        /// <param name="device">The part on its bus.</param>
        public Fram(I2cDevice device)
        {
            _device = device;
        }

        /// <summary>Reads bytes one after the other.</summary>
        /// <returns>False if the part did not acknowledge; the buffer is then worth nothing.</returns>
        public bool TryRead(int address, byte[] buffer)
        {
            byte[] from = new byte[] { (byte)(address >> 8), (byte)address };
            I2cTransferResult result = _device.WriteRead(from, buffer);
            return result.Status == I2cTransferStatus.FullTransfer;
        }

        /// <summary>Writes bytes in ascending order and reads them back: an input tied to write protection acknowledges and stores nothing.</summary>
        /// <returns>False if the part did not acknowledge, or holds something else now.</returns>
        public bool TryWrite(int address, byte[] data)
        {
            byte[] message = new byte[AddressLength + data.Length];
            message[0] = (byte)(address >> 8);
            message[1] = (byte)address;
            Array.Copy(data, 0, message, AddressLength, data.Length);
            I2cTransferResult result = _device.Write(message);
            Array.Clear(message, 0, message.Length);
            if (result.Status != I2cTransferStatus.FullTransfer)
            {
                return false;
            }

            byte[] stored = new byte[data.Length];
            bool same = TryRead(address, stored);
            for (int i = 0; same && i < data.Length; i++)
            {
                same = stored[i] == data[i];
            }

            Array.Clear(stored, 0, stored.Length);
            return same;
        }
    }
}
