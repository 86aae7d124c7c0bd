using System.Runtime.InteropServices;

namespace PaymentCode.Boards.Tests.Libnfc;

/// <summary>A program's view of a reader through libnfc's C interface (nfc/nfc.h): select a card, exchange bytes.</summary>
internal sealed class LibnfcDevice : IDisposable
{
    private const int TypeA = 1;
    private const int Kbit106 = 1;
    private const int EasyFraming = 12;

    // nfc_target is 291 bytes in libnfc 1.8; its ATS length lies behind ATQA, SAK and UID.
    private const int TargetSpace = 1024;
    private const int AnswerSpace = 1024;
    private const int TimeoutMs = 10_000;

    private readonly nint _context;
    private readonly nint _device;

    public LibnfcDevice(string device)
    {
        Native.nfc_init(out _context);
        _device = Native.nfc_open(_context, device);
        Assert.AreNotEqual(0, _device, $"libnfc cannot open {device}");
        Assert.IsGreaterThanOrEqualTo(0, Native.nfc_initiator_init(_device));
        Assert.IsGreaterThanOrEqualTo(0, Native.nfc_device_set_property_bool(_device, EasyFraming, true));
    }

    /// <summary>Waits for a Type A card and selects it.</summary>
    public void Select()
    {
        byte[] target = new byte[TargetSpace];
        int count = Native.nfc_initiator_select_passive_target(_device, new Modulation { Type = TypeA, Rate = Kbit106 }, null, 0, target);
        Assert.AreEqual(1, count, Error);
    }

    /// <summary>Sends bytes to the card; its answer, or null with a negative error of libnfc's.</summary>
    public byte[]? Exchange(byte[] command, out int error)
    {
        byte[] answer = new byte[AnswerSpace];
        error = Native.nfc_initiator_transceive_bytes(_device, command, (nuint)command.Length, answer, (nuint)answer.Length, TimeoutMs);
        return error < 0 ? null : answer[..error];
    }

    public void Dispose()
    {
        Native.nfc_close(_device);
        Native.nfc_exit(_context);
    }

    private string Error => Marshal.PtrToStringUTF8(Native.nfc_strerror(_device)) ?? "";

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Modulation
    {
        public int Type;
        public int Rate;
    }

    private static class Native
    {
        private const string Library = "libnfc.so.6";

        [DllImport(Library)]
        public static extern void nfc_init(out nint context);

        [DllImport(Library)]
        public static extern void nfc_exit(nint context);

        [DllImport(Library)]
        public static extern nint nfc_open(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string device);

        [DllImport(Library)]
        public static extern void nfc_close(nint device);

        [DllImport(Library)]
        public static extern int nfc_initiator_init(nint device);

        [DllImport(Library)]
        public static extern int nfc_device_set_property_bool(nint device, int property, [MarshalAs(UnmanagedType.U1)] bool enable);

        [DllImport(Library)]
        public static extern int nfc_initiator_select_passive_target(nint device, Modulation modulation, byte[]? data, nuint length, byte[] target);

        [DllImport(Library)]
        public static extern int nfc_initiator_transceive_bytes(nint device, byte[] sent, nuint length, byte[] received, nuint space, int timeoutMs);

        [DllImport(Library)]
        public static extern nint nfc_strerror(nint device);
    }
}
