using System.Diagnostics;
using System.Text;

namespace PaymentCode.EndToEnd;

/// <summary>The real <c>paymentcode</c> command in a process of its own.</summary>
internal sealed class PaymentCodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private PaymentCodeProcess(string folder, string[] arguments)
    {
        // Who runs the tests in the background has them ignore Ctrl+C, and what they start inherits that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The built command, beside this test.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "paymentcode.dll");

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public string LastLine => Output.TrimEnd('\n').Split('\n')[^1];

    /// <summary>Starts a command that goes on until it is disposed.</summary>
    public static PaymentCodeProcess Start(string folder, params string[] arguments) => new(folder, arguments);

    /// <summary>Runs a command to its end, with nothing on standard input.</summary>
    public static (int ExitCode, string Output, string Errors) Run(string folder, params string[] arguments) => RunWithInput(folder, "", arguments);

    /// <summary>Runs a command to its end.</summary>
    public static (int ExitCode, string Output, string Errors) RunWithInput(string folder, string input, params string[] arguments)
    {
        using var process = new PaymentCodeProcess(folder, arguments);
        process._process.StandardInput.Write(input);
        process._process.StandardInput.Close();
        var exitCode = process.WaitForExit();
        return (exitCode, process.Output, process.Errors);
    }

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until the output has a line that contains the text; fails the test after a minute, or if the process ends before.</summary>
    public void WaitForLine(string text)
    {
        var deadline = Stopwatch.StartNew();
        lock (_output)
        {
            while (!_output.ToString().Contains(text, StringComparison.Ordinal))
            {
                if (deadline.Elapsed > TimeSpan.FromMinutes(1) || (_process.HasExited && !Monitor.Wait(_output, 500)))
                {
                    Assert.Fail($"'{text}' did not come. Output:\n{_output}\nErrors:\n{Errors}");
                }

                Monitor.Wait(_output, 500);
            }
        }
    }

    public int WaitForExit()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            _process.Kill(true);
            Assert.Fail($"the command did not end. Output:\n{Output}\nErrors:\n{Errors}");
        }

        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Ctrl-C, and the exit code.</summary>
    public int Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
                Monitor.PulseAll(text);
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
