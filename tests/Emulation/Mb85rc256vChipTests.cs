using System.Device.I2c;

namespace PaymentCode.Emulation.Tests;

/// <summary>The chip against the MB85RC256V datasheet, in bytes as the bus carries them.</summary>
[TestClass]
public sealed class Mb85rc256vChipTests
{
    private readonly EmulatedBoard _board = new();
    private readonly I2cWires _bus;
    private readonly Mb85rc256vChip _chip;

    public Mb85rc256vChipTests()
    {
        _bus = _board.I2c(21, 22);
        _chip = _bus.Attach(new Mb85rc256vChip(seed: 3));
        _board.PowerOn();
    }

    [TestMethod]
    public void Bytes_written_are_read_back_from_the_same_address()
    {
        Assert.IsTrue(_bus.Transfer(0x50, [0x12, 0x34, 0xAA, 0xBB], []));
        CollectionAssert.AreEqual(new byte[] { 0xAA, 0xBB }, Read(0x12, 0x34, 2));
        Assert.AreEqual(0xAA, _chip.Image()[0x1234]);
        Assert.AreEqual(2, _chip.BytesWritten);
    }

    [TestMethod]
    public void The_address_runs_over_to_the_beginning()
    {
        Assert.IsTrue(_bus.Transfer(0x50, [0x7F, 0xFF, 0x01, 0x02], []));
        byte[] image = _chip.Image();
        Assert.AreEqual(0x01, image[0x7FFF]);
        Assert.AreEqual(0x02, image[0x0000]);
        CollectionAssert.AreEqual(new byte[] { 0x01, 0x02 }, Read(0x7F, 0xFF, 2));
    }

    [TestMethod]
    public void The_highest_address_bit_does_not_count()
    {
        Assert.IsTrue(_bus.Transfer(0x50, [0x80, 0x05, 0x77], []));
        Assert.AreEqual(0x77, _chip.Image()[5]);
    }

    [TestMethod]
    public void A_read_without_an_address_goes_on_where_the_last_one_ended()
    {
        _bus.Transfer(0x50, [0x00, 0x10, 1, 2, 3], []);
        Read(0x00, 0x10, 1);
        byte[] next = new byte[2];
        Assert.IsTrue(_bus.Transfer(0x50, [], next));
        CollectionAssert.AreEqual(new byte[] { 2, 3 }, next);
    }

    [TestMethod]
    public void The_device_id_is_Fujitsu_00A_product_510()
    {
        byte[] id = new byte[4];
        Assert.IsTrue(_bus.Transfer(Mb85rc256vChip.DeviceIdAddress, [0xA0], id));
        CollectionAssert.AreEqual(new byte[] { 0x00, 0xA5, 0x10, 0x00 }, id);
    }

    [TestMethod]
    public void The_device_id_is_not_given_for_another_address_or_without_one()
    {
        byte[] id = new byte[3];
        Assert.IsFalse(_bus.Transfer(Mb85rc256vChip.DeviceIdAddress, [0xA2], id));
        Assert.IsFalse(_bus.Transfer(Mb85rc256vChip.DeviceIdAddress, [], id));
        CollectionAssert.AreEqual(new byte[3], id);
    }

    [TestMethod]
    public void Two_chips_with_other_address_pins_live_on_one_bus()
    {
        EmulatedBoard board = new();
        I2cWires bus = board.I2c(21, 22);
        Mb85rc256vChip first = bus.Attach(new Mb85rc256vChip([]));
        Mb85rc256vChip second = bus.Attach(new Mb85rc256vChip([], addressPins: 7));
        board.PowerOn();
        Assert.IsTrue(bus.Transfer(0x57, [0x00, 0x00, 0x99], []));
        Assert.AreEqual(0x00, first.Image()[0]);
        Assert.AreEqual(0x99, second.Image()[0]);
    }

    [TestMethod]
    public void It_keeps_everything_without_power()
    {
        _bus.Transfer(0x50, [0x00, 0x00, 0x5A], []);
        _board.PowerOff();
        Assert.IsFalse(_bus.Transfer(0x50, [0x00, 0x00], new byte[1]));
        _board.PowerOn();
        CollectionAssert.AreEqual(new byte[] { 0x5A }, Read(0x00, 0x00, 1));
    }

    [TestMethod]
    public void An_image_is_taken_over_and_a_new_chip_holds_anything()
    {
        Mb85rc256vChip chip = new([1, 2, 3]);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 0 }, chip.Image()[..4]);
        Assert.IsTrue(_chip.Image().Distinct().Count() > 200, "A new chip is not blank.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Mb85rc256vChip(new byte[Mb85rc256vChip.Size + 1]));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Power_fails_between_any_two_bytes(int stored)
    {
        _bus.Transfer(0x50, [0x00, 0x00, 0, 0, 0, 0], []);
        using (_board.Power())
        {
            I2cDevice device = Firmware.OpenI2c(0x50);
            _chip.PowerCutAfterWrites(stored);
            Assert.ThrowsExactly<PowerLostException>(() => device.Write(new byte[] { 0x00, 0x00, 1, 2, 3, 4 }));
            Assert.IsFalse(_board.IsPowered);
            Assert.ThrowsExactly<PowerLostException>(() => device.ReadByte());
        }

        byte[] expected = [1, 2, 3, 4];
        Array.Clear(expected, stored, 4 - stored);
        CollectionAssert.AreEqual(expected, _chip.Image()[..4]);

        _board.PowerOn();
        Assert.IsTrue(_bus.Transfer(0x50, [0x00, 0x00, 9], []));
    }

    [TestMethod]
    public void A_power_cut_taken_back_does_not_come()
    {
        _chip.PowerCutAfterWrites(0);
        _chip.CancelPowerCut();
        Assert.IsTrue(_bus.Transfer(0x50, [0x00, 0x00, 9], []));
    }

    private byte[] Read(byte high, byte low, int count)
    {
        byte[] bytes = new byte[count];
        Assert.IsTrue(_bus.Transfer(0x50, [high, low], bytes));
        return bytes;
    }
}
