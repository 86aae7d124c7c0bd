using System.Globalization;
using System.Security;
using System.Text;

namespace PaymentCode.Boards.Wiring;

/// <summary>
/// Draws a wiring table as SVG 1.1: the controller on the left, the parts on the right, each wire with a lane of its own between them. Supplies are
/// written at the pins instead of drawn. The same table gives the same bytes.
/// </summary>
public sealed class WiringDrawing
{
    private const int Row = 22;

    // Controller's and parts' pins are half a row apart, whatever the part: no wire lies on another.
    private const int FirstRow = 61;
    private const int Margin = 24;
    private const int Top = 64;
    private const int ControllerWidth = 250;
    private const int NoteWidth = 140;
    private const int LaneWidth = 14;
    private const int SupplyWidth = 50;
    private const int PartWidth = 320;
    private const int PartGap = 14;

    private static readonly string[] Colours =
        ["#b3261e", "#1f5fa8", "#2e7d32", "#8e5a00", "#6a1b9a", "#00707a", "#ad1457", "#455a64", "#7a6a00", "#3949ab", "#5d4037", "#00695c"];

    private readonly WiringTable _table;
    private readonly StringBuilder _svg = new();
    private readonly Dictionary<string, int> _laneOf = [];
    private readonly Dictionary<string, List<int>> _endsOf = [];
    private readonly int _lanesLeft = Margin + ControllerWidth + NoteWidth;
    private readonly int _partsLeft;
    private int _bottom;

    private WiringDrawing(WiringTable table)
    {
        _table = table;
        foreach (Wire wire in table.Wires)
        {
            _laneOf[wire.Signal] = _laneOf.Count;
            _endsOf[wire.Signal] = [];
        }

        _partsLeft = _lanesLeft + (table.Wires.Count * LaneWidth) + SupplyWidth;
    }

    /// <summary>The drawing.</summary>
    /// <param name="table">What is connected with what.</param>
    /// <returns>SVG, UTF-8 text with line feeds.</returns>
    public static string ToSvg(WiringTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        WiringDrawing drawing = new(table);
        drawing.DrawParts();
        drawing.DrawController();
        return drawing.Finish();
    }

    private void DrawParts()
    {
        int y = Top;
        foreach (Part part in _table.Parts)
        {
            int height = (part.Pins.Count * Row) + 30;
            Box(_partsLeft, y, PartWidth, height);
            Text(_partsLeft + 70, y + 22, part.Name, "bold");
            Text(_partsLeft + 70, y + 42, part.Detail, "small");
            for (int i = 0; i < part.Pins.Count; i++)
            {
                DrawPin(part.Pins[i], y + 28 + (i * Row));
            }

            y += height + PartGap;
        }

        _bottom = y;
    }

    private void DrawPin(PartPin pin, int y)
    {
        Text(_partsLeft + 8, y + 4, pin.Name, "pin");
        if (_laneOf.TryGetValue(pin.Goes, out int lane))
        {
            _endsOf[pin.Goes].Add(y);
            Line(LaneX(lane), y, _partsLeft, y, ColourOf(lane));
        }
        else
        {
            Line(_partsLeft - 10, y, _partsLeft, y, "#000000");
            Text(_partsLeft - 14, y + 4, pin.Goes, "supply");
        }
    }

    private void DrawController()
    {
        int height = ((_table.Wires.Count + _table.Supplies.Count + 1) * Row) + FirstRow;
        _bottom = Math.Max(_bottom, Top + height + Margin);
        Box(Margin, Top, ControllerWidth, height);
        Text(Margin + 10, Top + 22, _table.Controller, "bold");
        for (int lane = 0; lane < _table.Wires.Count; lane++)
        {
            Wire wire = _table.Wires[lane];
            int y = Top + FirstRow + (lane * Row);
            Text(Margin + 10, y + 4, wire.Signal, "small");
            Text(Margin + ControllerWidth - 10, y + 4, "GPIO " + wire.Gpio.ToString(CultureInfo.InvariantCulture), "gpio");
            Line(Margin + ControllerWidth, y, LaneX(lane), y, ColourOf(lane));
            Text(Margin + ControllerWidth + 8, y - 4, wire.Note, "note");
            DrawLane(lane, y);
        }

        for (int i = 0; i < _table.Supplies.Count; i++)
        {
            int y = Top + FirstRow + ((_table.Wires.Count + i) * Row) + (Row / 2);
            Text(Margin + 10, y + 4, _table.Supplies[i].Name, "pin");
            Text(Margin + 44, y + 4, _table.Supplies[i].Goes, "note");
        }
    }

    private void DrawLane(int lane, int from)
    {
        List<int> ends = _endsOf[_table.Wires[lane].Signal];
        int x = LaneX(lane);
        int first = ends.Append(from).Min();
        int last = ends.Append(from).Max();
        Line(x, first, x, last, ColourOf(lane));
        foreach (int y in ends.Append(from).Where(y => y != first && y != last))
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"{ColourOf(lane)}\"/>\n");
        }
    }

    private string Finish()
    {
        int width = _partsLeft + PartWidth + Margin;
        StringBuilder whole = new();
        whole.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {_bottom}\" width=\"{width}\" height=\"{_bottom}\" role=\"img\">\n");
        whole.Append(CultureInfo.InvariantCulture, $"<title>{SecurityElement.Escape(_table.Board)}</title>\n");
        whole.Append("<style>text{font-family:sans-serif;font-size:13px;fill:#111}.bold{font-weight:bold}.small{font-size:12px}.pin{font-family:monospace;font-size:12px}"
            + ".gpio{text-anchor:end;font-family:monospace;font-size:12px}.note{font-size:10px;fill:#555}.supply{text-anchor:end;font-size:11px;fill:#555}.head{font-size:18px;font-weight:bold}</style>\n");
        whole.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{_bottom}\" fill=\"#ffffff\"/>\n");
        whole.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"36\" class=\"head\">{SecurityElement.Escape(_table.Board)}</text>\n");
        return whole.Append(_svg).Append("</svg>\n").ToString();
    }

    private int LaneX(int lane) => _lanesLeft + (lane * LaneWidth);

    private static string ColourOf(int lane) => Colours[lane % Colours.Length];

    private void Box(int x, int y, int width, int height) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"#f6f7f9\" stroke=\"#333333\"/>\n");

    private void Line(int x1, int y1, int x2, int y2, string colour) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");

    private void Text(int x, int y, string text, string style)
    {
        if (text.Length > 0)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" class=\"{style}\">{SecurityElement.Escape(text)}</text>\n");
        }
    }
}
