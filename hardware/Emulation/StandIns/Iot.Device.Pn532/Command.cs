namespace Iot.Device.Pn532;

/// <summary>The commands that the driver sends (UM0701-02 §7.2 and §7.3).</summary>
internal enum Command : byte
{
    Diagnose = 0x00,
    GetFirmwareVersion = 0x02,
    ReadRegister = 0x06,
    ReadGpio = 0x0C,
    WriteGpio = 0x0E,
    SetSerialBaudRate = 0x10,
    SetParameters = 0x12,
    SamConfiguration = 0x14,
    PowerDown = 0x16,
    RfConfiguration = 0x32,
    InDataExchange = 0x40,
    InCommunicateThru = 0x42,
    InDeselect = 0x44,
    InListPassiveTarget = 0x4A,
    InRelease = 0x52,
    InSelect = 0x54,
    InAutoPoll = 0x60,
    TgGetData = 0x86,
    TgInitAsTarget = 0x8C,
    TgSetData = 0x8E,
}
