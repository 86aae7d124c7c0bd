using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// Everything the token remembers, in the FRAM: four records, each in two slots. What is nowhere written yet is a blank token; what
    /// was written once and cannot be read any more is a damaged one, which is locked: it could not know its counters.
    /// </summary>
    internal sealed class TokenStore
    {
        private const int VaultAddress = 0x0000;
        private const int LedgerAddress = 0x0400;
        private const int ChannelAddress = 0x0500;
        private const int PaymentsAddress = 0x0600;

        public TokenStore(Fram fram)
        {
            Vault = new KeyVault(fram, VaultAddress);
            Ledger = new Ledger(fram, LedgerAddress);
            Channel = new ChannelRecord(fram, ChannelAddress);
            Payments = new PaymentBatch(fram, PaymentsAddress, Vault);
        }

        public KeyVault Vault { get; }

        public Ledger Ledger { get; }

        public ChannelRecord Channel { get; }

        /// <summary>The account's key and indices for payment codes. That they are missing or damaged is no fault: the bank sends them again.</summary>
        public PaymentBatch Payments { get; }

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

        /// <summary>Whether the counter of these keys is used up.</summary>
        public bool IsCounterUsedUp
        {
            get { return Vault.PersonalVersion != 0 && Ledger.Counter(Vault.PersonalVersion) == 0xFFFF; }
        }

        private bool IsDamaged
        {
            get { return Vault.Exists ? !Ledger.Exists || !Channel.Exists : Ledger.Exists && Ledger.IsSealed; }
        }

        /// <summary>
        /// Reads the records at power-on. A transaction that was under way when the power went is over now: failed if nobody had confirmed
        /// it, ended if the code existed.
        /// </summary>
        /// <returns>False if the memory does not answer.</returns>
        public bool TryLoad()
        {
            IsLoaded = Vault.TryLoad() && Ledger.TryLoad() && Channel.TryLoad();
            if (!IsLoaded || IsDamaged)
            {
                return IsLoaded;
            }

            if (Vault.Exists && !Ledger.IsSealed)
            {
                IsLoaded = Ledger.TrySeal();
            }

            IsLoaded &= Payments.TryLoad();
            if (Ledger.Outcome == TokenApplet.OutcomePending)
            {
                IsLoaded &= Ledger.TryEnd(TokenApplet.OutcomeFailed);
            }
            else if (Ledger.Outcome == TokenApplet.OutcomeConfirmed)
            {
                IsLoaded &= Ledger.TryEnd(TokenApplet.OutcomeEnded);
            }

            return IsLoaded;
        }

        /// <summary>
        /// First loading of a blank token. The other records are made before the vault, so that a cut at any byte leaves a blank token or a
        /// whole one; the seal comes last, and a start makes up for it.
        /// </summary>
        public bool TryInitialise(byte[] serial, KeySet keys)
        {
            bool done = Ledger.TryCreate() && Channel.TryWrite(0, 0, 0) && Vault.TryStoreTransport(serial, keys);
            if (done)
            {
                Ledger.TrySeal();
            }

            return done;
        }
    }
}
