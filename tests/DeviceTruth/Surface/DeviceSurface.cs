using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaymentCode.DeviceTruth.Surface;

/// <summary>The device's class libraries as references for the compiler. There is nothing else that firmware may see.</summary>
static class DeviceSurface
{
    // Two of the libraries carry a copy of the same list of bytes; either stands for both.
    static readonly Lazy<FrozenDictionary<string, ApiType>> AllTypes = new(() =>
        ApiTable.Assemblies.Values.SelectMany(a => a.Types).GroupBy(t => t.Name).ToFrozenDictionary(g => g.Key, g => g.First()));

    static readonly Lazy<FrozenDictionary<string, ImmutableArray<byte>>> AllImages = new(() =>
        ApiTable.Assemblies.Values.ToFrozenDictionary(a => a.Name, a => ReferenceAssemblyWriter.Write(a, Types)));

    static readonly Lazy<FrozenDictionary<string, MetadataReference>> AllReferences = new(() =>
        AllImages.Value.ToFrozenDictionary(i => i.Key, i => (MetadataReference)MetadataReference.CreateFromImage(i.Value, filePath: i.Key + ".dll")));

    public static FrozenDictionary<string, ApiType> Types => AllTypes.Value;

    public static FrozenDictionary<string, ImmutableArray<byte>> Images => AllImages.Value;

    public static FrozenDictionary<string, MetadataReference> References => AllReferences.Value;
}
