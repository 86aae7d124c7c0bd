namespace PaymentCode.Core.Tests;

internal static class Hex
{
    internal static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    internal static string Text(byte[] bytes) => Convert.ToHexString(bytes);
}
