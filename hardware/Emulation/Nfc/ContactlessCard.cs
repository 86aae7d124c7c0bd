namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// A card without a battery: it lives while a reader's carrier reaches it, hears frames, and answers after its time or not at all. A card
/// that loses the carrier forgets whatever is not in its memory.
/// </summary>
public abstract class ContactlessCard
{
    /// <summary>Whether a carrier feeds it.</summary>
    public bool IsPowered { get; private set; }

    /// <summary>Counts how often the carrier came: an answer that began before it went is never finished.</summary>
    internal int PowerEpoch { get; private set; }

    /// <summary>Whether it is past its activation: what a relay passes on, while its near end does the activation by itself.</summary>
    internal virtual bool IsInProtocol => false;

    /// <summary>Has the card hear a frame. Those that answer later than at once override this.</summary>
    internal virtual void Hear(AirFrame frame, AirExchange exchange)
    {
        if (Answer(frame) is { } answer)
        {
            exchange.Answer(this, answer.Frame, answer.DelayNs);
        }
    }

    internal void SetPower(bool powered)
    {
        if (powered == IsPowered)
        {
            return;
        }

        IsPowered = powered;
        PowerEpoch++;
        if (powered)
        {
            PowerUp();
        }
        else
        {
            PowerDown();
        }
    }

    /// <summary>What the card does with a frame that reached it.</summary>
    /// <param name="frame">The frame.</param>
    /// <returns>The answer, or null for silence.</returns>
    protected internal abstract AirAnswer? Answer(AirFrame frame);

    /// <summary>The carrier has come: the card begins at its power-on state.</summary>
    protected abstract void PowerUp();

    /// <summary>The carrier has gone.</summary>
    protected virtual void PowerDown()
    {
    }
}
