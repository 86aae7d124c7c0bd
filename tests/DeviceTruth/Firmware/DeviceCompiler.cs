using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PaymentCode.DeviceTruth.Surface;

namespace PaymentCode.DeviceTruth.Firmware;

/// <summary>What the compiler made of device sources: an image, or the errors.</summary>
sealed record Compiled(string AssemblyName, ImmutableArray<byte> Image, string[] Errors);

/// <summary>Compiles as the board's build does: C# 9, and the device's own class libraries as the only references.</summary>
static class DeviceCompiler
{
    /// <summary>The program that runs a test assembly; no source refers to it.</summary>
    public const string UnitTestLauncher = "nanoFramework.UnitTestLauncher";

    static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp9);

    static readonly CSharpCompilationOptions Options =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, deterministic: true);

    // The device projects treat warnings as errors, and none of them allows unsafe code.
    static readonly CSharpCompilationOptions ForProjects = Options.WithGeneralDiagnosticOption(ReportDiagnostic.Error).WithAllowUnsafe(false);

    /// <summary>Compiles every device project, in the order of their references.</summary>
    public static IReadOnlyList<Compiled> CompileAll()
    {
        var compiled = new Dictionary<string, Compiled>();
        foreach (DeviceProject project in DeviceProject.All)
        {
            compiled.Add(project.File, Compile(project, compiled));
        }

        return [.. compiled.Values];
    }

    /// <summary>Compiles a device project; <paramref name="before"/> has the projects that it refers to.</summary>
    static Compiled Compile(DeviceProject project, IReadOnlyDictionary<string, Compiled> before)
    {
        var sources = project.Sources.Select(s => (s, File.ReadAllText(Path.Combine(project.Folder, s))));
        var libraries = project.References.Where(r => r.Name != UnitTestLauncher).Select(r => DeviceSurface.References[r.Name]);
        var projects = project.ProjectReferences.Select(r => MetadataReference.CreateFromImage(before[r].Image));
        Compiled compiled = Compile(project.AssemblyName, sources, libraries.Concat(projects), ForProjects);
        return compiled.Errors.Length == 0
            ? compiled
            : throw new InvalidOperationException($"{project.File} does not compile for the board:\n{string.Join('\n', compiled.Errors)}");
    }

    /// <summary>Compiles one small source against every class library there is.</summary>
    public static Compiled Compile(string source) => Compile("Sample", [("Sample.cs", source)], DeviceSurface.References.Values, Options);

    static Compiled Compile(string name, IEnumerable<(string Path, string Text)> sources, IEnumerable<MetadataReference> references, CSharpCompilationOptions options)
    {
        var trees = sources.Select(s => CSharpSyntaxTree.ParseText(s.Text, Language, s.Path));
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create(name, trees, references, options).Emit(image);
        string[] errors = [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
        return new Compiled(name, result.Success ? [.. image.ToArray()] : [], errors);
    }
}
