namespace PaymentCode.Emulation;

/// <summary>
/// Which microcontroller a board has. Pins are as the makers' datasheets list them: ESP32 series §2.2, ESP32-S3 series §2.3 (table "Pin
/// Overview") and §2.5 (mapping of the flash and PSRAM pins); what nanoFramework makes of them is read in nf-interpreter, targets/ESP32.
/// </summary>
public enum Microcontroller
{
    /// <summary>ESP32: GPIO0 to 39, of which 34 to 39 are input only and 6 to 11 are the flash chip's.</summary>
    Esp32,

    /// <summary>
    /// ESP32-S3 with quad PSRAM (modules R2, image ESP32_S3_QUAD): GPIO0 to 48 without 22 to 25, all with an output; 26 to 32 are flash and
    /// PSRAM.
    /// </summary>
    Esp32S3Quad,

    /// <summary>ESP32-S3 with octal PSRAM (modules R8, image ESP32_S3_OCTAL): as the other, and 33 to 37 are PSRAM too.</summary>
    Esp32S3Octal,
}
