using System.Diagnostics;

namespace PaymentCode.DeviceTruth.Firmware;

/// <summary>Asks MSBuild about a project file, as <c>dotnet build</c> would.</summary>
static class MSBuild
{
    public static string Run(string project, params string[] arguments)
    {
        // No node stays behind, and the languages of the answer are one.
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", "-nodeReuse:false", .. arguments]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"MSBuild failed for {project}: {output}");
    }
}
