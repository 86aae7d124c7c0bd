using System.Globalization;
using PaymentCode.Core.Link;

namespace PaymentCode.Workbench.Events;

/// <summary>Listens to one direction of a serial line and records each frame, or what is none, by what it is.</summary>
internal sealed class FrameTap
{
    private const int MostNoise = 4096;

    private readonly EventLog _log;
    private readonly string _from;
    private readonly string _to;
    private readonly QuietPolls? _polls;
    private readonly FrameDecoder _decoder = new();
    private readonly List<byte> _raw = [];

    /// <summary>A tap.</summary>
    /// <param name="log">Where frames are recorded.</param>
    /// <param name="from">Who sends.</param>
    /// <param name="to">Who listens.</param>
    /// <param name="polls">What leaves out those that say nothing; null to record all.</param>
    public FrameTap(EventLog log, string from, string to, QuietPolls? polls = null) => (_log, _from, _to, _polls) = (log, from, to, polls);

    private int Dropped => _decoder.WrongChecks + _decoder.TooLong + _decoder.Incomplete;

    /// <summary>Hears bytes.</summary>
    public void Hear(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            var before = Dropped;
            if (value != FrameEncoder.Flag || _raw is not [FrameEncoder.Flag])
            {
                _raw.Add(value);
            }

            if (_decoder.Push(value))
            {
                Record();
            }
            else if (Dropped > before || _raw.Count > MostNoise)
            {
                RecordNoise();
            }
        }
    }

    private void Record()
    {
        var frame = _decoder.Buffer.AsSpan(0, _decoder.Length);
        var sequence = frame[0] & ~LinkControl.FromBoard;
        var name = (sequence, frame[1]) switch
        {
            (LinkControl.Sequence, LinkControl.Reset) => "RESET",
            (LinkControl.Sequence, LinkControl.ResetDone) => "RESET DONE",
            (LinkControl.Sequence, LinkControl.ResetNeeded) => "RESET NEEDED",
            (LinkControl.Sequence, _) => "CONTROL",
            _ => (frame[0] & LinkControl.FromBoard) != 0 ? $"ANSWER {sequence}" : $"COMMAND {sequence}",
        };
        var fields = new Dictionary<string, string>
        {
            ["sequence"] = sequence.ToString(CultureInfo.InvariantCulture),
            ["information"] = Convert.ToHexString(frame[1..]),
        };
        Add(name, $"frame with {frame.Length - 1} bytes of information", refused: false, fields);

        // The closing flag may open the next frame.
        _raw.Add(FrameEncoder.Flag);
    }

    private void RecordNoise() => Add("NOISE", "bytes that are no frame: dropped", refused: true, null);

    private void Add(string name, string detail, bool refused, Dictionary<string, string>? fields)
    {
        var bytes = _raw.ToArray();
        _raw.Clear();
        QuietPolls.Record(_polls, () => _log.Add(EventKind.Serial, _from, _to, name, detail, bytes, refused, fields));
    }
}
