using System.CommandLine;
using PaymentCode.Cli;
using PaymentCode.Cli.Commands;

var root = new RootCommand("Payment by one-time codes: token, terminal, bridge and bank, on emulated hardware or on boards.")
{
    CodeCommand.Create(),
};

return await CommandLineFailure.RunAsync(() => root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
