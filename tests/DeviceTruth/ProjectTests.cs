using System.Xml.Linq;
using PaymentCode.DeviceTruth.Firmware;
using PaymentCode.DeviceTruth.Surface;

namespace PaymentCode.DeviceTruth;

/// <summary>The board's project files: nothing of this machine builds them, so their agreement with the tree is tested.</summary>
[TestClass]
public sealed class ProjectTests
{
    static readonly XNamespace MSBuildNamespace = "http://schemas.microsoft.com/developer/msbuild/2003";

    [TestMethod]
    public void A_board_project_lists_every_source_of_its_folder_once()
    {
        foreach (DeviceProject project in DeviceProject.All)
        {
            string folder = Path.GetRelativePath(Repository.Root, project.Folder).Replace('\\', '/');
            string[] listed = [.. project.Sources.Order(StringComparer.Ordinal)];
            CollectionAssert.AreEqual(Repository.SourcesBelow(folder).ToArray(), listed, $"{project.File} needs one <Compile Include> for each source of its folder");
        }
    }

    [TestMethod]
    public void A_board_project_is_laid_out_as_nanoFramework_s_project_system_expects()
    {
        string solution = File.ReadAllText(Repository.PathOf("PaymentCode.sln"));
        foreach (DeviceProject project in DeviceProject.All)
        {
            XDocument document = XDocument.Load(project.File);
            string Value(string property) => document.Descendants(MSBuildNamespace + property).Single().Value;
            Assert.AreEqual(@"$(MSBuildExtensionsPath)\nanoFramework\v1.0\", Value("NanoFrameworkProjectSystemPath"), project.File);
            Assert.AreEqual("{11A8DD76-328B-46DF-9F39-F559912D0360};{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}", Value("ProjectTypeGuids"), project.File);
            Assert.AreEqual("v1.0", Value("TargetFrameworkVersion"), project.File);
            StringAssert.Contains(solution, $"\"{Value("ProjectGuid")}\"", project.File);
            string[] imports = [.. document.Root!.Elements(MSBuildNamespace + "Import").Select(import => import.Attribute("Project")!.Value)];
            CollectionAssert.AreEqual(
                new[] { "NFProjectSystem.Default.props", "NFProjectSystem.props", "NFProjectSystem.CSharp.targets" },
                imports.Take(3).Select(import => import.Replace("$(NanoFrameworkProjectSystemPath)", "", StringComparison.Ordinal)).ToArray(),
                project.File);
        }
    }

    [TestMethod]
    public void A_source_is_listed_by_its_own_path_as_Visual_Studio_does_it()
    {
        foreach (DeviceProject project in DeviceProject.All)
        {
            string[] includes = [.. XDocument.Load(project.File).Descendants(MSBuildNamespace + "Compile").Select(item => item.Attribute("Include")!.Value)];
            Assert.IsNotEmpty(includes);
            Assert.IsFalse(includes.Any(include => include.AsSpan().IndexOfAny('*', '?', ';') >= 0), project.File);
            CollectionAssert.AllItemsAreUnique(includes, project.File);
        }
    }

    [TestMethod]
    public void The_packages_are_the_ones_that_were_found_to_go_together()
    {
        Dictionary<string, string> known = File.ReadLines(Repository.PathOf("tests/DeviceTruth/packages.tsv"))
            .Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], cells => cells[1]);
        foreach (DeviceProject project in DeviceProject.All)
        {
            foreach ((string id, string version) in Packages(project))
            {
                Assert.AreEqual(known.GetValueOrDefault(id), version, $"{project.File}: {id}");
            }
        }
    }

    [TestMethod]
    public void An_application_has_the_name_that_the_flashing_page_gives_to_nanoff()
    {
        string page = File.ReadAllText(Repository.PathOf("hardware/FLASHING.md"));
        foreach (DeviceProject project in DeviceProject.All)
        {
            XDocument document = XDocument.Load(project.File);
            if (document.Descendants(MSBuildNamespace + "OutputType").Single().Value == "Exe")
            {
                string folder = Path.GetRelativePath(Repository.Root, project.Folder).Replace('\\', '/');
                StringAssert.Contains(page, $"{folder}/bin/Release/{project.AssemblyName}.bin");
                Assert.AreEqual("PaymentCode." + Path.GetFileNameWithoutExtension(project.File), project.AssemblyName);
            }
        }
    }

    [TestMethod]
    public void Every_assembly_says_its_name_and_the_same_version()
    {
        foreach (DeviceProject project in DeviceProject.All)
        {
            string information = File.ReadAllText(Path.Combine(project.Folder, "Properties", "AssemblyInfo.cs"));
            StringAssert.Contains(information, "[assembly: AssemblyVersion(\"0.1.0.0\")]", project.File);
            StringAssert.Contains(information, "[assembly: AssemblyFileVersion(\"0.1.0.0\")]", project.File);
            StringAssert.Contains(information, $"[assembly: AssemblyTitle(\"{project.AssemblyName}\")]", project.File);
        }
    }

    [TestMethod]
    public void Every_firmware_folder_has_a_project_for_the_board_and_one_for_the_PC()
    {
        string[] folders = Directory.GetDirectories(Repository.PathOf("firmware"));
        Assert.IsNotEmpty(folders);
        foreach (string folder in folders)
        {
            string name = Path.GetFileName(folder);
            Assert.IsTrue(File.Exists(Path.Combine(folder, name + ".nfproj")), $"{name}.nfproj");
            Assert.IsTrue(File.Exists(Path.Combine(folder, name + ".csproj")), $"{name}.csproj");
        }
    }

    [TestMethod]
    public void References_and_packages_config_name_the_same_packages_and_versions()
    {
        foreach (DeviceProject project in DeviceProject.All)
        {
            string[] inPackages = [.. Packages(project).Select(p => $"{p.Id}.{p.Version}").Order(StringComparer.Ordinal)];
            string[] inReferences = [.. project.References
                .Select(r => r.HintPath.Split('/'))
                .Select(path => path[Array.IndexOf(path, "packages") + 1])
                .Distinct()
                .Order(StringComparer.Ordinal)];
            CollectionAssert.AreEqual(inPackages, inReferences, project.File);
        }
    }

    [TestMethod]
    public void A_reference_is_found_in_its_package_under_the_solution_s_packages_folder()
    {
        string packages = Path.Combine(Repository.Root, "packages") + Path.DirectorySeparatorChar;
        foreach (DeviceProject project in DeviceProject.All)
        {
            foreach (DeviceReference reference in project.References)
            {
                string file = Path.GetFullPath(Path.Combine(project.Folder, reference.HintPath));
                StringAssert.StartsWith(file, packages, $"{project.File}: {reference}");
                string extension = reference.Name == DeviceCompiler.UnitTestLauncher ? ".exe" : ".dll";
                Assert.AreEqual(reference.Name + extension, Path.GetFileName(file), project.File);
            }
        }
    }

    [TestMethod]
    public void A_package_has_one_version_in_all_board_projects()
    {
        foreach (IGrouping<string, (string Id, string Version)> package in DeviceProject.All.SelectMany(Packages).GroupBy(p => p.Id))
        {
            Assert.HasCount(1, package.Select(p => p.Version).Distinct().ToArray(), package.Key);
        }
    }

    [TestMethod]
    public void What_a_library_needs_is_deployed_with_it()
    {
        foreach (DeviceProject project in DeviceProject.All)
        {
            CollectionAssert.IsSubsetOf(NeededBy(project), project.References.Select(r => r.Name).ToArray(), project.File);
        }
    }

    [TestMethod]
    [DataRow("Restore")]
    [DataRow("Build")]
    [DataRow("Rebuild")]
    [DataRow("Clean")]
    [DataRow("VSTest")]
    public void Without_nanoFramework_s_project_system_a_board_project_answers_with_one_line(string target)
    {
        foreach (DeviceProject project in DeviceProject.All)
        {
            if (project.HasProjectSystem)
            {
                Assert.Inconclusive("nanoFramework's project system is installed on this machine.");
            }

            string output = MSBuild.Run(project.File, $"-target:{target}");
            string[] lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            Assert.HasCount(1, lines, output);
            StringAssert.StartsWith(lines[0], Path.GetFileName(project.File) + ": nanoFramework's project system is not installed");
        }
    }

    [TestMethod]
    public void The_solution_lists_every_board_project_in_its_own_folder()
    {
        string solution = File.ReadAllText(Repository.PathOf("PaymentCode.sln"));
        StringAssert.Contains(solution, "= \"boards\", \"boards\"");
        foreach (DeviceProject project in DeviceProject.All)
        {
            string path = Path.GetRelativePath(Repository.Root, project.File).Replace('/', '\\');
            StringAssert.Contains(solution, $"Project(\"{{11A8DD76-328B-46DF-9F39-F559912D0360}}\") = \"{Path.GetFileNameWithoutExtension(project.File)}\", \"{path}\"");
        }
    }

    /// <summary>What the libraries of a project refer to, and what the projects need that it refers to: all of it is deployed together.</summary>
    internal static string[] NeededBy(DeviceProject project) =>
    [
        .. project.References.Where(r => ApiTable.Assemblies.ContainsKey(r.Name)).SelectMany(r => ApiTable.Assemblies[r.Name].References)
            .Concat(project.ProjectReferences.SelectMany(r => DeviceProject.All.Single(p => p.File == r).References).Select(r => r.Name))
            .Distinct(),
    ];

    static IEnumerable<(string Id, string Version)> Packages(DeviceProject project) => XDocument
        .Load(Path.Combine(project.Folder, "packages.config"))
        .Root!.Elements("package")
        .Select(p => (p.Attribute("id")!.Value, p.Attribute("version")!.Value));
}
