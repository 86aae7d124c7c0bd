namespace PaymentCode.Cli.Demo;

/// <summary>The journal file of an ATM that lives as long as the demonstration.</summary>
internal sealed class TemporaryJournal : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paymentcode-").FullName;

    public string File => Path.Combine(_folder, "atm.journal");

    public void Dispose() => Directory.Delete(_folder, true);
}
