using System.Reflection;
using System.Reflection.Metadata;

namespace PaymentCode.DeviceTruth.Rules;

/// <summary>
/// Static fields. All static initialisers run before Main, alphabetically by type: one that needs what another class's initialiser makes may find
/// null there. And a static field that can change would be shared by all the boards of one process.
/// </summary>
static class StaticRules
{
    public const string ForeignStatic = "another class's static in an initialiser";
    public const string MutableStatic = "mutable static field";

    public static IEnumerable<Finding> CheckMutable(FirmwareImage image) =>
        from type in image.Types
        from handle in type.Type.GetFields()
        let field = image.Metadata.GetFieldDefinition(handle)
        let name = image.Metadata.GetString(field.Name)
        where field.Attributes.HasFlag(FieldAttributes.Static)
        where (field.Attributes & (FieldAttributes.Literal | FieldAttributes.InitOnly)) == 0
        // The compiler keeps a lambda without captures in a static field of a nested class; there is nothing in it to share.
        where !type.Name.Contains("+<", StringComparison.Ordinal)
        select new Finding(MutableStatic, $"{type.Name}.{name}", "make it readonly or an instance field");

    /// <summary>Follows each initialiser through all the firmware's methods that it may call.</summary>
    public static IEnumerable<Finding> CheckInitialisers(IReadOnlyCollection<FirmwareImage> images)
    {
        ILookup<(string, string), FirmwareMethod> methods = images.SelectMany(i => i.Methods).ToLookup(m => (m.TypeName, m.SimpleName));
        HashSet<string> initialised = [.. methods.Where(g => g.Key.Item2 == ".cctor").Select(g => g.Key.Item1)];
        return methods.Where(g => g.Key.Item2 == ".cctor").SelectMany(g => CheckInitialiser(g.Single(), methods, initialised));
    }

    static IEnumerable<Finding> CheckInitialiser(
        FirmwareMethod initialiser, ILookup<(string, string), FirmwareMethod> methods, HashSet<string> initialised)
    {
        var seen = new HashSet<(string, string)>();
        var open = new Stack<FirmwareMethod>([initialiser]);
        while (open.TryPop(out FirmwareMethod? method))
        {
            foreach (Instruction instruction in method.Instructions.Where(i => i.Token != 0 && i.Name != "ldstr"))
            {
                EntityHandle token = method.Token(instruction);
                var member = method.Image.NameOfMember(token);
                bool readsStatic = instruction.Name is "ldsfld" or "ldsflda";
                if (readsStatic && member.Type != initialiser.TypeName && initialised.Contains(member.Type))
                {
                    yield return new Finding(ForeignStatic, initialiser.Name, $"{member.Type}.{member.Member}, read in {method.Name}");
                }

                if (!readsStatic && seen.Add(member))
                {
                    foreach (FirmwareMethod called in methods[member])
                    {
                        open.Push(called);
                    }
                }
            }
        }
    }
}
