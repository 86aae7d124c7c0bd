using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>The targets that the initiator remembers, two at most, of which one is selected at a time.</summary>
internal sealed class Pn532Targets(Pn532Radio radio, Pn532Selection selection, Pn532Mifare mifare)
{
    private readonly List<Pn532TargetCard> _targets = [];

    public IReadOnlyList<Pn532TargetCard> All => _targets;

    /// <summary>A target by its number, 1 or 2; null where there is none.</summary>
    public Pn532TargetCard? this[int number] => number >= 1 && number <= _targets.Count ? _targets[number - 1] : null;

    public void Add(Pn532TargetCard? found)
    {
        if (found != null)
        {
            _targets.Add(found);
        }
    }

    public void Remove(Pn532TargetCard target) => _targets.Remove(target);

    public void Clear()
    {
        _targets.Clear();
        mifare.EndCipher();
    }

    /// <summary>The carrier has gone: none is selected any more.</summary>
    public void CarrierGone() => _targets.ForEach(target => target.IsSelected = false);

    /// <summary>Makes a target the one that frames reach; the other goes to HALT.</summary>
    public async Task<bool> SelectAsync(Pn532TargetCard target)
    {
        if (target.IsSelected)
        {
            return true;
        }

        await radio.StartCarrierAsync();
        foreach (Pn532TargetCard other in _targets.Where(other => other != target && other.IsSelected).ToArray())
        {
            await HaltAsync(other);
        }

        mifare.EndCipher();
        target.IsSelected = target.Coding switch
        {
            AirCoding.TypeA => await selection.ReselectAAsync(target),
            AirCoding.TypeB => await selection.SelectBAsync(0, wakesHalted: true) is { } found
                && found.Identifier.AsSpan().SequenceEqual(target.Identifier),
            _ => true,
        };
        return target.IsSelected;
    }

    /// <summary>Sends a target to HALT and remembers it.</summary>
    public async Task HaltAsync(Pn532TargetCard target)
    {
        if (!target.IsSelected)
        {
            return;
        }

        target.IsSelected = false;
        if (target.IsoDep is { } isoDep)
        {
            await isoDep.DeselectAsync();
        }
        else if (target.Coding == AirCoding.TypeA)
        {
            // HLTA is never answered (ISO/IEC 14443-3 §6.4.3): a millisecond of silence is consent.
            await radio.ExchangeAsync(AirCoding.TypeA, [0x50, 0x00], VirtualClock.NsPerMs);
        }

        mifare.EndCipher();
    }
}
