using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PaymentCode.DeviceTruth.Surface;

namespace PaymentCode.DeviceTruth;

/// <summary>The stand-ins that the PC compiles the firmware against must not offer what the board does not have.</summary>
[TestClass]
public sealed class StandInTests
{
    static readonly string[] Spaces = ["System.Device.", "System.IO.Ports.", "nanoFramework.", "Iot.Device."];

    // Where the whole surface is there: what firmware code is likely to reach for next.
    static readonly string[] Complete =
        ["System.Device.Gpio", "System.Device.I2c", "System.Device.Spi", "System.IO.Ports", "Iot.Device.Pn532", "Iot.Device.Card"];

    // A list that the driver's assembly happens to show to everybody, in a namespace that is .NET's on the PC.
    static readonly string[] LeftOut = ["System.Collections.Generic.ListByte", "System.Collections.Generic.ListByte+Enumerator"];

    static readonly Lazy<IReadOnlyList<ApiType>> Types = new(ReadStandIns);

    [TestMethod]
    public void There_are_stand_ins_to_compare()
    {
        string[] names = [.. Types.Value.Select(t => t.Name)];
        CollectionAssert.IsSubsetOf(
            new[] { "System.SpanByte", "System.Device.Gpio.GpioController", "System.Device.I2c.I2cDevice", "System.IO.Ports.SerialPort" }, names);
    }

    [TestMethod]
    public void A_stand_in_is_of_the_kind_that_the_device_has()
    {
        var strangers = new List<string>();
        foreach (ApiType type in Types.Value)
        {
            ApiType? original = DeviceSurface.Types.GetValueOrDefault(type.Name);
            if (original is null || Head(original) != Head(type))
            {
                strangers.Add($"{Head(type)}, on the device: {(original is null ? "absent" : Head(original))}");
            }
        }

        Assert.IsEmpty(strangers, string.Join('\n', strangers));
    }

    [TestMethod]
    public void No_stand_in_has_a_member_that_the_device_lacks()
    {
        IEnumerable<string> extra = Types.Value
            .Where(t => DeviceSurface.Types.ContainsKey(t.Name))
            .SelectMany(t => Rows(t).Except(Rows(DeviceSurface.Types[t.Name])));
        Assert.AreEqual("", string.Join('\n', extra));
    }

    [TestMethod]
    public void Gpio_I2c_Spi_serial_ports_and_the_Pn532_have_all_that_the_device_has()
    {
        Dictionary<string, ApiType> standIns = Types.Value.ToDictionary(t => t.Name);
        IEnumerable<string> absent = Complete
            .SelectMany(a => ApiTable.Assemblies[a].Types)
            .Where(t => !LeftOut.Contains(t.Name))
            .Append(DeviceSurface.Types["System.SpanByte"])
            .SelectMany(t => standIns.TryGetValue(t.Name, out ApiType? standIn) ? Rows(t).Except(Rows(standIn)) : [Head(t)]);
        Assert.AreEqual("", string.Join('\n', absent));
    }

    [TestMethod]
    public void The_display_classes_lack_only_what_needs_bitmaps_fonts_and_the_devices_own_Color()
    {
        string[] expected =
        [
            "nanoFramework.UI.DisplayControl P FullScreen",
            "nanoFramework.UI.DisplayControl M WritePoint",
            "nanoFramework.UI.DisplayControl M Write",
            "nanoFramework.UI.DisplayControl M Write",
        ];
        string[] names =
        [
            "DisplayControl", "DisplayOrientation", "GraphicDriver", "GraphicDriverCommandType", "I2cConfiguration", "ScreenConfiguration",
            "SetWindowType", "SpiConfiguration", "GraphicDrivers.Ili9341",
        ];
        Dictionary<string, ApiType> standIns = Types.Value.ToDictionary(t => t.Name);
        string[] absent =
        [
            .. names.Select(name => $"nanoFramework.UI.{name}")
                .SelectMany(name => Rows(DeviceSurface.Types[name]).Except(Rows(standIns[name]))),
        ];
        CollectionAssert.AreEqual(expected, Array.ConvertAll(absent, row => string.Join(' ', row.Split(' ')[..3])), string.Join('\n', absent));
        Assert.IsTrue(Array.TrueForAll(absent, row => row.Contains("Bitmap", StringComparison.Ordinal) || row.Contains("Drawing.Color", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void An_extra_member_and_another_default_would_be_noticed()
    {
        const string Source = """
            namespace System.Device.I2c;
            public class I2cConnectionSettings(int busId = 1, int deviceAddress = 2)
            {
                public int BusId { get; set; } = busId;
                public int Sum(int more) => deviceAddress + more;
            }
            """;
        var compilation = CSharpCompilation.Create("Probe", [CSharpSyntaxTree.ParseText(Source)], PcReferences());
        ApiType probe = SymbolReader.Read(compilation.Assembly).Single();
        string[] expected =
        [
            "System.Device.I2c.I2cConnectionSettings M .ctor public System.Void (System.Int32 busId = 1, System.Int32 deviceAddress = 2) ",
            "System.Device.I2c.I2cConnectionSettings P BusId public System.Int32 () get;set;",
            "System.Device.I2c.I2cConnectionSettings M Sum public System.Int32 (System.Int32 more) ",
        ];
        CollectionAssert.AreEquivalent(expected, Rows(probe).Except(Rows(DeviceSurface.Types[probe.Name])).ToArray());
        Assert.AreNotEqual(Head(DeviceSurface.Types[probe.Name]), Head(probe));
    }

    static IReadOnlyList<ApiType> ReadStandIns()
    {
        var emulation = MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "PaymentCode.Emulation.dll"));
        var compilation = CSharpCompilation.Create("Reader", references: [emulation, .. PcReferences()]);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(emulation)!;
        return [.. SymbolReader.Read(assembly).Where(t => t.Name == "System.SpanByte" || Spaces.Any(s => t.Name.StartsWith(s, StringComparison.Ordinal)))];
    }

    static IEnumerable<MetadataReference> PcReferences() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(file => Path.GetFileName(file) is { } name && name.StartsWith("System.", StringComparison.Ordinal))
        .Select(file => MetadataReference.CreateFromFile(file));

    /// <summary>Kind, base and what bears on how a type can be used. Structures of the tables do not all say that they are readonly.</summary>
    static string Head(ApiType type) =>
        $"{type.Modifiers.Replace(" readonly", "", StringComparison.Ordinal)} {type.Kind} {type.Name} : {type.Base} {string.Join(';', type.Interfaces.Order(StringComparer.Ordinal))}";

    /// <summary>
    /// A row for each member; whether it is virtual makes no difference to a caller. What every object has (Finalize, ToString, Equals, GetHashCode)
    /// can be called on the device whether a type declares it or not.
    /// </summary>
    static IEnumerable<string> Rows(ApiType type) => type.Members
        .Where(m => !(m.Has("override") && m.Name is "Finalize" or "ToString" or "Equals" or "GetHashCode"))
        .Select(m => $"{type.Name} {m.Row} {m.Name} {Access(m)} {m.Type} ({m.Extra}) {m.Accessors}");

    static string Access(ApiMember member) => string.Join(' ', member.Modifiers.Split(' ').Except(["virtual", "override", "abstract"]));
}
