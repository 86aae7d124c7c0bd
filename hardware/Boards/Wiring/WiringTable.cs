namespace PaymentCode.Boards.Wiring;

/// <summary>A wire of the board: what it carries and on which pin of the controller it begins.</summary>
/// <param name="Signal">Name as in the page's pin table: <c>I2C data</c>.</param>
/// <param name="Gpio">GPIO number.</param>
/// <param name="Note">What sits in it or on it, such as a resistor; empty for nothing.</param>
public sealed record Wire(string Signal, int Gpio, string Note = "");

/// <summary>A pin of a part.</summary>
/// <param name="Name">Name on the part.</param>
/// <param name="Goes">Signal of the wire that it is on, or a pin of the controller that carries no signal: <c>3V3</c>, <c>5V</c>, <c>GND</c>, <c>EN</c>.</param>
public sealed record PartPin(string Name, string Goes);

/// <summary>A part on the board.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Detail">Part number, address, or what to mind.</param>
/// <param name="Pins">Its pins from top to bottom.</param>
public sealed record Part(string Name, string Detail, IReadOnlyList<PartPin> Pins);

/// <summary>What is connected with what on a board: pins from the firmware, so that pages and drawings made of it cannot disagree with it.</summary>
/// <param name="Board">Name of the board.</param>
/// <param name="Controller">Name of its controller.</param>
/// <param name="Wires">The wires in the order of the pin table.</param>
/// <param name="Supplies">The controller's pins that carry no signal, and what hangs on each.</param>
/// <param name="Parts">The parts.</param>
public sealed record WiringTable(
    string Board, string Controller, IReadOnlyList<Wire> Wires, IReadOnlyList<PartPin> Supplies, IReadOnlyList<Part> Parts);
