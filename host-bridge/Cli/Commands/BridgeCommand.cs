using System.CommandLine;
using PaymentCode.Bridge;
using PaymentCode.Bridge.Relay;
using PaymentCode.Bridge.Serial;
using PaymentCode.Bridge.Tokens;
using PaymentCode.Core.Symbols;
using PaymentCode.Recognition;

namespace PaymentCode.Cli.Commands;

/// <summary><c>paymentcode bridge</c>: the relay beside a token.</summary>
internal static class BridgeCommand
{
    private const int PhoneScale = 8;

    public static Command Create()
    {
        var port = Described.Required<string>("--port", "Serial device, pseudo-terminal, or tcp:HOST:PORT.");
        var bank = Described.Optional("--bank", "Address of the bank.", "http://127.0.0.1:5080");
        var phone = Described.Optional<string>("--phone", "Write the picture of a code that its customer released to a phone to this PNG file.");
        var command = Described.Command(
            "bridge", "Relays between a token or a terminal on a serial port and the bank, until Ctrl-C. It holds no key and cannot read what it carries.",
            ["bridge --port /dev/ttyUSB0 --bank https://bank.example"], port, bank, phone);
        command.SetAction(async (arguments, stop) =>
        {
            try
            {
                var address = BankAddress.Parse(arguments.GetValue(bank)!);
                var token = new TokenPort(SerialPorts.Parse(arguments.GetValue(port)!), TimeProvider.System);
                token.Attached += found => Console.WriteLine($"{token.Kind.ToString().ToLowerInvariant()} {Convert.ToHexString(found.Serial)} attached");
                token.Detached += lost => Console.WriteLine($"{token.Kind.ToString().ToLowerInvariant()} {Convert.ToHexString(lost.Serial)} detached");
                token.Trouble += Console.Error.WriteLine;
                var relay = new BridgeRelay(address, [token], TimeProvider.System);
                var told = "";
                relay.Connected += () =>
                {
                    told = "";
                    Console.WriteLine($"connected to {address}");
                };
                relay.Disconnected += reason =>
                {
                    // It is tried again and again; a reason is told once.
                    if (reason != told)
                    {
                        Console.Error.WriteLine($"not connected: {reason}");
                        told = reason;
                    }
                };
                var tasks = new List<Task> { token.RunAsync(stop), relay.RunAsync(stop) };
                if (arguments.GetValue(phone) is { } file)
                {
                    var watcher = new ReleasedCodeWatcher(token, TimeProvider.System);
                    watcher.Released += payload => Console.WriteLine($"a code was released to the phone: {WritePicture(payload, file)}");
                    tasks.Add(watcher.RunAsync(stop));
                }

                // The first one that ends has failed: the others go with it.
                await await Task.WhenAny(tasks);
                return 0;
            }
            catch (Exception failure) when (failure is SerialException or ArgumentException)
            {
                throw CommandLineFailure.From(failure);
            }
        });
        return command;
    }

    private static string WritePicture(byte[] payload, string file)
    {
        WholeFile.Write(file, PngWriter.Write(MatrixLayout.Width, MatrixLayout.Height, SymbolPicture.Of(payload), PhoneScale));
        return file;
    }
}
