namespace Iot.Device.Pn532;

/// <summary>Timeouts on the air: 100 µs, doubled with each step (UM0701-02 §7.3.1). The driver itself uses RfTimeout.</summary>
public enum RFConfigurationTimeout
{
    /// <summary>None.</summary>
    NoTimeout = 0,

    /// <summary>100 µs.</summary>
    Timeout100MicroSecond = 1,

    /// <summary>200 µs.</summary>
    Timeout200MicroSecond = 2,

    /// <summary>400 µs.</summary>
    Timeout400MicroSecond = 3,

    /// <summary>800 µs.</summary>
    Timeout800MicroSecond = 4,

    /// <summary>1.6 ms.</summary>
    Timeout1Dot6ms = 5,

    /// <summary>3.2 ms.</summary>
    Timeout3Dot2ms = 6,

    /// <summary>6.4 ms.</summary>
    Timeout6Dot4ms = 7,

    /// <summary>12.8 ms.</summary>
    Timeout12Dot8ms = 8,

    /// <summary>25.6 ms.</summary>
    Timeout25Dot6ms = 9,

    /// <summary>51.2 ms.</summary>
    Timeout51Dot2ms = 10,

    /// <summary>102.4 ms.</summary>
    Timeout102Dot4ms = 11,

    /// <summary>204.8 ms.</summary>
    Timeout204Dot8ms = 12,

    /// <summary>409.6 ms.</summary>
    Timeout409Dot6ms = 13,

    /// <summary>819.2 ms.</summary>
    Timeout819Dot2ms = 14,

    /// <summary>1.64 s.</summary>
    Timeout1Dot64sec = 15,

    /// <summary>3.28 s.</summary>
    Timeout3Dot28sec = 16,
}
