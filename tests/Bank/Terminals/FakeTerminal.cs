using PaymentCode.Bank.Tests.Support;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>An acceptance terminal's application (docs/PROTOCOLS.md section 8), with a person's hands: what is done at it becomes an event, what the bank says is kept.</summary>
internal sealed class FakeTerminal(string serial, KeySet keys) : FakeBoard(serial, TerminalApplet.Aid(), keys)
{
    private readonly SortedDictionary<uint, byte[]> _events = [];
    private readonly Dictionary<uint, byte> _journal = [];
    private uint _sequence;
    private uint _eventsThen;
    private byte[] _last = [];
    private bool _isOpen;

    /// <summary>Number of the transaction at hand, or of the last.</summary>
    public uint Number { get; set; } = 0x1000;

    /// <summary>What is in the field, for EXCHANGE; null for nothing.</summary>
    public Func<byte[], byte[]?>? Field { get; set; }

    /// <summary>The configuration as it came.</summary>
    public string Configuration { get; private set; } = "";

    /// <summary>The newest directive's data that was taken, and its kind.</summary>
    public (byte Kind, TlvList Data)? Directed { get; private set; }

    /// <summary>Directives that were taken, repetitions too.</summary>
    public List<string> Directives { get; } = [];

    /// <summary>How often the bank asked for events.</summary>
    public int Polls { get; private set; }

    /// <summary>The power goes when this directive is in the journal and before its answer is out; once.</summary>
    public byte? LosePowerAfter { get; set; }

    /// <summary>What happens at the terminal just before it would take a directive of this kind; once.</summary>
    public (byte Kind, Action Happens)? Before { get; set; }

    /// <summary>Acknowledged events are sent again, as a faulty or replaying terminal would.</summary>
    public bool Replays { get; set; }

    public byte Journal(uint number)
    {
        lock (Lock)
        {
            return _journal.GetValueOrDefault(number);
        }
    }

    /// <summary>Somebody begins a purchase or transfer.</summary>
    public void Begin(byte type, long amountMinor, string? receiver = null, int currency = 156)
    {
        lock (Lock)
        {
            Number++;
            _journal[Number] = TerminalApplet.JournalOpen;
            (_isOpen, Directed, _last) = (true, null, []);
            var fields = new TlvList().AddNumber(TokenApplet.TagTransactionType, type, 1).AddBcd(TokenApplet.TagAmount, amountMinor, 6)
                .AddBcd(TokenApplet.TagCurrency, currency, 2).AddNumber(TokenApplet.TagExponent, 2, 1);
            if (receiver is not null)
            {
                fields.Add(TerminalApplet.TagReceiver, System.Text.Encoding.ASCII.GetBytes(receiver));
            }

            Happen(TerminalApplet.EventStarted, fields);
        }
    }

    /// <summary>An event of the transaction at hand.</summary>
    public void Happen(byte kind, TlvList? fields = null, uint? number = null)
    {
        lock (Lock)
        {
            var body = fields?.ToBytes() ?? [];
            var head = new TlvList().AddNumber(TerminalApplet.TagSequence, ++_sequence, 4).AddNumber(TerminalApplet.TagEvent, kind, 1)
                .AddNumber(TerminalApplet.TagTransaction, number ?? Number, 4).ToBytes();
            _events[_sequence] = [.. head, .. body];
        }
    }

    /// <summary>What ends it at the terminal, with its event.</summary>
    public void End(byte kind, byte journal = TerminalApplet.JournalCancelled)
    {
        lock (Lock)
        {
            _journal[Number] = journal;
            _isOpen = false;
            Happen(kind);
        }
    }

    /// <summary>A token is held to the terminal.</summary>
    public void Tap(FakeNfcToken token)
    {
        Field = token.Process;
        Happen(TerminalApplet.EventTokenPresent, new TlvList().Add(TokenApplet.TagSerial, Convert.FromHexString(token.Serial)).AddNumber(TokenApplet.TagFlags, 1, 1));
    }

    /// <summary>The token comes again, with its code lit.</summary>
    public void ReadCode(byte[] payload) => Happen(TerminalApplet.EventCodeRead, new TlvList().Add(TerminalApplet.TagPayload, payload));

    /// <summary>A password is typed: it leaves as a PIN block under the transaction's key.</summary>
    public void Type(string digits)
    {
        var pan = Convert.ToHexString(Directed!.Value.Data.Find(BankCardApplet.TagPan)).TrimEnd('F');
        var block = PinBlock.Encrypt(
            PinBlock.TransactionKey(FourthKey, Number), Digits(digits), Digits(pan), [0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC, 0xFE]);
        Happen(TerminalApplet.EventPassword, new TlvList().Add(TerminalApplet.TagPinBlock, block));
    }

    /// <summary>The power was off for a moment.</summary>
    public void LosePower()
    {
        lock (Lock)
        {
            CloseChannel();
            (Directed, _last) = (null, []);
            if (_isOpen)
            {
                End(TerminalApplet.EventAborted, TerminalApplet.JournalAborted);
            }
        }
    }

