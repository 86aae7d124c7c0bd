using System.Device.Gpio;
using System.Device.I2c;
using System.Device.Spi;
using System.IO.Ports;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class Esp32S3Tests
{
    [TestMethod]
    public void It_has_pins_0_to_48_without_22_to_25_and_all_can_be_outputs()
    {
        EmulatedBoard board = new(0, Microcontroller.Esp32S3Quad);
        Assert.AreEqual(48, board.HighestPin);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => board.Pin(49));
        board.PowerOn();
        using (board.Power())
        {
            GpioController gpio = new();
            Assert.AreEqual(49, gpio.PinCount);
            int[] outputs = [.. Enumerable.Range(-1, 51).Where(pin => gpio.IsPinModeSupported(pin, PinMode.Output))];
            CollectionAssert.AreEqual(Enumerable.Range(0, 22).Concat(Enumerable.Range(26, 23)).ToArray(), outputs);
            Assert.ThrowsExactly<InvalidOperationException>(() => gpio.OpenPin(22));
            gpio.OpenPin(48, PinMode.Output).Write(PinValue.High);
        }

        Assert.IsTrue(board.Pin(48).Level);
        Assert.IsEmpty(board.FirmwareFaults);
    }

    [TestMethod]
    [DataRow(26)]
    [DataRow(32)]
    public void Flash_pins_are_taken_before_the_firmware_starts(int pin)
    {
        foreach (Microcontroller microcontroller in new[] { Microcontroller.Esp32S3Quad, Microcontroller.Esp32S3Octal })
        {
            EmulatedBoard board = new(0, microcontroller);
            board.PowerOn();
            using (board.Power())
            {
                Assert.IsTrue(new GpioController().IsPinOpen(pin));
                Assert.ThrowsExactly<InvalidOperationException>(() => new GpioController().OpenPin(pin));
            }

            Assert.IsEmpty(board.FirmwareFaults);
        }
    }

    [TestMethod]
    [DataRow(33)]
    [DataRow(37)]
    public void The_octal_memorys_pins_are_free_with_quad_memory_and_a_fault_with_octal(int pin)
    {
        EmulatedBoard quad = new(0, Microcontroller.Esp32S3Quad);
        quad.PowerOn();
        using (quad.Power())
        {
            new GpioController().OpenPin(pin, PinMode.Output);
        }

        Assert.IsEmpty(quad.FirmwareFaults);
        EmulatedBoard octal = new(0, Microcontroller.Esp32S3Octal);
        octal.PowerOn();
        using (octal.Power())
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => new GpioController().OpenPin(pin));
            Configuration.SetPinFunction(pin, DeviceFunction.I2C1_DATA);
        }

        Assert.HasCount(2, octal.FirmwareFaults);
    }

    [TestMethod]
    public void Buses_have_no_pins_until_they_are_assigned_and_COM1_has_UART0s()
    {
        EmulatedBoard board = new(0, Microcontroller.Esp32S3Octal);
        board.PowerOn();
        using (board.Power())
        {
            Assert.AreEqual(-1, Configuration.GetFunctionPin(DeviceFunction.SPI1_MOSI));
            Assert.AreEqual(-1, Configuration.GetFunctionPin(DeviceFunction.I2C1_DATA));
            Assert.AreEqual(43, Configuration.GetFunctionPin(DeviceFunction.COM1_TX));
            Assert.AreEqual(44, Configuration.GetFunctionPin(DeviceFunction.COM1_RX));
            Assert.ThrowsExactly<ArgumentException>(() => new SpiDevice(new SpiConnectionSettings(1, 10)));
            Assert.ThrowsExactly<ArgumentException>(() => Configuration.SetPinFunction(23, DeviceFunction.SPI1_MOSI));
        }
    }

    [TestMethod]
    public void The_terminals_buses_and_ports_work_on_its_pins()
    {
        EmulatedBoard board = new(0, Microcontroller.Esp32S3Octal);
        board.I2c(8, 9).Attach(new Mb85rc256vChip());
        SerialLine line = board.Serial(17, 18);
        board.PowerOn();
        using (board.Power())
        {
            Configuration.SetPinFunction(8, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(9, DeviceFunction.I2C1_CLOCK);
            Configuration.SetPinFunction(41, DeviceFunction.SPI2_MOSI);
            Configuration.SetPinFunction(42, DeviceFunction.SPI2_MISO);
            Configuration.SetPinFunction(40, DeviceFunction.SPI2_CLOCK);
            Configuration.SetPinFunction(17, DeviceFunction.COM2_TX);
            Configuration.SetPinFunction(18, DeviceFunction.COM2_RX);
            Assert.AreEqual(I2cTransferStatus.FullTransfer, I2cDevice.Create(new I2cConnectionSettings(1, 0x50)).WriteByte(0).Status);
            Assert.AreEqual(0xFF, new SpiDevice(new SpiConnectionSettings(2, 39)).ReadByte());
            SerialPort port = new("COM2", 115200);
            port.Open();
            port.Write("tap");
            board.Advance(10);
        }

        CollectionAssert.AreEqual("tap"u8.ToArray(), line.ReceiveAll());
        Assert.IsEmpty(board.FirmwareFaults);
    }

    [TestMethod]
    [DataRow(0, false, "the boot loader starts instead of the firmware")]
    [DataRow(45, true, "the flash chip gets 1.8 V and the board does not start")]
    public void A_strapping_pin_at_the_wrong_level_keeps_the_board_from_starting(int pin, bool level, string outcome)
    {
        EmulatedBoard board = new(0, Microcontroller.Esp32S3Octal);
        board.Pin(pin).Outside = level;
        board.PowerOn();
        CollectionAssert.AreEqual(new[] { $"GPIO{pin} is {(level ? "high" : "low")} at power-on: {outcome}." }, board.FirmwareFaults.ToArray());
        board.PowerOff();
        board.Pin(pin).Outside = !level;
        board.PowerOn();
        Assert.HasCount(1, board.FirmwareFaults);
    }
}
