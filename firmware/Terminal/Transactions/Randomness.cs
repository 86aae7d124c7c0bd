using PaymentCode.Core.Crypto;

namespace PaymentCode.Terminal
{
    /// <summary>Unpredictable numbers and the fill of PIN blocks: an HMAC-DRBG that is made when the first byte is asked for.</summary>
    internal sealed class Randomness
    {
        private readonly TerminalStore _store;
        private HmacDrbg _generator;

        public Randomness(TerminalStore store)
        {
            _store = store;
        }

        /// <summary>The next bytes.</summary>
        /// <returns>Null if the memory failed: then nothing may be made with what is not random.</returns>
        public byte[] Next(int count)
        {
            if (_generator == null)
            {
                _generator = _store.MakeGenerator();
            }

            return _generator == null ? null : _generator.Generate(count, new byte[0]);
        }

        /// <summary>Keys have changed: the next bytes come from the new seed.</summary>
        public void Forget()
        {
            _generator = null;
        }
    }
}
