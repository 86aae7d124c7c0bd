using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using PaymentCode.Emulation.Camera;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>
/// A reader that is a program. It gets PGM files, the format that costs least to load. Its time for a picture is what five more copies of the picture
/// add to one run, a fifth of it: that leaves out its start, but not its loading, of which <see cref="LoadingMs"/> gives an idea.
/// </summary>
internal sealed class PeerProgram(string name, string file, params string[] arguments)
{
    private const int Copies = 5;

    internal string Name => name;

    internal Spread Times { get; } = new();

    internal bool IsPresent()
    {
        try
        {
            Run([]);
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    internal string Read(string picture) => Run([picture]).Output;

    internal void Time(string picture)
    {
        double one = Run([picture]).ProcessorMs;
        double more = Run([.. Enumerable.Repeat(picture, Copies + 1)]).ProcessorMs;
        Times.Add(Math.Max(0, more - one) / Copies);
    }

    /// <summary>Median time for a picture in which there is nothing to look at: loading and the least work there is.</summary>
    internal double LoadingMs(string folder)
    {
        var empty = new PeerProgram(name, file, arguments);
        string picture = Path.Combine(folder, "empty.pgm");
        WritePgm(new GreyFrame(1280, 720), picture);
        for (int i = 0; i < 9; i++)
        {
            empty.Time(picture);
        }

        return empty.Times.Median;
    }

    internal static void WritePgm(GreyFrame frame, string path)
    {
        using var stream = File.Create(path);
        stream.Write(Encoding.ASCII.GetBytes($"P5\n{frame.Width} {frame.Height}\n255\n"));
        stream.Write(frame.Pixels);
    }

    private (string Output, double ProcessorMs) Run(string[] pictures)
    {
        var start = new ProcessStartInfo(file, [.. arguments, .. pictures])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        double before = ProcessorTime.ChildrenMs();
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, ProcessorTime.ChildrenMs() - before);
    }
}
