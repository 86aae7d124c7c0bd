namespace Iot.Device.Pn532.RfConfiguration;

/// <summary>Timeouts on the air: 100 µs, doubled with each step (UM0701-02 §7.3.1, item 2).</summary>
public enum RfTimeout
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>100 µs.</summary>
    T100MicroSeconds = 1,

    /// <summary>200 µs.</summary>
    T200MicroSeconds = 2,

    /// <summary>400 µs.</summary>
    T400MicroSeconds = 3,

    /// <summary>800 µs.</summary>
    T800MicroSeconds = 4,

    /// <summary>1.6 ms.</summary>
    T1600MicroSeconds = 5,

    /// <summary>3.2 ms.</summary>
    T3200MicroSeconds = 6,

    /// <summary>6.4 ms.</summary>
    T6400MicroSeconds = 7,

    /// <summary>12.8 ms.</summary>
    T12800MicroSeconds = 8,

    /// <summary>25.6 ms.</summary>
    T25600MicroSeconds = 9,

    /// <summary>51.2 ms.</summary>
    T51200MicroSeconds = 10,

    /// <summary>102.4 ms.</summary>
    T102400MicroSeconds = 11,

    /// <summary>204.8 ms.</summary>
    T204800MicroSeconds = 12,

    /// <summary>409.6 ms.</summary>
    T409600MicroSeconds = 13,

    /// <summary>819.2 ms.</summary>
    T819200MicroSeconds = 14,

    /// <summary>1.64 s.</summary>
    T1640MilliSeconds = 15,

    /// <summary>3.28 s.</summary>
    T3280MilliSeconds = 16,
}
