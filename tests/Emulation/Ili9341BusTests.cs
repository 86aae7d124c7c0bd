using System.Device.Spi;

namespace PaymentCode.Emulation.Tests;

/// <summary>What the ILI9341 answers, and what it does with what it should not get.</summary>
[TestClass]
public sealed class Ili9341BusTests
{
    [TestMethod]
    public void After_power_on_it_says_that_it_sleeps_in_normal_mode_at_18_bits()
    {
        using PanelBench bench = new();
        CollectionAssert.AreEqual(new byte[] { 0x08 }, bench.Read(0x0A, 1));
        CollectionAssert.AreEqual(new byte[] { 0x00 }, bench.Read(0x0B, 1));
        CollectionAssert.AreEqual(new byte[] { 0x66 }, bench.Read(0x0C, 1));
        CollectionAssert.AreEqual(new byte[] { 0x00 }, bench.Read(0x0F, 1));

        // 00 61 00 00 behind one idle clock.
        CollectionAssert.AreEqual(new byte[] { 0x00, 0x30, 0x80, 0x00, 0x00 }, bench.Read(0x09, 5));
        Assert.IsEmpty(bench.Panel.UnknownCommands);
    }

    [TestMethod]
    public void Its_status_follows_its_modes()
    {
        using PanelBench bench = new PanelBench().Begin(madctl: 0xE8);
        CollectionAssert.AreEqual(new byte[] { 0x9C }, bench.Read(0x0A, 1));
        CollectionAssert.AreEqual(new byte[] { 0xE8 }, bench.Read(0x0B, 1));
        CollectionAssert.AreEqual(new byte[] { 0x55 }, bench.Read(0x0C, 1));
        CollectionAssert.AreEqual(new byte[] { 0xC0 }, bench.Read(0x0F, 1));
        bench.Send(0x12);
        bench.Send(0x39);
        bench.Send(0x35, 0x01);
        CollectionAssert.AreEqual(new byte[] { 0xF4 }, bench.Read(0x0A, 1));
        CollectionAssert.AreEqual(new byte[] { 0xC0 }, bench.Read(0x0E, 1));

        // F4 5E 06 20 behind one idle clock.
        CollectionAssert.AreEqual(new byte[] { 0x7A, 0x2F, 0x03, 0x10, 0x00 }, bench.Read(0x09, 5));
        bench.Send(0x34);
        CollectionAssert.AreEqual(new byte[] { 0x40 }, bench.Read(0x0E, 1));
    }

    [TestMethod]
    public void It_says_who_it_is_behind_one_idle_clock()
    {
        using PanelBench bench = new();
        byte[] id4 = bench.Read(0xD3, 4);
        Assert.AreEqual(0x009341u, (((uint)id4[0] << 24 | (uint)id4[1] << 16 | (uint)id4[2] << 8 | id4[3]) << 1) >> 8);
        CollectionAssert.AreEqual(new byte[] { 0x80 }, bench.Read(0xDB, 1));
        CollectionAssert.AreEqual(new byte[] { 0x00, 0xFF }, bench.Read(0xDA, 2), "After the answer nobody drives the line.");
    }

    [TestMethod]
    public void Memory_is_read_with_18_bits_a_pixel_behind_a_dummy_byte()
    {
        using PanelBench bench = new PanelBench().Begin();
        bench.Window(0, 0, 1, 0);
        bench.Send(0x2C, 0xF8, 0x00, 0x84, 0x10);
        CollectionAssert.AreEqual(new byte[] { 0x00, 0xFC, 0x00, 0x00, 0x84, 0x80, 0x84 }, bench.Read(0x2E, 7));
        CollectionAssert.AreEqual(new byte[] { 0x00, 0xFC, 0x00, 0x00 }, bench.Read(0x3E, 4), "The counter has wrapped.");
    }

    [TestMethod]
    public void Reading_faster_than_the_datasheet_allows_gives_noise()
    {
        using PanelBench slow = new(clockHz: 6_000_000);
        using PanelBench fast = new(clockHz: 40_000_000);
        CollectionAssert.AreEqual(new byte[] { 0x08, 0xFF, 0xFF, 0xFF }, slow.Read(0x0A, 4));
        CollectionAssert.AreNotEqual(new byte[] { 0x08, 0xFF, 0xFF, 0xFF }, fast.Read(0x0A, 4));
    }

