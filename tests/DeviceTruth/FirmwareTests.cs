using System.Reflection;
using PaymentCode.DeviceTruth.Firmware;
using PaymentCode.DeviceTruth.Rules;

namespace PaymentCode.DeviceTruth;

/// <summary>The firmware as it is, compiled as the board's build compiles it.</summary>
[TestClass]
public sealed class FirmwareTests
{
    const string TestAssembly = "NFUnitTest";

    // Prolog and number of named arguments, 2 bytes each (ECMA-335 II.23.3).
    const int EmptyAttribute = 4;

    static readonly Lazy<IReadOnlyList<FirmwareImage>> Images =
        new(() => [.. DeviceCompiler.CompileAll().Select(c => new FirmwareImage(c.Image))]);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void The_firmware_compiles_against_the_device_s_libraries_and_nothing_else()
    {
        CollectionAssert.IsSubsetOf(new[] { "PaymentCode.Core", "PaymentCode.Token", TestAssembly }, Images.Value.Select(i => i.Name).ToArray());
    }

    [TestMethod]
    public void Nothing_in_the_firmware_is_beyond_the_board()
    {
        // Tests run the firmware's clock and randomness their own way; all else holds for them too.
        string[] forTests = [BodyRules.Clock, BodyRules.Randomness];
        FirmwareImage[] firmware = [.. Images.Value.Where(i => i.Name != TestAssembly)];
        FirmwareImage[] tests = [.. Images.Value.Where(i => i.Name == TestAssembly)];
        Finding[] findings = [.. DeviceRules.Check(firmware), .. DeviceRules.Check(tests).Where(f => !forTests.Contains(f.Rule))];
        Assert.IsEmpty(findings, string.Join('\n', findings.Select(f => f.ToString())));
    }

    [TestMethod]
    public void A_test_class_has_no_instance_fields()
    {
        // The device's launcher calls test methods with no instance.
        FirmwareImage tests = Images.Value.Single(i => i.Name == TestAssembly);
        IEnumerable<string> fields =
            from type in tests.Types
            where type.Type.GetCustomAttributes().Any(a => tests.NameOfMember(tests.Metadata.GetCustomAttribute(a).Constructor).Type.EndsWith(".TestClassAttribute", StringComparison.Ordinal))
            from field in type.Type.GetFields().Select(tests.Metadata.GetFieldDefinition)
            where !field.Attributes.HasFlag(FieldAttributes.Static)
            select $"{type.Name}.{tests.Metadata.GetString(field.Name)}";
        Assert.AreEqual("", string.Join('\n', fields));
    }

    [TestMethod]
    public void A_test_takes_no_values_from_its_attributes()
    {
        // The interpreter keeps half-read arguments of an attribute where its collector does not look: a collection in between ends the launcher.
        FirmwareImage tests = Images.Value.Single(i => i.Name == TestAssembly);
        IEnumerable<string> found =
            from method in tests.Methods
            from attribute in method.Definition.GetCustomAttributes().Select(tests.Metadata.GetCustomAttribute)
            where tests.Metadata.GetBlobReader(attribute.Value).Length > EmptyAttribute
            select $"{method.Name}: {tests.NameOfMember(attribute.Constructor).Type}";
        Assert.AreEqual("", string.Join('\n', found.Distinct()), "call a method for each case instead");
    }

    [TestMethod]
    public void A_board_project_refers_to_what_its_sources_use_and_to_what_that_needs()
    {
        foreach (DeviceProject project in DeviceProject.All)
        {
            FirmwareImage image = Images.Value.Single(i => i.Name == project.AssemblyName);
            HashSet<string> needed = [.. image.References, .. ProjectTests.NeededBy(project), DeviceCompiler.UnitTestLauncher];
            string[] idle = [.. project.References.Select(r => r.Name).Where(r => !needed.Contains(r))];
            Assert.IsEmpty(idle, $"{project.File} refers to {string.Join(", ", idle)}, which nothing uses.");
        }
    }

    [TestMethod]
    public void Each_firmware_assembly_is_under_48_KB()
    {
        AssemblySize[] sizes = [.. Images.Value.Select(SizeRules.Measure)];
        foreach (AssemblySize size in sizes)
        {
            TestContext.WriteLine(size.ToString());
        }

        Assert.IsTrue(sizes.All(s => s.IsWithinLimits), string.Join('\n', sizes.Select(s => s.ToString())));
    }
}
