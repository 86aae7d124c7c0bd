namespace PaymentCode.Emulation;

/// <summary>
/// A keypad whose keys are bare contacts between the wires of rows and columns, as membrane keypads are: no diodes, no resistors. A pressed
/// key connects its row with its column, so that three keys on the corners of a rectangle read as four (a ghost), and what two outputs
/// drive against each other through pressed keys is a short circuit. Each contact bounces.
/// </summary>
public sealed class KeypadMatrix
{
    /// <summary>The keys of a 4×3 keypad, row by row from the top left.</summary>
    public const string TwelveKeys = "123456789*0#";

    private readonly EmulatedBoard _board;
    private readonly BoardPin[] _wires;
    private readonly int _rows;
    private readonly int _columns;
    private readonly string _keys;
    private readonly BouncingContact[] _contacts;
    private readonly bool[] _closed;
    private readonly int[] _nets;
    private bool _shortReported;
    private bool _settling;
    private bool _unsettled;

    /// <summary>A keypad that nobody touches.</summary>
    /// <param name="board">The board it is on.</param>
    /// <param name="rowPins">GPIO numbers of the rows, top first.</param>
    /// <param name="columnPins">GPIO numbers of the columns, left first.</param>
    /// <param name="keys">What is printed on the keys, row by row; each character once.</param>
    /// <param name="seed">Decides how the contacts bounce.</param>
    /// <param name="bounceMs">How long they bounce at most, in milliseconds.</param>
    /// <exception cref="ArgumentException">The keys are not as many as rows times columns, or one is there twice.</exception>
    public KeypadMatrix(
        EmulatedBoard board, IReadOnlyList<int> rowPins, IReadOnlyList<int> columnPins, string keys = TwelveKeys, int seed = 0, int bounceMs = 5)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(rowPins);
        ArgumentNullException.ThrowIfNull(columnPins);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfNegative(bounceMs);
        (_rows, _columns) = (rowPins.Count, columnPins.Count);
        if (keys.Length != _rows * _columns || keys.Distinct().Count() != keys.Length)
        {
            throw new ArgumentException($"{_rows} rows and {_columns} columns have {_rows * _columns} different keys, not '{keys}'.", nameof(keys));
        }

        _board = board;
        _keys = keys;
        _wires = [.. rowPins.Concat(columnPins).Select(board.Pin)];
        _closed = new bool[keys.Length];
        _nets = new int[_wires.Length];
        ConnectNets();
        Random random = new(seed);
        _contacts = [.. Enumerable.Range(0, keys.Length).Select(key => new BouncingContact(board.Clock, random, bounceMs, closed => Move(key, closed)))];
        foreach (BoardPin wire in _wires)
        {
            wire.Configured += Settle;
        }
    }

    /// <summary>Whether a finger is on a key.</summary>
    /// <param name="key">What is printed on it.</param>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public bool IsDown(char key) => Contact(key).IsDown;

    /// <summary>Puts a finger on a key; others may be down at the same time.</summary>
    /// <param name="key">What is printed on it.</param>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public void Press(char key) => Contact(key).Move(down: true);

    /// <summary>Takes the finger away.</summary>
    /// <param name="key">What is printed on it.</param>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public void Release(char key) => Contact(key).Move(down: false);

    /// <summary>Presses a key, and releases it after a time on the board's clock.</summary>
    /// <param name="key">What is printed on it.</param>
    /// <param name="ms">Milliseconds, more than the bounce time for a press that can be seen.</param>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public void PressFor(char key, int ms) => Contact(key).PressFor(ms);

    /// <summary>As <see cref="PressFor(char, int)"/>, after a time.</summary>
    /// <param name="key">What is printed on it.</param>
    /// <param name="ms">Milliseconds the press lasts.</param>
    /// <param name="afterMs">Milliseconds until it begins.</param>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public void PressFor(char key, int ms, int afterMs) => Contact(key).PressFor(ms, afterMs);

    private BouncingContact Contact(char key)
    {
        int index = _keys.IndexOf(key, StringComparison.Ordinal);
        return index >= 0 ? _contacts[index] : throw new ArgumentException($"The keypad has no key '{key}'; it has {_keys}.", nameof(key));
    }

    private void Move(int key, bool closed)
    {
        _closed[key] = closed;
        ConnectNets();
        _shortReported = false;
        Settle();
    }

    /// <summary>A level that changes may have the firmware change a pin in turn: then all is settled once more.</summary>
    private void Settle()
    {
        _unsettled = true;
        if (_settling)
        {
            return;
        }

        _settling = true;
        try
        {
            while (_unsettled)
            {
                _unsettled = false;
                SettleLevels();
            }
        }
        finally
        {
            _settling = false;
        }
    }

    /// <summary>Gives each wire the level that the others connected with it through closed keys leave it.</summary>
    private void SettleLevels()
    {
        // A scan comes here with each wire that it drives, so nothing is allocated.
        bool shorted = false;
        for (int first = 0; first < _wires.Length; first++)
        {
            int net = _nets[first];
            if (Array.IndexOf(_nets, net) < first)
            {
                continue;
            }

            bool low = IsDriven(net, level: false);
            bool high = IsDriven(net, level: true);
            shorted |= low && high;
            for (int wire = first; wire < _wires.Length; wire++)
            {
                if (_nets[wire] == net)
                {
                    // Among resistors the one of the wire itself decides; only a wire without one follows the others'.
                    BoardPin pin = _wires[wire];
                    pin.Outside = low ? false : high ? true : pin.Pull == null ? PullOfOthers(net, pin) : null;
                }
            }
        }

        if (shorted && !_shortReported)
        {
            _shortReported = true;
            _board.ReportFirmwareFault(
                "Keypad: one output drives high against another that drives low through pressed keys; leave the idle columns undriven.");
        }
    }

    private bool IsDriven(int net, bool level)
    {
        for (int wire = 0; wire < _wires.Length; wire++)
        {
            if (_nets[wire] == net && _wires[wire].Driven == level)
            {
                return true;
            }
        }

        return false;
    }

    private bool? PullOfOthers(int net, BoardPin pin)
    {
        for (int wire = 0; wire < _wires.Length; wire++)
        {
            if (_nets[wire] == net && _wires[wire] != pin && _wires[wire].Pull is { } pull)
            {
                return pull;
            }
        }

        return null;
    }

    /// <summary>Which wires hang together: wires with the same number do. Rows come first, then columns.</summary>
    private void ConnectNets()
    {
        for (int wire = 0; wire < _nets.Length; wire++)
        {
            _nets[wire] = wire;
        }

        for (int key = 0; key < _closed.Length; key++)
        {
            (int kept, int gone) = (_nets[key / _columns], _nets[_rows + (key % _columns)]);
            for (int wire = 0; _closed[key] && wire < _nets.Length; wire++)
            {
                _nets[wire] = _nets[wire] == gone ? kept : _nets[wire];
            }
        }
    }
}
