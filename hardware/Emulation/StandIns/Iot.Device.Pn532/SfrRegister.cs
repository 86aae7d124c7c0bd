namespace Iot.Device.Pn532;

/// <summary>Special function registers, low byte of FFxx (PN532/C1 datasheet, special function registers).</summary>
public enum SfrRegister
{
    /// <summary>Power control.</summary>
    PCON = 0x87,

    /// <summary>Interrupt enable 0.</summary>
    IE0 = 0xA8,

    /// <summary>Interrupt enable 1.</summary>
    IEN1 = 0xE8,

    /// <summary>FIFO receive water level.</summary>
    RWL = 0x9A,

    /// <summary>SPI control.</summary>
    SPIcontrol = 0xA9,

    /// <summary>Port 7 configuration A.</summary>
    P7CFGA = 0xF4,

    /// <summary>FIFO transmit water level.</summary>
    TWL = 0x9B,

    /// <summary>SPI status.</summary>
    SPIstatus = 0xAA,

    /// <summary>Port 7 configuration B.</summary>
    P7CFGB = 0xF5,

    /// <summary>FIFO transmit free space.</summary>
    FIFOFS = 0x9C,

    /// <summary>Serial link, status.</summary>
    HSU_STA = 0xAB,

    /// <summary>Port 7.</summary>
    P7 = 0xF7,

    /// <summary>FIFO receive fill level.</summary>
    FIFOFF = 0x9D,

    /// <summary>Serial link, control.</summary>
    HSU_CTR = 0xAC,

    /// <summary>Interrupt priority 1.</summary>
    IP1 = 0xF8,

    /// <summary>FIFO status and error.</summary>
    SFF = 0x9E,

    /// <summary>Serial link, prescaler.</summary>
    HSU_PRE = 0xAD,

    /// <summary>Port 3 configuration A.</summary>
    P3CFGA = 0xFC,

    /// <summary>FIFO interrupts.</summary>
    FIT = 0x9F,

    /// <summary>Serial link, counter.</summary>
    HSU_CNT = 0xAE,

    /// <summary>Port 3 configuration B.</summary>
    P3CFGB = 0xFD,

    /// <summary>FIFO interrupts, enable and reset.</summary>
    FITE = 0xA1,

    /// <summary>Port 3.</summary>
    P3 = 0xB0,

    /// <summary>FIFO data.</summary>
    FDATA = 0xA2,

    /// <summary>Interrupt priority 0.</summary>
    IP0 = 0xB8,

    /// <summary>FIFO size.</summary>
    FSIZE = 0xA3,

    /// <summary>Command of the contactless interface unit.</summary>
    CIU_COMMAND = 0xD1,
}
