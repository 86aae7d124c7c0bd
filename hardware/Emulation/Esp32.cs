using System.Device.Gpio;
using System.Device.Spi;
using System.IO.Ports;
using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation;

/// <summary>
/// The microcontroller from one power-on to the next: pin functions, reserved pins, opened buses and ports. Device objects keep the one
/// they were made on, so that objects of an earlier run stay dead. Behaviour read in nf-interpreter, targets/ESP32.
/// </summary>
internal sealed class Esp32(EmulatedBoard board)
{
    /// <summary>The first pin that has no output driver (ESP32 datasheet §2.2: GPIO34 to 39 are input only).</summary>
    private const int FirstInputOnlyPin = 34;

    private readonly Dictionary<int, int> _functions = new()
    {
        [(int)DeviceFunction.SPI1_MOSI] = 23,
        [(int)DeviceFunction.SPI1_MISO] = 25,
        [(int)DeviceFunction.SPI1_CLOCK] = 19,
        [(int)DeviceFunction.I2C1_DATA] = 18,
        [(int)DeviceFunction.I2C1_CLOCK] = 19,
        [(int)DeviceFunction.I2C2_DATA] = 25,
        [(int)DeviceFunction.I2C2_CLOCK] = 26,
        [(int)DeviceFunction.COM1_TX] = 1,
        [(int)DeviceFunction.COM1_RX] = 3,
        [(int)DeviceFunction.COM1_RTS] = 22,
        [(int)DeviceFunction.COM1_CTS] = 19,
    };

    // GPIO6 to 11 are the flash chip's (ESP32 datasheet §2.2); on the board their use ends in a crash.
    private readonly HashSet<int> _reserved = [6, 7, 8, 9, 10, 11];

    public EmulatedBoard Board { get; } = board;

    public bool IsRunning { get; private set; } = true;

    /// <summary>Pins opened through any controller: the device keeps them in a static list.</summary>
    public List<GpioPinBundle> OpenPins { get; } = [];

    public List<SerialPort> SerialPorts { get; } = [];

    public I2cController[] I2c { get; } = [new(), new()];

    public SpiController[] Spi { get; } = [new(), new()];

    public static bool IsValidPin(int pin) => pin is >= 0 and <= EmulatedBoard.HighestPin and not 24 and not (>= 28 and <= 31);

    public static bool IsOutputPin(int pin) => IsValidPin(pin) && pin < FirstInputOnlyPin;

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
        if (!IsValidPin(pin))
        {
            throw new ArgumentException($"The ESP32 has no GPIO{pin}.", nameof(pin));
        }

        if (!Enum.IsDefined(function) || function >= DeviceFunction.COM4_TX)
        {
            throw new ArgumentException($"The ESP32 has no function {function}.", nameof(function));
        }

        _functions[(int)function] = pin;
    }

    public int GetFunctionPin(DeviceFunction function) => _functions.GetValueOrDefault((int)function, -1);

    public bool Reserve(int pin) => IsValidPin(pin) && _reserved.Add(pin);

    public void Release(int pin) => _reserved.Remove(pin);

    public bool IsBusy(int pin) => !IsValidPin(pin) || _reserved.Contains(pin);

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
