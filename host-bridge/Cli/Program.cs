using System.CommandLine;
using PaymentCode.Cli;
using PaymentCode.Cli.Commands;

return await CommandLine.RunAsync(
    new RootCommand("Payment by one-time codes: token, terminal, bridge and bank, on emulated hardware or on boards. Without a command: the workbench.")
    {
        DemoCommand.Create(),
        WorkbenchCommand.Create(),
        BankCommand.Create(),
        ClerkCommand.Create(),
        CustomerCommand.Create(),
        BridgeCommand.Create(),
        AtmCommand.Create(),
        RedeemCommand.Create(),
        EmulateCommand.Create(),
        ShowCommand.Create(),
        ReadCommand.Create(),
        AuditCommand.Create(),
        CodeCommand.Create(),
        DoctorCommand.Create(),
        WiringCommand.Create(),
    },
    args is [] ? [WorkbenchCommand.Name] : args);
