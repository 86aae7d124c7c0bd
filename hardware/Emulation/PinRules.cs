using nanoFramework.Hardware.Esp32;

namespace PaymentCode.Emulation;

/// <summary>What a microcontroller's pins can do, and what nanoFramework does with them before the firmware starts.</summary>
internal sealed class PinRules
{
    private PinRules()
    {
    }

    /// <summary>The highest GPIO number; GPIO_PIN_COUNT of the makers' headers is one more.</summary>
    public required int Highest { get; init; }

    /// <summary>Numbers that no pad has.</summary>
    public required IReadOnlySet<int> Missing { get; init; }

    /// <summary>Pins without an output driver.</summary>
    public IReadOnlySet<int> InputOnly { get; init; } = new HashSet<int>();

    /// <summary>Flash and PSRAM pins that nanoFramework reserves (cpu_gpio.cpp): opening one is refused.</summary>
    public required IReadOnlySet<int> Reserved { get; init; }

    /// <summary>PSRAM pins that nanoFramework does not reserve: opening one goes through, and the board crashes.</summary>
    public IReadOnlySet<int> Unguarded { get; init; } = new HashSet<int>();

    /// <summary>Levels at power-on that keep the firmware from starting, with what happens instead.</summary>
    public IReadOnlyList<(int Pin, bool Level, string Outcome)> Strapping { get; init; } = [];

    /// <summary>Pins that functions have before the firmware assigns any.</summary>
    public required IReadOnlyDictionary<DeviceFunction, int> Functions { get; init; }

    /// <summary>Memory that the graphics heap can get at most, in bytes: SPI RAM left to native code, or what a plain ESP32 has free.</summary>
    public required uint GraphicsHeapBytes { get; init; }

    public static PinRules Of(Microcontroller microcontroller) => microcontroller switch
    {
        Microcontroller.Esp32 => Esp32,
        Microcontroller.Esp32S3Quad => Esp32S3Quad,
        Microcontroller.Esp32S3Octal => Esp32S3Octal,
        _ => throw new ArgumentOutOfRangeException(nameof(microcontroller), microcontroller, "There is no such microcontroller."),
    };

    public bool IsValid(int pin) => pin >= 0 && pin <= Highest && !Missing.Contains(pin);

    public bool IsOutput(int pin) => IsValid(pin) && !InputOnly.Contains(pin);

    private static PinRules Esp32 { get; } = new()
    {
        Highest = 39,
        Missing = Range(28, 31).Append(24).ToHashSet(),
        InputOnly = Range(34, 39),
        Reserved = Range(6, 11),
        GraphicsHeapBytes = 100 * 1024,
        Functions = new Dictionary<DeviceFunction, int>
        {
            [DeviceFunction.SPI1_MOSI] = 23,
            [DeviceFunction.SPI1_MISO] = 25,
            [DeviceFunction.SPI1_CLOCK] = 19,
            [DeviceFunction.I2C1_DATA] = 18,
            [DeviceFunction.I2C1_CLOCK] = 19,
            [DeviceFunction.I2C2_DATA] = 25,
            [DeviceFunction.I2C2_CLOCK] = 26,
            [DeviceFunction.COM1_TX] = 1,
            [DeviceFunction.COM1_RX] = 3,
            [DeviceFunction.COM1_RTS] = 22,
            [DeviceFunction.COM1_CTS] = 19,
        },
    };

    private static PinRules Esp32S3Quad { get; } = Esp32S3(unguarded: new HashSet<int>(), graphicsHeapBytes: 1_286_144);

    private static PinRules Esp32S3Octal { get; } = Esp32S3(unguarded: Range(33, 37), graphicsHeapBytes: 1_048_576);

    // ESP32_S3_DeviceMapping.cpp: nothing is assigned but COM1, on the pads of UART0. The graphics heap lies in the SPI RAM that the image
    // keeps from the interpreter (ESP32_S3_QUAD_defconfig and ESP32_S3_OCTAL_defconfig, RESERVE_SPIRAM_IDF_ALLOCATION_BYTES).
    private static PinRules Esp32S3(IReadOnlySet<int> unguarded, uint graphicsHeapBytes) => new()
    {
        Highest = 48,
        Missing = Range(22, 25),
        Reserved = Range(26, 32),
        Unguarded = unguarded,
        GraphicsHeapBytes = graphicsHeapBytes,
        // ESP32-S3 datasheet §3 (strapping pins): GPIO0 and 46 choose the boot mode, GPIO45 the voltage of the flash chip. GPIO3 chooses the
        // JTAG port only.
        Strapping =
        [
            (0, false, "the boot loader starts instead of the firmware"),
            (45, true, "the flash chip gets 1.8 V and the board does not start"),
        ],
        Functions = new Dictionary<DeviceFunction, int>
        {
            [DeviceFunction.COM1_TX] = 43,
            [DeviceFunction.COM1_RX] = 44,
            [DeviceFunction.COM1_RTS] = 15,
            [DeviceFunction.COM1_CTS] = 16,
        },
    };

    private static HashSet<int> Range(int first, int last) => [.. Enumerable.Range(first, last - first + 1)];
}
