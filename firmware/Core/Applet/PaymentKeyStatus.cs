using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Applet
{
    /// <summary>What a device has left of its batch, docs/PROTOCOLS.md §12.5: the answer of GET DATA with tag <see cref="TokenApplet.TagPaymentKeyData"/>.</summary>
    public sealed class PaymentKeyStatus
    {
        private const int MaxLength = 17;

        /// <param name="keyVersion">Version of the key, 0 where there is none.</param>
        /// <param name="batch">Number of the batch, 0 where there is none.</param>
        /// <param name="remaining">Indices that no code was made of yet, 0 to 50.</param>
        public PaymentKeyStatus(ushort keyVersion, uint batch, int remaining)
        {
            KeyVersion = keyVersion;
            Batch = batch;
            Remaining = remaining;
        }

        /// <summary>Version of the key, 0 where there is none.</summary>
        public ushort KeyVersion { get; }

        /// <summary>Number of the batch, 0 where there is none.</summary>
        public uint Batch { get; }

        /// <summary>Indices that no code was made of yet.</summary>
        public int Remaining { get; }

        /// <summary>Reads the answer's data. False unless they are exactly what <see cref="ToBytes"/> gives.</summary>
        public static bool TryParse(byte[] data, out PaymentKeyStatus status)
        {
            status = null;
            ulong version, batch, remaining;
            TlvReader reader = new TlvReader(data, 0, data.Length);
            if (!TryTake(reader, TokenApplet.TagPaymentKeyVersion, 2, out version)
                || !TryTake(reader, TokenApplet.TagPaymentBatch, 4, out batch)
                || !TryTake(reader, TokenApplet.TagPaymentRemaining, 1, out remaining)
                || remaining > PaymentKeyData.MaxIndices)
            {
                return false;
            }

            PaymentKeyStatus read = new PaymentKeyStatus((ushort)version, (uint)batch, (int)remaining);
            status = Bytes.Same(read.ToBytes(), data) ? read : null;
            return status != null;
        }

        /// <summary>The answer's data.</summary>
        public byte[] ToBytes()
        {
            TlvWriter writer = new TlvWriter(MaxLength);
            writer.WriteNumber(TokenApplet.TagPaymentKeyVersion, KeyVersion, 2);
            writer.WriteNumber(TokenApplet.TagPaymentBatch, Batch, 4);
            writer.WriteNumber(TokenApplet.TagPaymentRemaining, (ulong)Remaining, 1);
            return writer.ToArray();
        }

        private static bool TryTake(TlvReader reader, ushort tag, int length, out ulong number)
        {
            bool done = reader.Read() && reader.Tag == tag && reader.Length == length;
            number = done ? reader.GetNumber() : 0;
            return done;
        }
    }
}
