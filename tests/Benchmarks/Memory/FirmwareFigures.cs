using PaymentCode.Core;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.DeviceTruth.Firmware;
using PaymentCode.DeviceTruth.Rules;

namespace PaymentCode.Benchmarks.Memory;

/// <summary>
/// The size of each firmware assembly as the board's compiler makes it, and the heap that a transaction needs: allocations counted on the PC, in the
/// interpreter's object sizes. Prints the tables of docs/FIRMWARE-SIZE.md.
/// </summary>
internal static class FirmwareFigures
{
    private const int MostIl = 64 * 1024;
    private const long Heap = 100 * 1024;
    private const uint Noon = 1_800_000_000;

    internal static int Run(BenchmarkOptions options)
    {
        bool fits = PrintSizes();
        InstrumentedFirmware firmware = new();
        long peak = PrintHeap("Token: a withdrawal", new MeteredBoard(firmware, "PaymentCode.Boards.TokenBoard", TokenApplet.Aid()), Withdrawal);
        MeteredBoard terminal = new(firmware, "PaymentCode.Boards.TerminalBoard", TerminalApplet.Aid());
        peak = Math.Max(peak, PrintHeap("Terminal: a purchase by card", terminal, (board, report) => PurchaseStory.Tell(board, new KeyPair(Keys(1), Keys(2)), report)));
        return fits && peak < Heap ? 0 : 1;
    }

    private static bool PrintSizes()
    {
        bool fits = true;
        Console.WriteLine("| assembly | IL in bytes | of 64 KB | strings in bytes | methods |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (Compiled compiled in DeviceCompiler.CompileAll().Where(compiled => compiled.AssemblyName.StartsWith("PaymentCode.", StringComparison.Ordinal)))
        {
            AssemblySize size = SizeRules.Measure(new FirmwareImage(compiled.Image));
            Console.WriteLine($"| {size.Name} | {size.Il:N0} | {100.0 * size.Il / MostIl:F0} % | {size.Strings:N0} | {size.Methods:N0} |");
            fits &= size.IsWithinLimits;
        }

        Console.WriteLine();
        return fits;
    }

    private static long PrintHeap(string title, MeteredBoard board, Action<MeteredBoard, Action<string>> story)
    {
        Console.WriteLine($"| {title} | alive | allocated | objects | peak, estimate |");
        Console.WriteLine("|---|---|---|---|---|");
        long peak = 0;
        story(board, stage =>
        {
            HeapMeter.Collect();
            peak = Math.Max(peak, HeapMeter.Peak);
            Console.WriteLine($"| {stage} | {HeapMeter.Live:N0} | {HeapMeter.Total:N0} | {HeapMeter.Count:N0} | {HeapMeter.Peak:N0} |");
            HeapMeter.Restart();
        });
        HeapMeter.Stop();
        Console.WriteLine();
        return peak;
    }

    private static void Withdrawal(MeteredBoard token, Action<string> report)
    {
        token.Personalise(Keys(1), Keys(2));
        token.PowerCycle();
        report("power-on, personalised, at rest");
        token.Open(Keys(2));
        byte[] clock = new byte[4];
        BigEndian.Put(Noon, clock, 0, clock.Length);
        token.Secured(TokenApplet.InsPutData, TokenApplet.TagClock, clock);
        report("secure channel opened, clock set");
        TransactionData transaction = new()
        {
            Type = TokenApplet.TypeWithdrawal,
            AmountMinor = 10000,
            CurrencyNumeric = 156,
            Exponent = 2,
            Payee = "Bank of Examples",
            Reservation = 1234567890,
            Holder = TokenApplet.HolderToken,
            Nonce = 0x11223344,
            ExpiresAt = Noon + 600,
        };
        token.Secured(TokenApplet.InsGenerateCode, 0, transaction.ToBytes());
        token.Advance(1000);
        report("asked, the prompt is shown");
        token.Board.Button.PressFor(100);
        token.Advance(1000);
        report("confirmed, the code is lit");
        byte[] answer = token.Secured(TokenApplet.InsGetStatus, 0, TransactionStatus.Query(transaction.Nonce));
        if (!TransactionStatus.TryParse(answer, out TransactionStatus status) || status.Outcome != TokenApplet.OutcomeConfirmed)
        {
            throw new InvalidOperationException("The token has not confirmed.");
        }

        report("status told to the bank");
    }

    private static KeySet Keys(byte version) => new(version, Key(version, 1, 16), Key(version, 2, 16), Key(version, 3, 16), Key(version, 4, 32), Key(version, 5, 32));

    private static byte[] Key(byte version, int index, int length)
    {
        byte[] key = new byte[length];
        Array.Fill(key, (byte)((version * 16) + index));
        return key;
    }
}
