using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Emulation;
using PaymentCode.Workbench.Engine;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Attacks;

/// <summary>An attack and how it stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Available">Whether it can be done now.</param>
/// <param name="Active">Whether it lasts and is on.</param>
/// <param name="Why">What is missing; empty if it can be done.</param>
internal sealed record AttackRow(string Id, bool Available, bool Active, string Why);

/// <summary>What became of the last attack.</summary>
/// <param name="Id">Its name.</param>
/// <param name="AtMs">When it began.</param>
/// <param name="Outcome"><c>running</c>, <c>refused</c> or <c>succeeded</c>.</param>
/// <param name="By">Who refused it.</param>
/// <param name="Reason">Why.</param>
internal sealed record AttackEnd(string Id, long AtMs, string Outcome, string By, string Reason);

/// <summary>Somebody who tries to get at the customer's money; the world shows who refuses and why.</summary>
internal sealed class AttackDesk
{
    /// <summary>All attacks.</summary>
    public static readonly IReadOnlyList<string> Names = [ReplayPicture, OtherAtm, ChangeAmount, Unplug, StopBank, ForgedTerminal, NoisyLine];

    private const string ReplayPicture = "replay-picture";
    private const string OtherAtm = "other-atm";
    private const string ChangeAmount = "change-amount";
    private const string Unplug = "unplug";
    private const string StopBank = "stop-bank";
    private const string ForgedTerminal = "forged-terminal";
    private const string NoisyLine = "noisy-line";

    private const int BytesBeforeUnplug = 40;
    private const int PlugAgainMs = 3000;
    private const double NoiseShare = 0.001;

    private readonly WorldParts _parts;
    private readonly SortedSet<string> _active = new(StringComparer.Ordinal);
    private readonly FalseTerminal _terminal;
    private long _plugAgainAt = long.MaxValue;
    private bool _mayUnplug;

    /// <summary>Nobody attacks yet.</summary>
    public AttackDesk(WorldParts parts)
    {
        _parts = parts;
        _terminal = new FalseTerminal(parts);
        parts.Log.Added += Notice;
    }

    /// <summary>Key of the other ATM: it is the bank's, and does what its keys and its camera say.</summary>
    public byte[] OtherAtmKey { get; set; } = [];

    /// <summary>The last attack, or null.</summary>
    public AttackEnd? Last { get; private set; }

    /// <summary>Those that last and are on.</summary>
    public IReadOnlyList<string> Active => [.. _active];

    /// <summary>All attacks, and whether they can be done now.</summary>
    public IReadOnlyList<AttackRow> List() =>
        [.. Names.Select(id => (Id: id, Missing: Missing(id))).Select(one => new AttackRow(one.Id, one.Missing is null, _active.Contains(one.Id), one.Missing ?? ""))];

    /// <summary>Does an attack. What is missing for it, or null.</summary>
    public async Task<string?> BeginAsync(string id)
    {
        if (Missing(id) is { } missing)
        {
            return missing;
        }

        Last = new AttackEnd(id, _parts.NowMs, "running", "", "");
        _parts.Log.Add(EventKind.Attack, "attacker", "", id, "begins");
        switch (id)
        {
            case ReplayPicture:
                GoToTheAtm();
                break;
            case OtherAtm:
                // He photographed the display over the customer's shoulder and guesses the PIN.
                End(await _terminal.ShowAsync(_parts.People.OtherAtmId, OtherAtmKey, _parts.Lens.Photograph(), FalseTerminal.GuessOf(_parts.People.Pin), "attacker at another ATM"));
                break;
            case ForgedTerminal:
                using (var chance = new Chance(_parts.Seed, "forged terminal"))
                {
                    End(await _terminal.ShowAsync(_parts.People.AtmId, chance.Bytes(32), _parts.Lens.Photograph(), _parts.People.Pin, "forged terminal"));
                }

                break;
            case ChangeAmount:
                _active.Add(id);
                _parts.Link.Customers.OnCommand = Change;
                break;
            case Unplug:
                _mayUnplug = true;
                _parts.Link.Customers.OnCommand = PullThePlug;
                break;
            case StopBank:
                SetBank(isOn: false);
                break;
            default:
                _active.Add(id);
                _parts.Token.SpoilLine(Noise("to token"), Noise("from token"));
                break;
        }

        return null;
    }

    /// <summary>Ends one that lasts. What is wrong, or null.</summary>
    public string? End(string id)
    {
        if (!_active.Remove(id))
        {
            return "This attack is not on.";
        }

        _parts.Log.Add(EventKind.Attack, "attacker", "", id, "ends");
        switch (id)
        {
            case ChangeAmount: _parts.Link.Customers.OnCommand = null; break;
            case StopBank: _parts.Link.IsReached = true; break;
            default: _parts.Token.SpoilLine(null, null); break;
        }

        return null;
    }

    /// <summary>The bank is reached by nobody, or again.</summary>
    public void SetBank(bool isOn)
    {
        if (isOn)
        {
            End(StopBank);
        }
        else if (_active.Add(StopBank))
        {
            Last ??= new AttackEnd(StopBank, _parts.NowMs, "running", "", "");
            _parts.Link.IsReached = false;
        }
    }

