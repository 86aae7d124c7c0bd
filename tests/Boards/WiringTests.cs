using System.Runtime.CompilerServices;
using PaymentCode.Token;

namespace PaymentCode.Boards.Tests;

/// <summary>The page about the wiring and the firmware must not disagree.</summary>
[TestClass]
public sealed class WiringTests
{
    [TestMethod]
    public void The_wiring_page_states_the_pins_of_the_firmware()
    {
        Dictionary<string, (int Esp32, int S3)> page = ReadPage();
        (string Signal, Func<TokenPins, int> Pin)[] signals =
        [
            ("I2C data", pins => pins.I2cData),
            ("I2C clock", pins => pins.I2cClock),
            ("serial transmit (COM2)", pins => pins.SerialTransmit),
            ("serial receive (COM2)", pins => pins.SerialReceive),
            ("button", pins => pins.Button),
            ("LED", pins => pins.Led),
            ("NFC MOSI (SPI1)", pins => pins.NfcMosi),
            ("NFC MISO (SPI1)", pins => pins.NfcMiso),
            ("NFC clock (SPI1)", pins => pins.NfcClock),
            ("NFC select", pins => pins.NfcSelect),
        ];
        Assert.AreEqual(signals.Length, page.Count);
        foreach ((string signal, Func<TokenPins, int> pin) in signals)
        {
            Assert.AreEqual((pin(TokenPins.Esp32()), pin(TokenPins.Esp32S3())), page[signal], signal);
        }
    }

    [TestMethod]
    public void No_pin_is_used_twice()
    {
        foreach (TokenPins pins in new[] { TokenPins.Esp32(), TokenPins.Esp32S3() })
        {
            int[] all =
            [
                pins.I2cData, pins.I2cClock, pins.SerialTransmit, pins.SerialReceive, pins.Button, pins.Led,
                pins.NfcMosi, pins.NfcMiso, pins.NfcClock, pins.NfcSelect,
            ];
            Assert.AreEqual(all.Length, all.Distinct().Count());
            Assert.IsFalse(all.Contains(0), "GPIO0 starts the boot loader");
        }
    }

    private static Dictionary<string, (int Esp32, int S3)> ReadPage([CallerFilePath] string here = "")
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../hardware/token/README.md"));
        string table = page.Split("## Wiring")[1].Split("\n\n")[0];
        return table.Split('\n')
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1], cells => (int.Parse(cells[2]), int.Parse(cells[3])));
    }
}
