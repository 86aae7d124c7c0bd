namespace PaymentCode.DeviceTruth;

/// <summary>The working tree that the tests read: they judge sources and project files, not only what was built.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The C# sources below a folder, by relative path with forward slashes, without what builds leave behind.</summary>
    public static IReadOnlyList<string> SourcesBelow(string folder)
    {
        string root = PathOf(folder);
        return [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PaymentCode.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"PaymentCode.sln was not found above {AppContext.BaseDirectory}; run the tests from the working tree.");
    }
}
