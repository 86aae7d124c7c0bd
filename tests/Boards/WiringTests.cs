using System.Globalization;
using System.Runtime.CompilerServices;
using PaymentCode.Boards.Wiring;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;
using PaymentCode.Terminal;
using PaymentCode.Token;

namespace PaymentCode.Boards.Tests;

/// <summary>
/// Pages, drawings, firmware and emulated boards must not disagree about the wiring. The table is made of the firmware's pins; page and drawing are
/// compared with the table; and the firmware runs on boards that are wired by nothing but the page.
/// </summary>
[TestClass]
public sealed class WiringTests
{
    [TestMethod]
    public void The_token_s_page_states_the_pins_of_the_firmware()
    {
        AssertSame(WiringTables.TokenOnEsp32, ReadPins("token", 2));
        AssertSame(WiringTables.TokenOnEsp32S3, ReadPins("token", 3));
    }

    [TestMethod]
    public void The_terminal_s_page_states_the_pins_of_the_firmware() => AssertSame(WiringTables.TerminalOnEsp32S3, ReadPins("terminal", 2));

    [TestMethod]
    public void The_drawings_are_made_of_the_firmware_s_pins()
    {
        foreach ((string file, WiringTable table) in WiringTables.Drawings)
        {
            Assert.AreEqual(
                WiringDrawing.ToSvg(table), File.ReadAllText(Hardware(file)), $"hardware/{file} is out of date: paymentcode wiring --out hardware");
            StringAssert.Contains(File.ReadAllText(Hardware(Path.Combine(file.Split('/')[0], "README.md"))), $"]({file.Split('/')[1]})", "the page shows the drawing");
        }
    }

    [TestMethod]
    public void Every_wire_ends_at_a_part_and_every_part_s_pin_is_on_a_wire_or_a_supply()
    {
        foreach (WiringTable table in WiringTables.Drawings.Values)
        {
            string[] used = [.. table.Parts.SelectMany(part => part.Pins).Select(pin => pin.Goes).Distinct()];
            string[] there = [.. table.Wires.Select(wire => wire.Signal).Concat(table.Supplies.Select(supply => supply.Name))];
            CollectionAssert.IsSubsetOf(used, there, table.Board);
            CollectionAssert.IsSubsetOf(table.Wires.Select(wire => wire.Signal).ToArray(), used, table.Board);
        }
    }

