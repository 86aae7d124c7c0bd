using System.Device.Gpio;
using nanoFramework.Hardware.Esp32;
using nanoFramework.UI;
using nanoFramework.UI.GraphicDrivers;

namespace PaymentCode.Emulation.Tests;

/// <summary>The stand-in for nanoFramework.Graphics on an ESP32-S3 with an ILI9341 on SPI1, driven like firmware drives it.</summary>
[TestClass]
public sealed class DisplayControlTests : IDisposable
{
    private const int Red = 0xFF0000;
    private const int White = 0xFFFFFF;

    private readonly EmulatedBoard _board = new(seed: 1, Microcontroller.Esp32S3Octal);
    private readonly Ili9341Chip _panel;
    private readonly EmulatedBoard.PowerScope _power;

    public DisplayControlTests()
    {
        _panel = _board.Spi(mosiPin: 11, misoPin: 13, clockPin: 12)
            .Attach(new Ili9341Chip(_board, dataCommandPin: 14, seed: 3), _board.Pin(10));
        _board.PowerOn();
        _power = _board.Power();
    }

    public void Dispose() => _power.Dispose();

    [TestMethod]
    public void Initialise_leaves_a_black_landscape_screen_that_shows_what_is_written()
    {
        Assert.AreEqual(0u, Initialise());
        Assert.IsTrue(_panel.IsOn);
        Assert.AreEqual((320, 240), (DisplayControl.ScreenWidth, DisplayControl.ScreenHeight));
        Assert.AreEqual(0, Lit().Count);
        DisplayControl.Write(0, 0, 2, 1, [0xF800, 0xFFFF]);
        CollectionAssert.AreEqual(new[] { (239, 0, Red), (239, 1, White) }, Lit());
        Assert.IsEmpty(_panel.UnknownCommands);
        Assert.IsEmpty(_board.FirmwareFaults);
    }

    private static uint Initialise()
    {
        Configuration.SetPinFunction(11, DeviceFunction.SPI1_MOSI);
        Configuration.SetPinFunction(13, DeviceFunction.SPI1_MISO);
        Configuration.SetPinFunction(12, DeviceFunction.SPI1_CLOCK);
        return DisplayControl.Initialize(
            new SpiConfiguration(1, 10, 14, -1, -1), new ScreenConfiguration(0, 0, 320, 240, Ili9341.GraphicDriver), 0);
    }

    private List<(int X, int Y, int Colour)> Lit()
    {
        List<(int, int, int)> lit = [];
        for (int y = 0; y < Ili9341Chip.Height; y++)
        {
            for (int x = 0; x < Ili9341Chip.Width; x++)
            {
                int colour = _panel.PixelAt(x, y);
                if (colour != 0)
                {
                    lit.Add((x, y, colour));
                }
            }
        }

        return lit;
    }
}
