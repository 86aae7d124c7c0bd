using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PaymentCode.DeviceTruth.Firmware;
using PaymentCode.DeviceTruth.Surface;

namespace PaymentCode.DeviceTruth;

[TestClass]
public sealed class SurfaceTests
{
    [TestMethod]
    public void Every_table_becomes_an_assembly_that_reads_back_the_same()
    {
        CSharpCompilation compilation = CSharpCompilation.Create("Reader", references: DeviceSurface.References.Values);
        foreach (ApiAssembly assembly in ApiTable.Assemblies.Values)
        {
            var symbol = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(DeviceSurface.References[assembly.Name])!;
            string[] expected = [.. assembly.Types.SelectMany(Rows).Order(StringComparer.Ordinal)];
            string[] actual = [.. SymbolReader.Read(symbol).SelectMany(Rows).Order(StringComparer.Ordinal)];
            IEnumerable<string> difference = expected.Except(actual).Select(r => "- " + r).Concat(actual.Except(expected).Select(r => "+ " + r));
            CollectionAssert.AreEqual(expected, actual, $"{assembly.Name}: {string.Join('\n', difference.Take(20))}");
        }
    }

    [TestMethod]
    public void A_table_with_an_unknown_row_is_refused()
    {
        var error = Assert.ThrowsExactly<FormatException>(() => ApiTable.Parse("# assembly A references mscorlib\nX\tname\n"));
        StringAssert.Contains(error.Message, "A: a row begins with T, F, P, E or M, not with 'X'.");
    }

    [TestMethod]
    public void A_table_without_its_head_is_refused()
    {
        var error = Assert.ThrowsExactly<FormatException>(() => ApiTable.Parse("T\tSystem.Object\tclass\tpublic\t\t\n"));
        StringAssert.Contains(error.Message, "A table begins with '# assembly NAME references ...'");
    }

    [TestMethod]
    [DataRow("const int Top = int.MaxValue; static long Bottom() => long.MinValue;")]
    [DataRow("static string Pad(string s) => s.PadLeft(4) + s.PadLeft(4, '0');")]
    [DataRow("static bool Parse(string s, out int value) => int.TryParse(s, out value);")]
    [DataRow("static object Port() => new System.IO.Ports.SerialPort(\"COM2\", stopBits: System.IO.Ports.StopBits.Two);")]
    [DataRow("static byte First(System.SpanByte bytes) => bytes[0];")]
    [DataRow("static char Letter(string s) => s[0];")]
    [DataRow("static System.DateTime Later(System.DateTime t) => t + System.TimeSpan.FromSeconds(1);")]
    [DataRow("static object Pins() => System.Device.Gpio.PinMode.InputPullUp | System.Device.Gpio.PinMode.Output;")]
    [DataRow("static string[] Words(string s) => s.Split(' ', ',');")]
    public void Constants_defaults_indexers_operators_and_params_mean_what_the_table_says(string member)
    {
        Compiled compiled = DeviceCompiler.Compile($"static class Sample {{ {member} }}");
        CollectionAssert.AreEqual(Array.Empty<string>(), compiled.Errors);
    }

    // "readonly" of a structure is an attribute that the reference assemblies do without.
    static IEnumerable<string> Rows(ApiType type) => type.Members
        .Select(m => $"{type.Name} {m.Row} {m.Name} [{m.Modifiers}] {m.Type} ({m.Extra}) {m.Accessors}")
        .Append($"{type.Name} {type.Kind} [{type.Modifiers.Replace(" readonly", "", StringComparison.Ordinal)}] {type.Base} {string.Join(';', type.Interfaces)}");
}
