namespace PaymentCode.Emulation.Tests.Nfc;

/// <summary>What a command was answered with, as hexadecimal digits.</summary>
internal static class Hex
{
    public static void Is(string expected, byte[]? actual, string message = "") =>
        Assert.AreEqual(expected, actual == null ? "syntax error" : Convert.ToHexString(actual), message);
}
