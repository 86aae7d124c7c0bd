using System.CommandLine;
using PaymentCode.Bridge.Diagnosis;
using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Applet;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode doctor</c>: what is wrong with a board.</summary>
internal static class DoctorCommand
{
    private const int FaultExitCode = 1;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestTest = TimeSpan.FromMinutes(5);

    public static Command Create()
    {
        var port = Described.Required<string>("--port", "Serial device of the board's COM2, pseudo-terminal, or tcp:HOST:PORT.");
        var person = Described.Optional("--person", "Also test what a person has to see, hear or press; the board's display leads through it.", false);
        var command = Described.Command(
            "doctor",
            "Asks a token or a terminal for its versions and its self-test: one line a part, and what to do about a fault. Exit code 1 where there is one.",
            ["doctor --port /dev/ttyUSB0", "doctor --port /dev/ttyUSB0 --person"],
            port,
            person);
        command.SetAction(async (arguments, stop) =>
        {
            try
            {
                await using var doctor = await BoardDoctor.ConnectAsync(SerialPorts.Parse(arguments.GetValue(port)!), TimeProvider.System, stop);
                var findings = await doctor.ExamineAsync(stop);
                if (arguments.GetValue(person) && findings.Report is not null)
                {
                    findings = findings with { Report = await WithPersonAsync(doctor, stop) };
                }

                Print(findings);
                return findings.HasFault ? FaultExitCode : 0;
            }
            catch (LinkException failure)
            {
                throw new CommandLineFailure($"{failure.Message} The board answered before: look for a loose cable or a supply that breaks down.");
            }
        });
        return command;
    }

    private static async Task<SelfTestReport?> WithPersonAsync(BoardDoctor doctor, CancellationToken stop)
    {
        if (!await doctor.BeginWithPersonAsync(stop))
        {
            throw new CommandLineFailure("the board is busy: end the transaction on it, then try again.");
        }

        Console.WriteLine("Look at the board, and answer its questions there. It goes on by itself where nobody answers.");
        using var longest = CancellationTokenSource.CreateLinkedTokenSource(stop);
        longest.CancelAfter(LongestTest);
        var report = await doctor.ReportAsync(longest.Token);
        try
        {
            while (report is { State: SelfTestApplet.StateRunning })
            {
                await Task.Delay(Look, longest.Token);
                report = await doctor.ReportAsync(longest.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new CommandLineFailure($"the test on the board has not ended in {LongestTest.TotalMinutes:0} minutes. Switch the board off and on, then try again.");
        }

        return report;
    }

    private static void Print(BoardFindings findings)
    {
        Line("board", Name(findings.Kind), findings.Information is { } versions
            ? $"firmware {versions.FirmwareVersion >> 16}.{(versions.FirmwareVersion >> 8) & 0xFF}.{versions.FirmwareVersion & 0xFF}, protocol {versions.ProtocolVersion}"
            : "it cannot say its versions while its memory does not answer");
        if (findings.Information is { } information)
        {
            PrintState(findings.Kind, information);
        }

        if (findings.Report is not { } report)
        {
            Line("self-test", "FAULT", "this firmware has none. Deploy a newer one.");
            return;
        }

        if (findings.IsBusy)
        {
            Line("self-test", "busy", "a transaction is at hand, or a test runs: what was found before follows.");
        }

        for (var i = 0; i < report.Count; i++)
        {
            var part = report.PartAt(i);
            var (finding, advice) = part == SelfTestApplet.Serial ? Serial(findings) : PartAdvice.Of(findings.Kind, report, part);
            Line(PartAdvice.NameOf(part), finding, advice);
        }
    }

    private static void PrintState(BoardKind kind, TokenInformation information)
    {
        var serial = Convert.ToHexString(information.Serial);
        var (state, note) = information.LifeCycle switch
        {
            TokenApplet.LifeCycleBlank => ("blank", $"it has neither number nor keys: paymentcode clerk {Name(kind)} issue"),
            TokenApplet.LifeCycleInitialised => ("initialised", $"{serial}, transport keys, version {information.NewestKeyVersion}: paymentcode clerk {Name(kind)} personalise"),
            TokenApplet.LifeCyclePersonalised => ("personalised", $"{serial}, key version {information.NewestKeyVersion}"),
            TokenApplet.LifeCycleLocked => ("FAULT", $"{serial} is locked: a record in its memory is damaged. The bank replaces it."),
            _ => ($"{information.LifeCycle:X2}", "a life cycle that this program does not know"),
        };
        Line("life cycle", state, note);
        if ((information.Flags & TokenApplet.FlagKeysUsedUp) != 0)
        {
            Line("keys", "used up", "the transaction counter is at its end: the clerk personalises it anew.");
        }

        if (information.DelaySeconds > 0)
        {
            Line("keys", "waits", $"authentication is being delayed, {information.DelaySeconds} s more, after failed ones.");
        }
    }

    private static (string Finding, string Advice) Serial(BoardFindings findings) => findings switch
    {
        { EchoesReturned: var returned, Echoes: var sent } when returned < sent =>
            ("FAULT", $"{returned} of {sent} echoes of {SelfTestApplet.MaxEcho} bytes came back. Check the adapter's level (3.3 V), GND, and the cable's length."),
        { DamagedFrames: > 0 } => ("good", $"{findings.Echoes} echoes; {findings.DamagedFrames} frames came damaged and were repeated: check GND and the cable."),
        _ => ("good", $"{findings.Echoes} echoes of {SelfTestApplet.MaxEcho} bytes came back"),
    };

    private static string Name(BoardKind kind) => kind == BoardKind.Token ? "token" : "terminal";

    private static void Line(string what, string finding, string note) => Console.WriteLine($"{what,-11}{finding,-13}{note}".TrimEnd());
}