    /// <summary>Does what is due.</summary>
    public void See()
    {
        if (_plugAgainAt <= _parts.NowMs)
        {
            _plugAgainAt = long.MaxValue;
            _parts.Token.Plug(isIn: true);
        }

        if (_mayUnplug && !_parts.Token.Usb.IsPlugged && _plugAgainAt == long.MaxValue)
        {
            _mayUnplug = false;
            _parts.Link.Customers.OnCommand = null;
            _plugAgainAt = _parts.NowMs + PlugAgainMs;
            _parts.Log.Add(EventKind.Attack, "attacker", "token", Unplug, "the plug is out in the middle of GENERATE CODE");
        }
    }

    private string? Missing(string id) => id switch
    {
        _ when _active.Contains(id) => "It is on.",
        Unplug when _mayUnplug || _plugAgainAt != long.MaxValue => "It is on.",
        Unplug when !_parts.Token.Usb.IsPlugged => "The plug is out.",
        Unplug or ChangeAmount when _parts.Link.Customers.OnCommand is not null => "Another attack changes what the bridge carries.",
        ReplayPicture when !_parts.Lens.HasPrint => "The ATM has not taken a picture of a code yet.",
        ReplayPicture when _parts.Atm.Screen is not ("phone" or "end") => "Somebody is at the ATM.",
        OtherAtm when _parts.Token.Screen != "code" && _parts.Lens.LastShot is null => "There is no code to photograph: confirm one on the token.",
        ReplayPicture or OtherAtm or ForgedTerminal when !_parts.Link.IsReached => "The bank is not reached.",
        _ => null,
    };

    // He looked over the customer's shoulder: he has the picture, the number and the PIN.
    private void GoToTheAtm()
    {
        _parts.Lens.Hold(_parts.Lens.View with { Subject = "replay" });
        _parts.Atm.Type(_parts.People.Phone, _parts.People.Pin);
    }

    private SerialFaults Noise(string way)
    {
        using var chance = new Chance(_parts.Seed, "noise " + way);
        return new SerialFaults(chance.Seed(), NoiseShare, NoiseShare, NoiseShare);
    }

    // The command is encrypted: he sees which one asks for a code, and spoils a byte of the amount without knowing what it becomes.
    private byte[] Change(byte[] command)
    {
        if (!IsGenerateCode(command))
        {
            return command;
        }

        byte[] changed = [.. command];
        changed[changed.Length / 2] ^= 0x01;
        _parts.Log.Add(EventKind.Attack, "attacker", "token", ChangeAmount, "one byte of GENERATE CODE is changed on the way", changed);
        return changed;
    }

    private byte[] PullThePlug(byte[] command)
    {
        if (IsGenerateCode(command))
        {
            _parts.Token.Board.Serial.UnplugAfterBytesToBoard(BytesBeforeUnplug);
        }

        return command;
    }

    private void Notice(WorldEvent one)
    {
        if (Last is not { Outcome: "running" } last || !one.Refused)
        {
            return;
        }

        var isOfThis = last.Id switch
        {
            ChangeAmount => one is { Kind: EventKind.Apdu, From: "token" },
            Unplug => one is { Kind: EventKind.Relay, Name: "FAILED" },
            StopBank => one is { Kind: EventKind.Http, Name: "not reached" },
            ReplayPicture => one is { Kind: EventKind.Atm } && one.Name.StartsWith("RESULT", StringComparison.Ordinal),
            NoisyLine => one is { Kind: EventKind.Serial },
            _ => false,
        };
        if (isOfThis)
        {
            End(RefuserOf(last.Id, one), $"{one.Name}: {one.Detail}");
        }
    }

    // Where the bank is away, it is whoever asked that does nothing without it: a machine, or the customer's computer. Noise is dropped by whoever hears it.
    private static string RefuserOf(string attack, WorldEvent one) => attack switch
    {
        ReplayPicture => "bank",
        StopBank => one.To is "customer" or "visitor" ? "bridge" : one.To,
        NoisyLine => one.To,
        _ => one.From,
    };

    private void End((bool HasSucceeded, string By, string Reason) end)
    {
        if (end.HasSucceeded)
        {
            Last = Last! with { Outcome = "succeeded", By = end.By, Reason = end.Reason };
            _parts.Log.Add(EventKind.Attack, "attacker", "", Last.Id, "succeeded");
        }
        else
        {
            End(end.By, end.Reason);
        }
    }

    private void End(string by, string reason)
    {
        Last = Last! with { Outcome = "refused", By = by, Reason = reason };
        _parts.Log.Add(EventKind.Attack, by, "attacker", $"{Last.Id}: refused by {by}", reason, refused: true);
    }

    private static bool IsGenerateCode(byte[] command) =>
        CommandApdu.TryParse(command, 0, command.Length, out var parsed) && parsed is { Cla: TokenApplet.ClaSecure, Ins: TokenApplet.InsGenerateCode };
}
