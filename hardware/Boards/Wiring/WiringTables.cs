using PaymentCode.Terminal;
using PaymentCode.Token;

namespace PaymentCode.Boards.Wiring;

/// <summary>The boards that the pages under hardware/ describe, by the names that their drawings have there.</summary>
public static class WiringTables
{
    /// <summary>The token on a plain ESP32 (ESP32-DevKitC).</summary>
    public static WiringTable TokenOnEsp32 { get; } = TokenWiring.Table("ESP32-DevKitC V4", TokenPins.Esp32());

    /// <summary>The token on an ESP32-S3.</summary>
    public static WiringTable TokenOnEsp32S3 { get; } = TokenWiring.Table("ESP32-S3-DevKitC-1", TokenPins.Esp32S3());

    /// <summary>The terminal on an ESP32-S3.</summary>
    public static WiringTable TerminalOnEsp32S3 { get; } = TerminalWiring.Table("ESP32-S3-DevKitC-1", TerminalPins.Esp32S3());

    /// <summary>Every drawing with its path below hardware/.</summary>
    public static IReadOnlyDictionary<string, WiringTable> Drawings { get; } = new Dictionary<string, WiringTable>
    {
        ["token/wiring-esp32.svg"] = TokenOnEsp32,
        ["token/wiring-esp32-s3.svg"] = TokenOnEsp32S3,
        ["terminal/wiring-esp32-s3.svg"] = TerminalOnEsp32S3,
    };
}
