using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>What other readers see of the chip: nothing, or the Type A card that TgInitAsTarget made of it.</summary>
internal sealed class Pn532Emulation(Pn532Chip chip) : ContactlessCard
{
    /// <summary>The card, or null where the chip is no target.</summary>
    public Front? Card { get; private set; }

    /// <summary>Raised when a carrier has come or gone.</summary>
    public Action<bool> CarrierChanged { get; set; } = static _ => { };

    internal override bool IsInProtocol => Card?.IsProtocol ?? false;

    /// <summary>Becomes a card, or none.</summary>
    public void Become(Front? card)
    {
        Card = card;
        card?.Start();
    }

    internal override void Hear(AirFrame frame, AirExchange exchange)
    {
        if (Card == null || !chip.CanRadiate)
        {
            return;
        }

        Card.Exchange = exchange;
        if (Card.Answer(frame) is { } answer)
        {
            exchange.Answer(this, answer.Frame, answer.DelayNs);
        }
    }

    protected internal override AirAnswer? Answer(AirFrame frame) => null;

    protected override void PowerUp()
    {
        Card?.Start();
        chip.Wake(Pn532Chip.WakeByRf);
        CarrierChanged(true);
    }

    protected override void PowerDown() => CarrierChanged(false);

    /// <summary>The card's states below the protocol, which is the chip's.</summary>
    internal sealed class Front(byte[] uid, int atqa, byte sak, Func<AirFrame, AirExchange, AirAnswer?> active) : TypeACard(uid, atqa, sak)
    {
        /// <summary>The exchange in which the frame came.</summary>
        public AirExchange? Exchange { get; set; }

        /// <summary>Whether the block protocol runs.</summary>
        public bool IsProtocol { get; set; }

        public void Start() => PowerUp();

        public void Halt() => GoHalt();

        public void Idle() => GoIdle();

        protected override AirAnswer? AnswerActive(AirFrame frame) => active(frame, Exchange!);

        protected override void Selected() => IsProtocol = false;

        protected override void PowerUp()
        {
            base.PowerUp();
            IsProtocol = false;
        }
    }
}
