using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal
{
    /// <summary>What is being paid.</summary>
    internal sealed class Transaction
    {
        public Transaction(uint number, byte type, long amountMinor, ushort currency, byte exponent, byte[] receiver)
        {
            Number = number;
            Type = type;
            AmountMinor = amountMinor;
            Currency = currency;
            Exponent = exponent;
            Receiver = receiver;
        }

        public uint Number { get; }

        /// <summary><see cref="TokenApplet.TypePurchase"/> or <see cref="TokenApplet.TypeTransfer"/>.</summary>
        public byte Type { get; }

        public long AmountMinor { get; }

        /// <summary>ISO 4217 numeric code.</summary>
        public ushort Currency { get; }

        public byte Exponent { get; }

        /// <summary>Receiver's id of a transfer, ASCII; null for a purchase.</summary>
        public byte[] Receiver { get; }

        /// <summary>Fields of the event that begins it.</summary>
        public TlvList Fields()
        {
            TlvList fields = new TlvList()
                .AddNumber(TokenApplet.TagTransactionType, Type, 1)
                .AddBcd(TokenApplet.TagAmount, AmountMinor, 6)
                .AddBcd(TokenApplet.TagCurrency, Currency, 2)
                .AddNumber(TokenApplet.TagExponent, Exponent, 1);
            return Receiver == null ? fields : fields.Add(TerminalApplet.TagReceiver, Receiver);
        }

        /// <summary>Whether a directive names this amount, currency and exponent: what the bank decided is then what is shown here.</summary>
        public bool HasAmountOf(TlvList directive)
        {
            long amount, currency;
            ulong exponent;
            return directive.TryGetBcd(TokenApplet.TagAmount, 6, out amount) && amount == AmountMinor
                && directive.TryGetBcd(TokenApplet.TagCurrency, 2, out currency) && currency == Currency
                && directive.TryGetNumber(TokenApplet.TagExponent, 1, out exponent) && exponent == Exponent;
        }
    }
}
