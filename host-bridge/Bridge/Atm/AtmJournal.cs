using System.Globalization;
using System.Text;

namespace PaymentCode.Bridge.Atm;

/// <summary>
/// The ATM's memory: an append-only text file, every line of it on the disk before the ATM acts on it. From it the ATM knows after a crash which withdrawals
/// were approved, started and paid, and which sequence number it used last. It holds no phone number, PIN, key or picture.
/// </summary>
public sealed class AtmJournal : IDisposable
{
    readonly Stream _file;
    readonly TimeProvider _time;
    readonly Dictionary<string, AtmWithdrawal> _open = [];
    readonly Dictionary<string, long> _sent = [];
    readonly Lock _gate = new();
    bool _isBroken;

    AtmJournal(Stream file, TimeProvider time)
    {
        _file = file;
        _time = time;
    }

    /// <summary>The last sequence number used; 0 before the first message.</summary>
    public long NewestSequence { get; private set; }

    /// <summary>The withdrawals that are not finished, oldest first.</summary>
    public IReadOnlyList<AtmWithdrawal> Unfinished
    {
        get
        {
            lock (_gate)
            {
                return [.. _open.Values];
            }
        }
    }

    /// <summary>Opens a journal, or begins one, and keeps it for this process alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock for the lines' times.</param>
    /// <exception cref="AtmException">Kind <see cref="AtmFault.Journal"/>: it cannot be opened, is in use, or is damaged elsewhere than in a torn last line.</exception>
    public static AtmJournal Open(string path, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(time);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AtmException(AtmFault.Journal, $"The journal {path} cannot be opened: {exception.Message} Is another ATM running with it?", exception);
        }

        return Begin(file, path, time);
    }

    /// <summary>Begins a journal in this process's memory, for an emulated ATM: it is gone with the process, as that ATM and its notes are.</summary>
    /// <param name="time">The clock for the lines' times.</param>
    public static AtmJournal InMemory(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Begin(new MemoryStream(), "in memory", time);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>
    /// The sequence number for a message. A message that was begun before and never confirmed keeps its number, so that the bank gives its stored answer.
    /// </summary>
    internal long SequenceFor(string method, string path)
    {
        lock (_gate)
        {
            return _sent.TryGetValue(path, out long sequence) ? sequence : NewSequenceFor(method, path);
        }
    }

    /// <summary>A new sequence number for a message, whatever was sent before.</summary>
    internal long NewSequenceFor(string method, string path)
    {
        lock (_gate)
        {
            // A new journal of a terminal that had one before must begin above it: milliseconds since 1970 do, at less than 1,000 messages a second.
            long sequence = NewestSequence > 0 ? NewestSequence + 1 : _time.GetUtcNow().ToUnixTimeMilliseconds();
            Append(JournalEvent.Send, sequence.ToString(CultureInfo.InvariantCulture), method, path);
            return sequence;
        }
    }

    internal void Session(string sessionId) => Append(JournalEvent.Session, sessionId);

    internal void Refused(string sessionId) => Append(JournalEvent.Refused, sessionId);

    internal void Approved(string sessionId, long amountMinor, string currency) =>
        Append(JournalEvent.Approved, sessionId, amountMinor.ToString(CultureInfo.InvariantCulture), currency);

    internal void Paying(string sessionId) => Append(JournalEvent.Paying, sessionId);

    internal void Paid(string sessionId) => Append(JournalEvent.Paid, sessionId);

    internal void NotPaid(string sessionId) => Append(JournalEvent.NotPaid, sessionId);

    internal void Reported(string sessionId) => Append(JournalEvent.Reported, sessionId);

    internal void Ended(string sessionId) => Append(JournalEvent.Ended, sessionId);

    static AtmJournal Begin(Stream file, string path, TimeProvider time)
    {
        AtmJournal journal = new(file, time);
        try
        {
            journal.Load(path);
            journal.Append(JournalEvent.Opened);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    void Append(JournalEvent what, params string[] arguments)
    {
        lock (_gate)
        {
            if (_isBroken)
            {
                throw new AtmException(AtmFault.Journal, "The journal could not be written before; start the ATM again when its disk works.");
            }

            JournalLine line = new(_time.GetUtcNow(), what, arguments);
            try
            {
                _file.Write(Encoding.UTF8.GetBytes(line.ToText() + "\n"));
                (_file as FileStream)?.Flush(flushToDisk: true);
            }
            catch (IOException exception)
            {
                // What of the line is on the disk is not known, so nothing may be added behind it before it has been read again.
                _isBroken = true;
                throw new AtmException(AtmFault.Journal, $"The journal cannot be written: {exception.Message}", exception);
            }

            Apply(line);
        }
    }

    void Load(string path)
    {
        byte[] content = new byte[_file.Length];
        _file.ReadExactly(content);
        int start = 0;
        int number = 0;
        int newline;
        while ((newline = content.AsSpan(start).IndexOf((byte)'\n')) >= 0)
        {
            number++;
            if (!JournalLine.TryParse(Encoding.UTF8.GetString(content, start, newline), out JournalLine line))
            {
                throw new AtmException(AtmFault.Journal, $"The journal {path} is damaged in line {number}. Keep it for the operator and begin a new one.");
            }

            Apply(line);
            start += newline + 1;
        }

        // A line without its end was being written when the power went: what it announces had not begun.
        _file.SetLength(start);
        _file.Seek(start, SeekOrigin.Begin);
    }

    void Apply(JournalLine line)
    {
        string first = line.Arguments.Length > 0 ? line.Arguments[0] : "";
        switch (line.Event)
        {
            case JournalEvent.Opened:
                break;
            case JournalEvent.Send:
                ApplySend(long.Parse(first, CultureInfo.InvariantCulture), line.Arguments[2]);
                break;
            case JournalEvent.Session:
                _open[first] = new AtmWithdrawal(first, AtmState.Session, 0, "");
                break;
            case JournalEvent.Approved:
                long amountMinor = long.Parse(line.Arguments[1], CultureInfo.InvariantCulture);
                _open[first] = new AtmWithdrawal(first, AtmState.Approved, amountMinor, line.Arguments[2]);
                break;
            case JournalEvent.Refused:
                Change(first, AtmState.Session);
                break;
            case JournalEvent.Paying:
                Change(first, AtmState.Paying);
                break;
            case JournalEvent.Paid:
                Change(first, AtmState.Paid);
                break;
            case JournalEvent.NotPaid:
                Change(first, AtmState.NotPaid);
                break;
            default:
                _open.Remove(first);
                Forget(first);
                break;
        }
    }

    void ApplySend(long sequence, string path)
    {
        NewestSequence = Math.Max(NewestSequence, sequence);
        string[] parts = path.Split('/');
        string sessionId = parts.Length == TerminalPath.PartsInSession ? parts[TerminalPath.SessionPart] : "";
        if (!_open.TryGetValue(sessionId, out AtmWithdrawal? withdrawal))
        {
            return;
        }

        if (TerminalPath.IsReport(path))
        {
            _sent[path] = sequence;
        }
        else if (withdrawal.State == AtmState.Session)
        {
            _open[sessionId] = withdrawal with { State = AtmState.Asked };
        }
    }

    void Change(string sessionId, AtmState state)
    {
        if (_open.TryGetValue(sessionId, out AtmWithdrawal? withdrawal))
        {
            _open[sessionId] = withdrawal with { State = state };
        }
    }

    void Forget(string sessionId)
    {
        foreach (string path in _sent.Keys.Where(path => path.Contains(sessionId, StringComparison.Ordinal)).ToArray())
        {
            _sent.Remove(path);
        }
    }
}
