using System.Device.Gpio;
using System.Device.Spi;
using System.IO.Ports;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation;

/// <summary>
/// The microcontroller from one power-on to the next: pin functions, reserved pins, opened buses and ports. Device objects keep the one
/// they were made on, so that objects of an earlier run stay dead. Behaviour read in nf-interpreter, targets/ESP32.
/// </summary>
internal sealed class Esp32(EmulatedBoard board, PinRules pins)
{
    private readonly Dictionary<DeviceFunction, int> _functions = new(pins.Functions);

    private readonly HashSet<int> _reserved = [.. pins.Reserved];

    private GenericSpiDisplay? _display;

    public EmulatedBoard Board { get; } = board;

    public bool IsRunning { get; private set; } = true;

    /// <summary>Pins opened through any controller: the device keeps them in a static list.</summary>
    public List<GpioPinBundle> OpenPins { get; } = [];

    public List<SerialPort> SerialPorts { get; } = [];

    public I2cController[] I2c { get; } = [new(), new()];

    public SpiController[] Spi { get; } = [new(), new()];

    /// <summary>The native side of DisplayControl, made when the firmware first asks for it.</summary>
    public GenericSpiDisplay Display => _display ??= new GenericSpiDisplay(this);

    public PinRules Pins { get; } = pins;

    public void ThrowIfDead()
    {
        if (!IsRunning)
        {
            throw new PowerLostException();
        }
    }

    public void Stop() => IsRunning = false;

    /// <summary>DeviceMapping_common.cpp, Esp32_SetMappedDevicePins.</summary>
    public void SetPinFunction(int pin, DeviceFunction function)
    {
        if (!Pins.IsValid(pin))
        {
            throw new ArgumentException($"The microcontroller has no GPIO{pin}.", nameof(pin));
        }

        if (!Enum.IsDefined(function) || function >= DeviceFunction.COM4_TX)
        {
            throw new ArgumentException($"The ESP32 has no function {function}.", nameof(function));
        }

        ReportIfUnguarded(pin);
        _functions[function] = pin;
    }

    public int GetFunctionPin(DeviceFunction function) => _functions.GetValueOrDefault(function, -1);

    public bool Reserve(int pin)
    {
        ReportIfUnguarded(pin);
        return Pins.IsValid(pin) && !Pins.Unguarded.Contains(pin) && _reserved.Add(pin);
    }

    /// <summary>Using a PSRAM pin that nanoFramework does not guard takes the memory from under the interpreter.</summary>
    public void ReportIfUnguarded(int pin)
    {
        if (Pins.Unguarded.Contains(pin))
        {
            Board.ReportFirmwareFault($"GPIO{pin} is the PSRAM's: on the board its use ends in a crash.");
        }
    }

    public void Release(int pin) => _reserved.Remove(pin);

    public bool IsBusy(int pin) => !Pins.IsValid(pin) || _reserved.Contains(pin);

    public int I2cDataPin(int busId) => GetFunctionPin(DeviceFunction.I2C1_DATA + ((busId - 1) << 8));

    public int I2cClockPin(int busId) => GetFunctionPin(DeviceFunction.I2C1_CLOCK + ((busId - 1) << 8));

    public I2cWires? I2cWires(int busId)
    {
        int data = I2cDataPin(busId);
        int clock = I2cClockPin(busId);
        return Board.I2cBuses.FirstOrDefault(wires => wires.DataPin == data && wires.ClockPin == clock);
    }

    /// <summary>MOSI, MISO and clock; -1 for one that is not assigned.</summary>
    public int[] SpiPins(int busId) =>
    [
        GetFunctionPin(DeviceFunction.SPI1_MOSI + ((busId - 1) << 8)),
        GetFunctionPin(DeviceFunction.SPI1_MISO + ((busId - 1) << 8)),
        GetFunctionPin(DeviceFunction.SPI1_CLOCK + ((busId - 1) << 8)),
    ];

    public SpiWires? SpiWires(int busId)
    {
        int[] pins = SpiPins(busId);
        return Board.SpiBuses.FirstOrDefault(wires => wires.MosiPin == pins[0] && wires.MisoPin == pins[1] && wires.ClockPin == pins[2]);
    }

    /// <summary>One I2C controller: the device made last sets its clock, it closes with the last device.</summary>
    internal sealed class I2cController
    {
        public int ClockHz { get; set; }

        public int Devices { get; set; }
    }

    /// <summary>One SPI controller: the first device's settings hold for all on it.</summary>
    internal sealed class SpiController
    {
        /// <summary>TargetHAL_Spi.h: devices on one bus.</summary>
        public const int MaxDevices = 3;

        public SpiConnectionSettings? Settings { get; set; }

        public List<int> ChipSelects { get; } = [];
    }

    /// <summary>A pin opened through a controller, with the one callback it can have.</summary>
    internal sealed class GpioPinBundle(int pinNumber, GpioPin pin)
    {
        public int PinNumber { get; } = pinNumber;

        public GpioPin Pin { get; } = pin;

        public PinEventTypes Events { get; set; }

        public PinChangeEventHandler? Callback { get; set; }
    }
}