    [TestMethod]
    public void What_was_written_to_brightness_registers_is_read_back()
    {
        using PanelBench bench = new();
        bench.Send(0x51, 0x7F);
        bench.Send(0x53, 0xFF);
        bench.Send(0x55, 0x02);
        bench.Send(0x5E, 0x11);
        CollectionAssert.AreEqual(new byte[] { 0x7F }, bench.Read(0x52, 1));
        CollectionAssert.AreEqual(new byte[] { 0x2C }, bench.Read(0x54, 1));
        CollectionAssert.AreEqual(new byte[] { 0x02 }, bench.Read(0x56, 1));
        CollectionAssert.AreEqual(new byte[] { 0x11 }, bench.Read(0x5F, 1));
        Assert.IsEmpty(bench.Panel.UnknownCommands);
    }

    [TestMethod]
    public void What_the_datasheet_does_not_have_is_recorded()
    {
        using PanelBench bench = new();
        bench.Send(0xD9, 0x10);
        bench.Send(0x10, 0x00);
        bench.Send(0x26, 0x01, 0x02);
        bench.Window(5, 0, 4, 319);
        bench.Send(0x3A, 0x03);
        CollectionAssert.AreEqual(
            new[] { "D9", "10 with parameter 1: 00", "26 with parameter 2: 02", "2A from 5 to 4", "3A 03" }, bench.Panel.UnknownCommands.ToArray());
    }

    [TestMethod]
    [DataRow((byte)0xB1, 2)]
    [DataRow((byte)0xCB, 5)]
    [DataRow((byte)0xE0, 15)]
    [DataRow((byte)0xE3, 64)]
    [DataRow((byte)0x2D, 128)]
    public void Power_gamma_and_timing_registers_take_so_many_parameters_and_no_more(byte command, int count)
    {
        using PanelBench bench = new();
        bench.Send(command, new byte[count]);
        Assert.IsEmpty(bench.Panel.UnknownCommands);
        bench.Send(command, new byte[count + 1]);
        Assert.HasCount(1, bench.Panel.UnknownCommands);
    }

    [TestMethod]
    [DataRow(SpiMode.Mode0, true)]
    [DataRow(SpiMode.Mode1, false)]
    [DataRow(SpiMode.Mode2, false)]
    [DataRow(SpiMode.Mode3, true)]
    public void It_takes_bits_at_the_rising_edge_alone(SpiMode mode, bool understood)
    {
        using PanelBench bench = new(mode: mode);
        bench.Send(0x11);
        Assert.AreEqual(understood, !bench.Panel.IsAsleep);
        Assert.AreEqual(understood, bench.Panel.UnknownCommands.Count == 0);
    }

    [TestMethod]
    public void Without_its_chip_select_it_hears_nothing()
    {
        EmulatedBoard board = new();
        Ili9341Chip panel = board.Spi(23, 19, 18).Attach(new Ili9341Chip(board, dataCommandPin: 14), board.Pin(5));
        board.PowerOn();
        using (board.Power())
        {
            nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(19, nanoFramework.Hardware.Esp32.DeviceFunction.SPI1_MISO);
            nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(18, nanoFramework.Hardware.Esp32.DeviceFunction.SPI1_CLOCK);
            new System.Device.Gpio.GpioController().OpenPin(14, System.Device.Gpio.PinMode.Output);
            new SpiDevice(new SpiConnectionSettings(1, 4)).WriteByte(0x11);
        }

        Assert.IsTrue(panel.IsAsleep);
    }

    [TestMethod]
    public void Any_bytes_leave_it_in_a_state_that_can_be_looked_at()
    {
        using PanelBench bench = new(seed: 11);
        Random random = new(11);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] data = new byte[random.Next(8)];
            random.NextBytes(data);
            byte command = (byte)random.Next(256);
            bench.Send(command, command == 0xB7 ? [] : data); // deep standby would end it
            bench.Panel.PixelAt(random.Next(240), random.Next(320));
        }

        Assert.HasCount(Ili9341Chip.MostRemarks, bench.Panel.UnknownCommands);
        bench.Board.PowerOff();
        bench.Board.PowerOn();
        Assert.IsTrue(bench.Panel.IsAsleep);
    }
}
