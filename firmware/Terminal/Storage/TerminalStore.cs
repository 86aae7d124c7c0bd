using PaymentCode.Core;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// Everything the terminal remembers, in the FRAM. What is nowhere written yet is a blank terminal; what was written once and cannot be read
    /// any more is a damaged one, which is locked: it could not know its counters.
    /// </summary>
    internal sealed class TerminalStore
    {
        private const int VaultAddress = 0x0000;
        private const int ChannelAddress = 0x0400;
        private const int CountersAddress = 0x0440;
        private const int ConfigurationAddress = 0x0500;
        private const int JournalAddress = 0x0800;

        public TerminalStore(Fram fram)
        {
            Vault = new KeyVault(fram, VaultAddress);
            Channel = new ChannelRecord(fram, ChannelAddress);
            Counters = new Counters(fram, CountersAddress);
            Configuration = new ShopConfiguration(fram, ConfigurationAddress);
            Journal = new Journal(fram, JournalAddress);
        }

        public KeyVault Vault { get; }

        public ChannelRecord Channel { get; }

        public Counters Counters { get; }

        public ShopConfiguration Configuration { get; }

        public Journal Journal { get; }

        /// <summary>Whether the records have been read since power-on.</summary>
        public bool IsLoaded { get; private set; }

        /// <summary>One of <see cref="TokenApplet"/>'s life cycles.</summary>
        public byte LifeCycle
        {
            get
            {
                if (IsDamaged)
                {
                    return TokenApplet.LifeCycleLocked;
                }

                if (!Vault.Exists)
                {
                    return TokenApplet.LifeCycleBlank;
                }

                return Vault.PersonalVersion != 0 ? TokenApplet.LifeCyclePersonalised : TokenApplet.LifeCycleInitialised;
            }
        }

        private bool IsDamaged
        {
            get { return Vault.Exists ? !Counters.Exists || !Channel.Exists : Counters.Exists && Counters.IsSealed; }
        }

        /// <summary>Reads the records at power-on.</summary>
        /// <returns>False if the memory does not answer.</returns>
        public bool TryLoad()
        {
            IsLoaded = Vault.TryLoad() && Channel.TryLoad() && Counters.TryLoad() && Configuration.TryLoad() && Journal.TryLoad();
            if (IsLoaded && Vault.Exists && !IsDamaged && !Counters.IsSealed)
            {
                IsLoaded = Counters.TrySeal();
            }

            return IsLoaded;
        }

        /// <summary>
        /// First loading of a blank terminal. The other records are made before the vault, so that a cut at any byte leaves a blank terminal or a
        /// whole one; the seal comes last, and a start makes up for it.
        /// </summary>
        public bool TryInitialise(byte[] serial, KeySet keys)
        {
            bool done = Counters.TryCreate() && Channel.TryWrite(0, 0, 0) && Vault.TryStoreTransport(serial, keys);
            if (done)
            {
                Counters.TrySeal();
            }

            return done;
        }

        /// <summary>
        /// A random bit generator under key 5 whose nonce is a counter in the memory, because an ESP32 with its radio off has no true random numbers.
        /// </summary>
        /// <returns>Null if the memory failed or there are no keys.</returns>
        public HmacDrbg MakeGenerator()
        {
            KeySet keys;
            if (!Counters.TryNextSeeding() || !Vault.TryReadCurrent(out keys))
            {
                return null;
            }

            byte[] nonce = new byte[4];
            BigEndian.Put(Counters.Seeding, nonce, 0, nonce.Length);
            HmacDrbg generator = new HmacDrbg(keys.Seed, nonce, Vault.Serial);
            KeyVault.Wipe(keys);
            return generator;
        }

        /// <summary>The key of a transaction's PIN blocks; the caller wipes it.</summary>
        /// <returns>Null if the memory failed.</returns>
        public byte[] MakePinKey(uint transaction)
        {
            KeySet keys;
            if (!Vault.TryReadCurrent(out keys))
            {
                return null;
            }

            byte[] key = PinBlock.TransactionKey(keys.Code, transaction);
            KeyVault.Wipe(keys);
            return key;
        }
    }
}