    /// <summary>The journal's memory was replaced.</summary>
    public void ForgetJournal()
    {
        lock (Lock)
        {
            _journal.Clear();
        }
    }

    /// <summary>Until the bank's newest directive is of this kind.</summary>
    public Task DirectedAsync(byte kind) => Eventually.IsTrueAsync(() =>
    {
        lock (Lock)
        {
            return Task.FromResult(Directed is { } directed && directed.Kind == kind);
        }
    });

    /// <summary>Until the bank has asked for events so often again.</summary>
    public Task PolledAsync(int times = 3)
    {
        var then = Polls + times;
        return Eventually.IsTrueAsync(() => Task.FromResult(Polls >= then));
    }

    protected override ResponseApdu Execute(CommandApdu command) => command.Ins switch
    {
        TokenApplet.InsPutData => Configure(command),
        TerminalApplet.InsGetEvent => GetEvent(command),
        TerminalApplet.InsDirect => Direct(command),
        TerminalApplet.InsExchange => Exchange(command),
        TokenApplet.InsGetStatus => GetStatus(command),
        _ => new ResponseApdu(StatusWord.InstructionNotSupported),
    };

    private ResponseApdu Configure(CommandApdu command)
    {
        if (((command.P1 << 8) | command.P2) != TerminalApplet.TagConfiguration)
        {
            return new ResponseApdu(StatusWord.ReferencedDataNotFound);
        }

        Configuration = Convert.ToHexString(command.Data);
        return new ResponseApdu(StatusWord.Success);
    }

    private ResponseApdu GetEvent(CommandApdu command)
    {
        Polls++;
        Assert.IsTrue(TlvList.TryParse(command.Data, out var asked) && asked.TryGetNumber(TerminalApplet.TagSequence, 4, out _));
        asked.TryGetNumber(TerminalApplet.TagSequence, 4, out var newest);
        foreach (var known in _events.Keys.Where(sequence => sequence <= newest && !Replays).ToList())
        {
            _events.Remove(known);
        }

        if (newest > _eventsThen)
        {
            _last = [];
        }

        var state = new TlvList().AddNumber(TerminalApplet.TagState, _isOpen ? TerminalApplet.StateWorking : (ulong)TerminalApplet.StateIdle, 1).ToBytes();
        return new ResponseApdu(StatusWord.Success, _events.Count == 0 ? state : [.. state, .. _events.First().Value]);
    }

    private ResponseApdu Direct(CommandApdu command)
    {
        Assert.IsTrue(TlvList.TryParse(command.Data, out var data));
        data.TryGetNumber(TerminalApplet.TagTransaction, 4, out var number);
        data.TryGetNumber(TerminalApplet.TagDirective, 1, out var kind);
        if (command.Data.AsSpan().SequenceEqual(_last))
        {
            return new ResponseApdu(StatusWord.Success);
        }

        if (Before is { } before && before.Kind == kind)
        {
            Before = null;
            before.Happens();
        }

        if (!_isOpen || number != Number)
        {
            return new ResponseApdu(StatusWord.ConditionsOfUseNotSatisfied);
        }

        Directives.Add(Convert.ToHexString(command.Data));
        (Directed, _last, _eventsThen) = (((byte)kind, data), command.Data, _sequence);
        if (kind is TerminalApplet.DirectApproved or TerminalApplet.DirectRefused)
        {
            _journal[Number] = kind == TerminalApplet.DirectApproved ? TerminalApplet.JournalApproved : TerminalApplet.JournalRefused;
            _isOpen = false;
        }

        if (LosePowerAfter == kind)
        {
            LosePowerAfter = null;
            LosePower();
        }

        return new ResponseApdu(StatusWord.Success);
    }

    private ResponseApdu Exchange(CommandApdu command)
    {
        Assert.IsTrue(TlvList.TryParse(command.Data, out var data));
        var apdu = data.Find(TerminalApplet.TagCommand);
        Assert.IsTrue(apdu.Length <= 245, "longer than the reader's driver can send");
        var answer = Field?.Invoke(apdu);
        var result = Field is null ? TerminalApplet.ExchangeNoCard : answer is null ? TerminalApplet.ExchangeCardGone : TerminalApplet.ExchangeDone;
        var list = new TlvList().AddNumber(TerminalApplet.TagExchange, result, 1);
        return new ResponseApdu(StatusWord.Success, (answer is null ? list : list.Add(TerminalApplet.TagResponse, answer)).ToBytes());
    }

    private ResponseApdu GetStatus(CommandApdu command)
    {
        Assert.IsTrue(TlvList.TryParse(command.Data, out var data) && data.TryGetNumber(TerminalApplet.TagTransaction, 4, out _));
        data.TryGetNumber(TerminalApplet.TagTransaction, 4, out var number);
        return new ResponseApdu(StatusWord.Success, new TlvList().AddNumber(TerminalApplet.TagTransaction, number, 4)
            .AddNumber(TerminalApplet.TagJournal, _journal.GetValueOrDefault((uint)number), 1).ToBytes());
    }

    private static byte[] Digits(string digits) => [.. digits.Select(digit => (byte)(digit - '0'))];
}
