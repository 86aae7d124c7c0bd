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
        int[] nets = Nets();
        bool shorted = false;
        foreach (int net in nets.Distinct())
        {
            BoardPin[] joined = [.. _wires.Where((_, wire) => nets[wire] == net)];
            bool low = Array.Exists(joined, pin => pin.Driven == false);
            bool high = Array.Exists(joined, pin => pin.Driven == true);
            shorted |= low && high;
            foreach (BoardPin pin in joined)
            {
                // Among resistors the one of the wire itself decides; only a wire without one follows the others'.
                bool? others = Array.Find(joined, other => other != pin && other.Pull != null)?.Pull;
                pin.Outside = low ? false : high ? true : pin.Pull == null ? others : null;
            }
        }

        if (shorted && !_shortReported)
        {
            _shortReported = true;
            _board.ReportFirmwareFault(
                "Keypad: one output drives high against another that drives low through pressed keys; leave the idle columns undriven.");
        }
    }

    /// <summary>Which wires hang together: wires with the same number do. Rows come first, then columns.</summary>
    private int[] Nets()
    {
        int[] nets = [.. Enumerable.Range(0, _wires.Length)];
        for (int key = 0; key < _closed.Length; key++)
        {
            (int row, int column) = (key / _columns, _rows + (key % _columns));
            if (_closed[key] && nets[row] != nets[column])
            {
                (int kept, int gone) = (nets[row], nets[column]);
                nets = Array.ConvertAll(nets, net => net == gone ? kept : net);
            }
        }

        return nets;
    }
}
