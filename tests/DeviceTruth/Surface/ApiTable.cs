using System.Collections.Frozen;

namespace PaymentCode.DeviceTruth.Surface;

/// <summary>A field, property, event or method row of a table; <see cref="Extra"/> is the constant, index parameters or parameters.</summary>
sealed record ApiMember(char Row, string Name, string Modifiers, string Type, string Extra, string Accessors)
{
    public bool IsStatic => Has("static") || Has("const");

    public bool Has(string modifier) => Modifiers.Split(' ').Contains(modifier);

    public IEnumerable<ApiParameter> Parameters => ApiParameter.ParseList(Extra);
}

/// <summary>A parameter as the tables write it: <c>[out|ref|params] type name [= default]</c>.</summary>
sealed record ApiParameter(string Modifier, string Type, string Name, string? Default)
{
    static readonly string[] Modifiers = ["out", "ref", "params"];

    public static IEnumerable<ApiParameter> ParseList(string list) =>
        list.Length == 0 ? [] : list.Split(", ").Select(Parse);

    static ApiParameter Parse(string text)
    {
        // The default may be a single blank (PadLeft), so the text is cut at the first " = " and not trimmed.
        int equals = text.IndexOf(" = ", StringComparison.Ordinal);
        string? value = equals < 0 ? null : text[(equals + 3)..];
        string[] words = (equals < 0 ? text : text[..equals]).Split(' ');
        bool modified = Modifiers.Contains(words[0]);
        return new ApiParameter(modified ? words[0] : "", words[modified ? 1 : 0], words[modified ? 2 : 1], value);
    }
}

/// <summary>A type row with the member rows that follow it.</summary>
sealed record ApiType(string Assembly, string Name, string Kind, string Modifiers, string Base, string[] Interfaces, List<ApiMember> Members)
{
    public bool Has(string modifier) => Modifiers.Split(' ').Contains(modifier);
}

/// <summary>One assembly of the device: its references, and every public type.</summary>
sealed record ApiAssembly(string Name, string[] References, List<ApiType> Types);

/// <summary>The public surface of the device's class libraries, read from the tables in <c>api/</c>.</summary>
static class ApiTable
{
    static readonly Lazy<FrozenDictionary<string, ApiAssembly>> Loaded = new(() => Load(Repository.PathOf("tests/DeviceTruth/api")));

    public static FrozenDictionary<string, ApiAssembly> Assemblies => Loaded.Value;

    public static FrozenDictionary<string, ApiAssembly> Load(string folder) =>
        Directory.EnumerateFiles(folder, "*.tsv").Select(file => Parse(File.ReadAllText(file))).ToFrozenDictionary(a => a.Name);

    public static ApiAssembly Parse(string text)
    {
        // Split at line feeds only: the tables hold char constants that other readers take for line ends.
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] head = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (head is not ["#", "assembly", _, "references", ..])
        {
            throw new FormatException($"A table begins with '# assembly NAME references ...', not with '{lines[0]}'.");
        }

        var assembly = new ApiAssembly(head[2], head[4..], []);
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split('\t');
            switch (cells[0])
            {
                case "T":
                    string[] interfaces = cells[5].Split(';', StringSplitOptions.RemoveEmptyEntries);
                    assembly.Types.Add(new ApiType(assembly.Name, cells[1], cells[2], cells[3], cells[4], interfaces, []));
                    break;
                case "F" or "P" or "E" or "M":
                    string extra = cells.Length > 4 ? cells[4] : "";
                    string accessors = cells.Length > 5 ? cells[5] : "";
                    assembly.Types[^1].Members.Add(new ApiMember(cells[0][0], cells[1], cells[2], cells[3], extra, accessors));
                    break;
                default:
                    throw new FormatException($"{assembly.Name}: a row begins with T, F, P, E or M, not with '{cells[0]}'.");
            }
        }

        return assembly;
    }
}
