using System.Device.I2c;

namespace PaymentCode.Emulation;

/// <summary>
/// Faults on demand on a board's I2C buses. A fault waits for transfers to one address on one bus, lets some pass, then spoils a number
/// of them before any byte reaches the chip.
/// </summary>
public sealed class FaultPlan
{
    private readonly List<I2cFault> _faults = [];

    /// <summary>How many transfers were spoilt so far.</summary>
    public int Spoilt { get; private set; }

    /// <summary>The chip does not acknowledge: the device reports SlaveAddressNotAcknowledged and 0 bytes.</summary>
    /// <param name="bus">Bus number of the firmware, 1 or 2.</param>
    /// <param name="address">7-bit address.</param>
    /// <param name="count">How many transfers.</param>
    /// <param name="after">How many good transfers before them.</param>
    public void NakI2c(int bus, int address, int count = 1, int after = 0) =>
        Add(new I2cFault(bus, address, I2cTransferStatus.SlaveAddressNotAcknowledged) { Pass = after, Left = count });

    /// <summary>The clock is held low: the device waits a second and reports ClockStretchTimeout and 0 bytes.</summary>
    /// <param name="bus">Bus number of the firmware, 1 or 2.</param>
    /// <param name="address">7-bit address.</param>
    /// <param name="count">How many transfers.</param>
    /// <param name="after">How many good transfers before them.</param>
    public void TimeOutI2c(int bus, int address, int count = 1, int after = 0) =>
        Add(new I2cFault(bus, address, I2cTransferStatus.ClockStretchTimeout) { Pass = after, Left = count });

    /// <summary>The chip is missing, a display that was never plugged in: nobody answers there until <see cref="Clear"/>.</summary>
    /// <param name="bus">Bus number of the firmware, 1 or 2.</param>
    /// <param name="address">7-bit address.</param>
    public void RemoveI2c(int bus, int address) => NakI2c(bus, address, int.MaxValue);

    /// <summary>Ends all faults that are still waiting.</summary>
    public void Clear() => _faults.Clear();

    /// <summary>What the next transfer ends with; <see cref="I2cTransferStatus.FullTransfer"/> where no fault waits for it.</summary>
    internal I2cTransferStatus NextI2c(int bus, int address)
    {
        foreach (I2cFault fault in _faults)
        {
            if (fault.Bus != bus || fault.Address != address || fault.Left == 0)
            {
                continue;
            }

            if (fault.Pass > 0)
            {
                fault.Pass--;
                continue;
            }

            fault.Left -= fault.Left == int.MaxValue ? 0 : 1;
            Spoilt++;
            return fault.Status;
        }

        return I2cTransferStatus.FullTransfer;
    }

    private void Add(I2cFault fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fault.Left);
        ArgumentOutOfRangeException.ThrowIfNegative(fault.Pass);
        _faults.Add(fault);
    }

    private sealed class I2cFault(int bus, int address, I2cTransferStatus status)
    {
        public int Bus { get; } = bus;

        public int Address { get; } = address;

        public I2cTransferStatus Status { get; } = status;

        public int Pass { get; set; }

        public int Left { get; set; }
    }
}
