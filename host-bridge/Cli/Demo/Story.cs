using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace PaymentCode.Cli.Demo;

/// <summary>Tells what happens, step by step, and remembers it for <c>story.json</c>.</summary>
internal sealed class Story
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, byte[]> _pictures = [];
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });

    public Story()
    {
        if (Console.IsOutputRedirected)
        {
            // A line stays a line for whoever reads it.
            _console.Profile.Width = short.MaxValue;
        }
    }

    /// <summary>A step: which part does it, and what.</summary>
    public void Tell(string part, string what)
    {
        _steps.Add(new Step(_steps.Count + 1, part, what));
        _console.MarkupLineInterpolated($"[grey]{_steps.Count,2}[/] [bold]{part,-9}[/] {what}");
    }

    /// <summary>A picture of a display below the step it belongs to.</summary>
    public static void Show(string picture)
    {
        // Written past Spectre, which would fold wide lines.
        Console.WriteLine(picture);
    }

    /// <summary>A picture that goes into the folder of the story, where one was asked for.</summary>
    public void Keep(string file, byte[] png) => _pictures[file] = png;

    /// <summary>Writes the pictures, and <c>story.json</c>: the steps in order, and how it ended.</summary>
    public void WriteTo(string folder, string result)
    {
        WholeFile.Write(Path.Combine(folder, "story.json"), JsonSerializer.SerializeToUtf8Bytes(new { result, steps = _steps }, Readable));
        foreach (var (file, png) in _pictures)
        {
            WholeFile.Write(Path.Combine(folder, file), png);
        }
    }

    private sealed record Step(int Number, string Part, string What);
}