    [TestMethod]
    public void No_pin_is_used_twice_and_none_chooses_how_the_controller_starts()
    {
        // ESP32 series datasheet §3 and ESP32-S3 series datasheet §3: strapping pins; UART0 and native USB belong to flashing.
        Dictionary<WiringTable, int[]> forbidden = new()
        {
            [WiringTables.TokenOnEsp32] = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 15],
            [WiringTables.TokenOnEsp32S3] = [0, 3, 19, 20, .. Enumerable.Range(26, 12), 43, 44, 45, 46],
            [WiringTables.TerminalOnEsp32S3] = [0, 3, 19, 20, .. Enumerable.Range(26, 12), 43, 44, 45, 46],
        };
        foreach ((WiringTable table, int[] pins) in forbidden)
        {
            int[] all = [.. table.Wires.Select(wire => wire.Gpio)];
            Assert.AreEqual(all.Length, all.Distinct().Count(), table.Board);
            Assert.IsEmpty(all.Intersect(pins), table.Board);
        }
    }

    [TestMethod]
    [DataRow(Microcontroller.Esp32, 2)]
    [DataRow(Microcontroller.Esp32S3Quad, 3)]
    [DataRow(Microcontroller.Esp32S3Octal, 3)]
    public void The_token_s_firmware_finds_every_part_where_the_page_puts_it(Microcontroller microcontroller, int column)
    {
        Dictionary<string, int> page = ReadPins("token", column);
        EmulatedBoard board = new(1, microcontroller);
        I2cWires bus = board.I2c(page["I2C data"], page["I2C clock"]);
        Ssd1306Chip oled = bus.Attach(new Ssd1306Chip(1));
        bus.Attach(new Mb85rc256vChip());
        bus.Attach(new Ds3231Chip(board.Clock));
        board.Spi(page["NFC MOSI (SPI1)"], page["NFC MISO (SPI1)"], page["NFC clock (SPI1)"])
            .Attach(new Pn532Chip(board.Clock), board.Pin(page["NFC select"]));
        Led led = new(board, page["LED"]);
        Emulation.PushButton button = new(board, page["button"], 1);
        SerialLine line = board.Serial(page["serial transmit (COM2)"], page["serial receive (COM2)"]);
        button.Press();
        board.PowerOn();
        TokenApp app = Start(board, () => new TokenApp(microcontroller == Microcontroller.Esp32 ? TokenPins.Esp32() : TokenPins.Esp32S3()));
        Run(board, app.Step, 2500);
        Assert.IsTrue(oled.IsOn, "the display shows that the button is to be released");
        Assert.IsTrue(led.IsLit, "it is lit meanwhile");
        button.Release();
        Run(board, app.Step, 1500);
        Assert.IsFalse(led.IsLit, "the release was seen");
        string report = Ask(board, app.Step, line);
        StringAssert.StartsWith(report, "E224C90102" + "C8020104" + "C8020201" + "C803060100" + "C8060701320106");
        Assert.IsEmpty(board.FirmwareFaults);
    }

    [TestMethod]
    [DataRow(Microcontroller.Esp32S3Quad)]
    [DataRow(Microcontroller.Esp32S3Octal)]
    public void The_terminal_s_firmware_finds_every_part_where_the_page_puts_it(Microcontroller microcontroller)
    {
        Dictionary<string, int> page = ReadPins("terminal", 2);
        EmulatedBoard board = new(1, microcontroller);
        board.I2c(page["I2C data"], page["I2C clock"]).Attach(new Mb85rc256vChip());
        board.Spi(page["panel MOSI (SPI1)"], page["panel MISO (SPI1)"], page["panel clock (SPI1)"])
            .Attach(new Ili9341Chip(board, page["panel data/command"], seed: 1), board.Pin(page["panel select"]));
        board.Spi(page["reader MOSI (SPI2)"], page["reader MISO (SPI2)"], page["reader clock (SPI2)"])
            .Attach(new Pn532Chip(board.Clock, new RadioField(1)), board.Pin(page["reader select"]));
        int[] rows = [.. Enumerable.Range(1, 4).Select(row => page[$"keypad row {row}"])];
        int[] columns = [.. Enumerable.Range(1, 3).Select(column => page[$"keypad column {column}"])];
        KeypadMatrix keypad = new(board, rows, columns, seed: 1);
        Buzzer buzzer = new(board, page["buzzer"]);
        Led[] leds = [new(board, page["green LED"]), new(board, page["red LED"])];
        SerialLine line = board.Serial(page["serial transmit (COM2)"], page["serial receive (COM2)"]);
        keypad.Press('*');
        keypad.Press('#');
        board.PowerOn();
        TerminalApp app = Start(board, () => new TerminalApp(TerminalPins.Esp32S3()));
        Run(board, app.Step, 2500);
        keypad.Release('*');
        keypad.Release('#');
        Run(board, app.Step, 1500);
        string report = Ask(board, app.Step, line);
        StringAssert.StartsWith(report, "E223C90102" + "C8020104" + "C8020201" + "C8060701320106");

        // Colours, keypad, LEDs, buzzer: each in its time.
        Run(board, app.Step, 6000);
        foreach (char key in "#" + KeypadMatrix.TwelveKeys)
        {
            keypad.PressFor(key, 120);
            Run(board, app.Step, 240);
        }

        bool[] lit = new bool[2];
        for (int i = 0; i < 100; i++)
        {
            Run(board, app.Step, 10);
            lit = [lit[0] | leds[0].IsLit, lit[1] | leds[1].IsLit];
        }

        CollectionAssert.AreEqual(new[] { true, true }, lit);
        keypad.PressFor('#', 120);
        Run(board, app.Step, 1000);
        Assert.IsNotEmpty(buzzer.Sounds);
        Assert.IsEmpty(board.FirmwareFaults);
    }

    private static T Start<T>(EmulatedBoard board, Func<T> make)
    {
        using (board.Power())
        {
            return make();
        }
    }

    private static void Run(EmulatedBoard board, Action<long> step, int ms)
    {
        for (long end = board.NowMs + ms; board.NowMs < end;)
        {
            using (board.Power())
            {
                step(board.UptimeMs);
            }

            board.Advance(10);
        }
    }

    // RESET of the link, then SELF TEST 00, as docs/PROTOCOLS.md sections 4 and 13 have them.
    private static string Ask(EmulatedBoard board, Action<long> step, SerialLine line)
    {
        byte[] reset = [0x01, 1, 2, 3, 4];
        line.Send(Core.Link.FrameEncoder.Encode(Core.Link.LinkControl.Sequence, [Core.Link.LinkControl.Reset, .. reset[1..]], 0, 5));
        Run(board, step, 200);
        line.ReceiveAll();
        line.Send(Core.Link.FrameEncoder.Encode(1, [0x80, 0x10, 0x00, 0x00], 0, 4));
        Run(board, step, 200);
        Core.Link.FrameDecoder decoder = new();
        bool whole = false;
        foreach (byte value in line.ReceiveAll())
        {
            whole |= decoder.Push(value);
        }

        Assert.IsTrue(whole, "an answer over COM2");
        return Convert.ToHexString(decoder.Buffer, 1, decoder.Length - 1);
    }

    private static void AssertSame(WiringTable table, Dictionary<string, int> page)
    {
        CollectionAssert.AreEqual(table.Wires.Select(wire => wire.Signal).ToArray(), page.Keys.ToArray(), table.Board);
        foreach (Wire wire in table.Wires)
        {
            Assert.AreEqual(wire.Gpio, page[wire.Signal], $"{table.Board}: {wire.Signal}");
        }
    }

    private static Dictionary<string, int> ReadPins(string board, int column)
    {
        string page = File.ReadAllText(Hardware(Path.Combine(board, "README.md")));
        string section = page.Split("\n## Wiring\n")[1].Split("\n## ")[0];
        return section.Split('\n')
            .SkipWhile(line => !line.StartsWith("| signal |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1], cells => int.Parse(cells[column], CultureInfo.InvariantCulture));
    }

    private static string Hardware(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../hardware", file);
}
