using System.Text;

namespace PaymentCode.Bridge.Diagnosis;

/// <summary>What is probably wrong with a line on which no board answers, from what was heard on it.</summary>
static class LineSuspicion
{
    // What an ESP32's boot loader in ROM prints on UART0 at 115200 baud after a reset, and the markers of nanoFramework's debugger (Wire Protocol).
    static readonly string[] BootLoader = ["rst:0x", "boot:0x", "ets Ju", "ESP-ROM"];
    static readonly string[] Debugger = ["NFDBGV1", "NFPKTV1"];

    public static string Explain(string port, byte[] heard, byte[] sent)
    {
        string text = Encoding.Latin1.GetString(heard);
        if (BootLoader.Any(mark => text.Contains(mark, StringComparison.Ordinal)))
        {
            return $"{port}: this is the board's own USB socket (COM1, its boot messages were heard), which is for flashing. "
                + "Give the port of the adapter at the board's COM2 pins.";
        }

        if (Debugger.Any(mark => text.Contains(mark, StringComparison.Ordinal)))
        {
            return $"{port}: nanoFramework's debugger answers, so this is the board's own USB socket (COM1), which is for flashing. "
                + "Give the port of the adapter at the board's COM2 pins.";
        }

        if (heard.Length == 0)
        {
            return $"{port}: nothing answers. Is the board powered, and this the adapter at its COM2 pins (not the board's own USB socket)? Do TXD and RXD cross, and "
                + "is GND connected? Is the firmware deployed (nanoff --nanodevice --devicedetails lists it)?";
        }

        if (heard.AsSpan().IndexOf(sent.AsSpan(0, Math.Min(sent.Length, 8))) >= 0)
        {
            return $"{port}: the line gives back what is sent. Are TXD and RXD joined, or does the adapter have an echo of its own?";
        }

        return $"{port}: {heard.Length} bytes came, and none is a frame of a board's. Is it the right port, 115200 baud on both sides, the adapter at 3.3 V, and GND connected?";
    }
}
