using System.Diagnostics;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Boards.Tests.Libnfc;

/// <summary>An emulated PN532 on a pseudo-terminal at the pace of the clock, and libnfc's programs on it.</summary>
internal sealed class ReaderAtPace : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("pn532-").FullName;
    private readonly RadioField _field = new();
    private readonly Pn532Reader _reader;
    private readonly SerialEndpoint _endpoint;
    private readonly RealTimeBoard<Pn532Reader> _running;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly SharedTime _time = new();

    public ReaderAtPace(params ContactlessCard[] cards)
    {
        Array.ForEach(cards, card => _field.Bring(card));
        VirtualClock clock = new();
        _time.Join(clock);
        _reader = new Pn532Reader(_field, clock);
        _endpoint = SerialEndpoint.Open("pty:" + File("tty"));
        _running = new RealTimeBoard<Pn532Reader>(_reader, _reader, _endpoint);
        _thread = new Thread(() => _running.Run(_stop.Token)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The device as libnfc calls it.</summary>
    public string Device => "pn532_uart:" + _endpoint.Name;

    public IReadOnlyList<byte> UnknownCommands => _reader.Chip.UnknownCommands;

    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>Holds a token to the antenna; it runs from now on.</summary>
    public void Bring(TokenBoard token) => _running.DoAsync(_ =>
    {
        _time.Run(token.Time, token.Step);
        _field.Bring(token.Pn532);
    }).Wait();

    public void Remove(ContactlessCard card) => _running.DoAsync(_ => _field.Remove(card)).Wait();

    public Process Start(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LIBNFC_DEFAULT_DEVICE"] = Device;
        start.Environment["LIBNFC_LOG_LEVEL"] = "0";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new AssertFailedException($"{program} is not installed: these tests need the Debian packages libnfc-bin and libnfc-examples.");
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to standard output; the exit code is 0.</returns>
    public string Run(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"{program} did not end: {output.Result}{errors.Result}");
        }

        Assert.AreEqual(0, process.ExitCode, output.Result + errors.Result);
        return output.Result;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _time.Dispose();
        _endpoint.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
