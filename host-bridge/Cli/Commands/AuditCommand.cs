using System.CommandLine;
using PaymentCode.Bank;
using PaymentCode.Bank.Audit;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode audit</c>: whether the bank's books are whole.</summary>
internal static class AuditCommand
{
    public static Command Create() => Described.Command(
        "audit", "Checks the bank's audit chain and ledger.", ["audit verify --db \"Data Source=bank.db\""], Verify());

    private static Command Verify()
    {
        var db = Described.Required<string>("--db", "Connection string of the bank's database.");
        var head = Described.Optional<string>("--head", "A head kept elsewhere (64 hexadecimal digits): it must be in the chain.");
        var masterKey = Described.Optional<string>("--master-key", "File with the master key: then the MACs of the batches are checked too.");
        var command = Described.Command(
            "verify",
            "Walks audit chain and ledger. Prints 'audit ok N records, ledger sum 0', or the first broken record (exit code 1).",
            ["audit verify --db \"Data Source=bank.db\" --master-key master.key"], db, head, masterKey);
        command.SetAction(async (arguments, _) =>
        {
            if (arguments.GetValue(head) is { } kept && (kept.Length != 64 || !kept.All(char.IsAsciiHexDigit)))
            {
                throw new CommandLineFailure($"--head: '{kept}' is no head; it has 64 hexadecimal digits, as 'audit verify' prints them");
            }

            try
            {
                var key = arguments.GetValue(masterKey) is { } file ? Bank.Secrets.MasterKey.Read(file) : null;
                var report = await AuditVerifier.VerifyAsync(arguments.GetValue(db)!, arguments.GetValue(head), key);
                Console.WriteLine(report.IsWhole ? $"audit ok {report.Records} records, ledger sum {report.LedgerSumMinor}" : $"audit broken: {report.Broken}");
                if (key is null)
                {
                    Console.Error.WriteLine($"head {report.Head}; without --master-key only the chain was checked, not the MACs of its batches");
                }

                return report.IsWhole ? 0 : 1;
            }
            catch (BankStartException failure)
            {
                throw new CommandLineFailure(failure.Message);
            }
        });
        return command;
    }
}
