using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Emulation;

/// <summary>Looks for targets of a type, as InListPassiveTarget and InAutoPoll name them (UM0701-02 §7.3.5 and §7.3.13).</summary>
internal sealed class Pn532Finder(Pn532Registers registers, Pn532Radio radio, Pn532Selection selection, Pn532Targets targets)
{
    /// <summary>SetParameters: RATS is sent without being asked for.</summary>
    public bool AutomaticRats { get; set; }

    /// <summary>One attempt of InListPassiveTarget.</summary>
    /// <param name="most">Targets wanted, 1 or 2.</param>
    /// <param name="type">BrTy, 0 to 4.</param>
    /// <param name="data">Initiator data.</param>
    public async Task FindAsync(int most, byte type, ReadOnlyMemory<byte> data)
    {
        SetModulation(type);
        switch (type)
        {
            case 0:
                await FindAAsync(most, data, isoDepOnly: false, withRats: AutomaticRats);
                break;
            case 1 or 2:
                targets.Add(await selection.PollFeliCaAsync(type == 1 ? 212 : 424, data));
                break;
            case 3:
                targets.Add(await selection.SelectBAsync(data.Span[0], wakesHalted: false));
                break;
            default:
                // Innovision Jewel: nothing here is one, so its request finds nobody.
                await radio.SendAsync(new AirFrame(AirCoding.TypeA, [TypeACard.RequestA], lastBits: 7), VirtualClock.NsPerMs);
                break;
        }
    }

    /// <summary>One attempt of InAutoPoll; a type that nothing here can be finds nobody.</summary>
    public async Task FindForPollAsync(byte type)
    {
        byte[] polling = [0x00, 0xFF, 0xFF, 0x01, 0x00];
        SetModulation(type & 0x0F);
        switch (type)
        {
            case 0x00 or 0x10:
                await FindAAsync(2, default, isoDepOnly: false, withRats: type == 0x00 && AutomaticRats);
                break;
            case 0x20:
                await FindAAsync(2, default, isoDepOnly: true, withRats: true);
                break;
            case 0x01 or 0x11:
                targets.Add(await selection.PollFeliCaAsync(212, polling));
                break;
            case 0x02 or 0x12:
                targets.Add(await selection.PollFeliCaAsync(424, polling));
                break;
            case 0x03 or 0x23:
                targets.Add(await selection.SelectBAsync(0, wakesHalted: false));
                break;
        }
    }

    // A card that is asked for by its UID is woken where InDeselect left it halted, once: libfreefare's programs rely on it.
    private async Task FindAAsync(int most, ReadOnlyMemory<byte> uid, bool isoDepOnly, bool withRats)
    {
        while (targets.All.Count < most && await selection.SelectAAsync(wakesHalted: uid.Length > 0 && targets.All.Count == 0, uid) is { } found)
        {
            if (isoDepOnly && !found.OffersIsoDep)
            {
                // Another type is looked for later: the card must be found again then.
                radio.SetCarrier(false);
                await radio.Delay(Pn532Radio.StartupNs);
                await radio.StartCarrierAsync();
                return;
            }

            if (found.OffersIsoDep && withRats && !await selection.ActivateAAsync(found))
            {
                return;
            }

            if (targets.All.Any(target => target.Identifier.AsSpan().SequenceEqual(found.Identifier)))
            {
                return;
            }

            targets.Add(found);
            if (targets.All.Count < most)
            {
                await targets.HaltAsync(found);
            }
        }

        // With one target that was put to sleep in search of another, it is the one to be used.
        if (targets.All is [{ IsSelected: false } alone])
        {
            await targets.SelectAsync(alone);
        }
    }

    // What the chip's program writes to the CIU for a modulation, check bytes on.
    private void SetModulation(int type)
    {
        byte mode = type switch { 1 => 0x92, 2 => 0xA2, 3 => 0x83, _ => 0x80 };
        registers[Pn532Registers.TxMode] = mode;
        registers[Pn532Registers.RxMode] = mode;
        registers[Pn532Registers.BitFraming] = 0;
    }
}
