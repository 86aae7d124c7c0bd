using System.Globalization;

namespace PaymentCode.DeviceTruth.Surface;

/// <summary>The table's texts of constants and parameter defaults as values.</summary>
static class Constants
{
    static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static object? Parse(string type, string text) => type switch
    {
        "System.Boolean" => bool.Parse(text),
        "System.Char" => text.Single(),
        "System.SByte" => sbyte.Parse(text, Plain),
        "System.Byte" => byte.Parse(text, Plain),
        "System.Int16" => short.Parse(text, Plain),
        "System.UInt16" => ushort.Parse(text, Plain),
        "System.Int32" => int.Parse(text, Plain),
        "System.UInt32" => uint.Parse(text, Plain),
        "System.Int64" => long.Parse(text, Plain),
        "System.UInt64" => ulong.Parse(text, Plain),
        "System.Single" => float.Parse(text, Plain),
        "System.Double" => double.Parse(text, Plain),
        "System.String" when text.StartsWith('"') => text[1..^1],
        // A null default: of a reference type, or default(T) of a structure.
        _ when text == "null" => null,
        _ => throw new FormatException($"'{text}' is no constant of type {type}."),
    };
}
