using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PaymentCode.DeviceTruth;

namespace PaymentCode.Benchmarks.Memory;

/// <summary>
/// The firmware compiled for the PC once more, its allocations counted, with the boards around it: a world of its own beside the ordinary one. It shares the
/// emulated parts with that, so a board made here is driven over its serial line, its button and its field.
/// </summary>
internal sealed class InstrumentedFirmware : AssemblyLoadContext
{
    private static readonly string[] Projects = ["Core", "Device", "Token", "Terminal"];
    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp9);
    private static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release);

    private readonly Dictionary<string, byte[]> _images = [];

    internal InstrumentedFirmware()
        : base("instrumented firmware")
    {
        List<MetadataReference> references = [.. Platform(), Reference(typeof(Emulation.EmulatedBoard)), Reference(typeof(HeapMeter))];
        foreach (string project in Projects.Where(project => Directory.Exists(Repository.PathOf("firmware/" + project))))
        {
            byte[] image = Compile("PaymentCode." + project, Sources(project), references);
            _images.Add("PaymentCode." + project, image);
            references.Add(MetadataReference.CreateFromImage(image));
        }

        Boards = LoadFromAssemblyPath(typeof(Boards.TokenBoard).Assembly.Location);
    }

    /// <summary>The boards, with the counted firmware in them.</summary>
    internal Assembly Boards { get; }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        _images.TryGetValue(assemblyName.Name!, out byte[]? image) ? LoadFromStream(new MemoryStream(image)) : null;

    private static IEnumerable<string> Sources(string project)
    {
        string root = Repository.PathOf("firmware/" + project);
        IEnumerable<string> own = Repository.SourcesBelow("firmware/" + project).Where(source => !source.StartsWith("Seam/", StringComparison.Ordinal)).Select(source => Path.Combine(root, source));
        return project == "Core" ? own.Concat(Directory.EnumerateFiles(Repository.PathOf("hardware/Emulation/Seam"), "*.cs")) : own;
    }

    private static byte[] Compile(string name, IEnumerable<string> sources, IReadOnlyList<MetadataReference> references)
    {
        SyntaxTree[] plain = [.. sources.Select(source => CSharpSyntaxTree.ParseText(File.ReadAllText(source), Language, source))];
        CSharpCompilation compilation = CSharpCompilation.Create(name, plain, references, Options);
        SyntaxTree[] counted = [.. plain.Select(tree =>
            CSharpSyntaxTree.Create((CSharpSyntaxNode)new AllocationRewriter(compilation.GetSemanticModel(tree)).Visit(tree.GetRoot()), Language, tree.FilePath))];
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(counted).Emit(image);
        return result.Success ? image.ToArray() : throw new InvalidOperationException(
            $"{name} does not compile with its allocations counted:\n{string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(10))}");
    }

    private static IEnumerable<MetadataReference> Platform() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("PaymentCode.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));

    private static PortableExecutableReference Reference(Type type) => MetadataReference.CreateFromFile(type.Assembly.Location);
}
