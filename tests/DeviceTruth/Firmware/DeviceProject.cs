using System.Text.Json;

namespace PaymentCode.DeviceTruth.Firmware;

/// <summary>A class library that a device project refers to, and the file in its package.</summary>
sealed record DeviceReference(string Name, string HintPath);

/// <summary>A device project (.nfproj) as MSBuild evaluates it: what it compiles, and what it may see. Paths have forward slashes.</summary>
sealed record DeviceProject(string File, string AssemblyName, string[] Sources, DeviceReference[] References, string[] ProjectReferences, bool HasProjectSystem)
{
    static readonly string[] Roots = ["firmware", "tests"];
    static readonly Lazy<IReadOnlyList<DeviceProject>> Found = new(() => InOrder([.. Roots
        .SelectMany(root => Directory.EnumerateFiles(Repository.PathOf(root), "*.nfproj", SearchOption.AllDirectories))
        .Order(StringComparer.Ordinal)
        .Select(Evaluate)]));

    /// <summary>Every device project of the repository, each after the ones it refers to.</summary>
    public static IReadOnlyList<DeviceProject> All => Found.Value;

    public string Folder => Path.GetDirectoryName(File)!;

    static DeviceProject Evaluate(string file)
    {
        string output = MSBuild.Run(
            file,
            "-getProperty:AssemblyName",
            "-getProperty:WithoutProjectSystem",
            "-getItem:Compile",
            "-getItem:Reference",
            "-getItem:ProjectReference");
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement properties = document.RootElement.GetProperty("Properties");
        JsonElement items = document.RootElement.GetProperty("Items");
        return new DeviceProject(
            file,
            properties.GetProperty("AssemblyName").GetString()!,
            [.. items.GetProperty("Compile").EnumerateArray().Select(i => Text(i, "Identity"))],
            [.. items.GetProperty("Reference").EnumerateArray().Select(i => new DeviceReference(Text(i, "Identity"), Text(i, "HintPath")))],
            [.. items.GetProperty("ProjectReference").EnumerateArray().Select(i => Text(i, "FullPath"))],
            properties.GetProperty("WithoutProjectSystem").GetString()!.Length == 0);
    }

    static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!.Replace('\\', '/');

    static List<DeviceProject> InOrder(DeviceProject[] projects)
    {
        var ordered = new List<DeviceProject>();
        while (ordered.Count < projects.Length)
        {
            ordered.Add(projects.First(p => !ordered.Contains(p) && p.ProjectReferences.All(r => ordered.Any(o => o.File == r))));
        }

        return ordered;
    }
}
