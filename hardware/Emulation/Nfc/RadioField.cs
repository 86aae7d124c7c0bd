namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// The air in one place: which readers and cards are there, how far from each other, and what that does to frames. Cards are fed by the
/// carriers that reach them. Chips on several boards may be here when their clocks go together (<see cref="SharedTime"/>).
/// </summary>
public sealed class RadioField
{
    /// <summary>From here on, in millimetres, nothing is heard: what a PN532 module with its printed antenna reaches.</summary>
    public const int ReachMm = 50;

    /// <summary>From here on frames are lost more and more often.</summary>
    public const int GoodReachMm = 40;

    private readonly List<Presence> _presences = [];
    private readonly Random _random;

    /// <summary>An empty place.</summary>
    /// <param name="seed">Decides which frames are lost at the edge of the reach.</param>
    public RadioField(int seed = 0) => _random = new Random(seed);

    /// <summary>
    /// What somebody with an antenna of his own hears: each frame when it is complete, with the card that sent it, or null for a reader. It is raised by the thread that runs
    /// the reader's board.
    /// </summary>
    public event Action<ContactlessCard?, AirFrame>? FrameSent;

    /// <summary>The cards that are here, within reach or not, in the order in which they came.</summary>
    public IEnumerable<ContactlessCard> Cards => _presences.Where(presence => presence.Chip == null).Select(presence => presence.Card);

    /// <summary>
    /// What somebody who passes frames on from far away adds to each answer of the block protocol, in milliseconds there and back; a relay
    /// does the activation at its near end. 0 for cards that are really here.
    /// </summary>
    public int RelayDelayMs { get; set; }

    /// <summary>Brings a card here, or moves it.</summary>
    /// <param name="card">The card.</param>
    /// <param name="distanceMm">Distance from the readers that are here, in millimetres.</param>
    public void Bring(ContactlessCard card, int distanceMm = 10)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentOutOfRangeException.ThrowIfNegative(distanceMm);
        Place(card, null, distanceMm);
    }

    /// <summary>Takes a card away. Nothing happens where it is not here.</summary>
    /// <param name="card">The card.</param>
    public void Remove(ContactlessCard card) => Displace(card);

    /// <summary>Brings a chip's antenna here from where it was, or moves it.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="distanceMm">Distance in millimetres; two chips are as far from each other as both distances together.</param>
    /// <exception cref="InvalidOperationException">The clock of a chip that is here goes another time.</exception>
    public void Bring(Pn532Chip chip, int distanceMm = 10)
    {
        ArgumentNullException.ThrowIfNull(chip);
        ArgumentOutOfRangeException.ThrowIfNegative(distanceMm);
        if (_presences.Exists(presence => presence.Chip != null && !presence.Chip.Clock.GoesWith(chip.Clock)))
        {
            throw new InvalidOperationException("The chips' boards do not share their time: join their clocks to one SharedTime first.");
        }

        if (chip.Field != this)
        {
            chip.Field?.Remove(chip);
        }

        chip.Field = this;
        Place(chip.Emulated, chip, distanceMm);
    }

    /// <summary>Takes a chip's antenna away. Nothing happens where it is not here.</summary>
    /// <param name="chip">The chip.</param>
    public void Remove(Pn532Chip chip)
    {
        ArgumentNullException.ThrowIfNull(chip);
        if (chip.Field == this)
        {
            chip.Field = null;
            Displace(chip.Emulated);
        }
    }

    /// <summary>A chip has switched its carrier.</summary>
    internal void CarrierChanged() => FeedAll();

    /// <summary>A frame is complete.</summary>
    internal void Overhear(ContactlessCard? card, AirFrame frame) => FrameSent?.Invoke(card, frame);

    /// <summary>Who can hear a chip now: fed by a carrier and within reach. A frame may still be lost for one of them.</summary>
    internal IEnumerable<ContactlessCard> Listeners(Pn532Chip reader)
    {
        Presence? own = _presences.Find(presence => presence.Chip == reader);
        foreach (Presence presence in _presences.ToArray())
        {
            if (own != null && presence.Chip != reader && presence.Card.IsPowered && Survives(own, presence))
            {
                yield return presence.Card;
            }
        }
    }

    /// <summary>Whether a card's answer reaches a chip.</summary>
    internal bool Reaches(ContactlessCard card, Pn532Chip reader)
    {
        Presence? own = _presences.Find(presence => presence.Chip == reader);
        Presence? other = _presences.Find(presence => presence.Card == card);
        return own != null && other != null && Survives(own, other);
    }

    private static bool InReach(Presence one, Presence other) => one.DistanceMm + other.DistanceMm < ReachMm;

    private bool Survives(Presence one, Presence other)
    {
        int distanceMm = one.DistanceMm + other.DistanceMm;
        return distanceMm < GoodReachMm || (distanceMm < ReachMm && _random.Next(ReachMm - GoodReachMm) >= distanceMm - GoodReachMm);
    }

    private void Place(ContactlessCard card, Pn532Chip? chip, int distanceMm)
    {
        _presences.RemoveAll(presence => presence.Card == card);
        _presences.Add(new Presence(card, chip, distanceMm));
        FeedAll();
    }

    private void Displace(ContactlessCard card)
    {
        if (_presences.RemoveAll(presence => presence.Card == card) > 0)
        {
            card.SetPower(false);
            FeedAll();
        }
    }

    private void FeedAll()
    {
        foreach (Presence presence in _presences.ToArray())
        {
            presence.Card.SetPower(_presences.Exists(other => other.Chip is { IsCarrierOn: true } && other != presence && InReach(other, presence)));
        }
    }

    private sealed record Presence(ContactlessCard Card, Pn532Chip? Chip, int DistanceMm);
}
