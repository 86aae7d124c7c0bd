namespace PaymentCode.Cli.Demo;

/// <summary>A file that lives as long as the demonstration, in a folder of its own: an ATM's journal, a board's memory, a card.</summary>
internal sealed class TemporaryFile(string name) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paymentcode-").FullName;

    public string Path => System.IO.Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, true);
}
