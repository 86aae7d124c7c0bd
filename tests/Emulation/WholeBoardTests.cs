using System.Device.I2c;
using System.IO.Ports;
using Iot.Device.Ssd13xx;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class WholeBoardTests
{
    [TestMethod]
    public void A_pixel_drawn_by_the_firmware_is_the_pixel_that_lights()
    {
        EmulatedBoard board = new();
        Ssd1306Chip oled = board.I2c(21, 22).Attach(new Ssd1306Chip());
        board.PowerOn();
        using (board.Power())
        {
            Configuration.SetPinFunction(21, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(22, DeviceFunction.I2C1_CLOCK);
            Ssd1306 display = new(I2cDevice.Create(new I2cConnectionSettings(1, 0x3C)));
            display.ClearScreen();
            display.DrawPixel(3, 10);
            display.Display();
        }

        int lit = 0;
        for (int row = 0; row < Ssd1306Chip.Height; row++)
        {
            for (int column = 0; column < Ssd1306Chip.Width; column++)
            {
                lit += oled.IsLit(column, row) ? 1 : 0;
            }
        }

        Assert.AreEqual(1, lit);
        Assert.IsTrue(oled.IsLit(3, 10));
        Assert.IsEmpty(oled.UnknownCommands);
    }

    [TestMethod]
    public void Bytes_that_arrive_while_a_frame_is_drawn_overflow_a_buffer_of_256()
    {
        EmulatedBoard board = new();
        board.I2c(21, 22).Attach(new Ssd1306Chip());
        SerialLine line = board.Serial(17, 16);
        board.PowerOn();
        using (board.Power())
        {
            Firmware.AssignCom2();
            SerialPort port = new("COM2", 115200);
            port.Open();
            Ssd1306 display = new(Firmware.OpenI2c(0x3C));
            line.Send(new byte[300]);
            long before = board.NowMs;
            display.Display();
            Assert.IsTrue(board.NowMs - before is >= 24 and <= 26, $"A frame took {board.NowMs - before} ms.");
            board.Advance(10);
            Assert.AreEqual(256, port.BytesToRead);
            Assert.AreEqual(44, line.LostAtBoard);
        }
    }
}
