using System.Reflection;
using System.Runtime.CompilerServices;

namespace PaymentCode.Benchmarks.Memory;

/// <summary>
/// Counts what firmware allocates, in the interpreter's sizes: an object 12 bytes and 12 a field, an array 24 and its elements, a string as its bytes, each
/// rounded up to 12. Instrumented firmware hands everything that it makes to <see cref="Of{T}"/>. One thread, one meter.
/// </summary>
public static class HeapMeter
{
    private const int Unit = 12;
    private const int ArrayHeader = 24;
    private static readonly ConditionalWeakTable<object, object> Known = [];
    private static readonly List<(WeakReference Object, int Size)> Alive = [];
    private static readonly Dictionary<Type, int> SizeOf = [];
    private static bool _isOn;

    /// <summary>Bytes of the objects that are still reachable after the last <see cref="Collect"/>.</summary>
    public static long Live { get; private set; }

    /// <summary>Bytes allocated since then.</summary>
    public static long Fresh { get; private set; }

    /// <summary>Objects allocated since <see cref="Start"/>.</summary>
    public static long Count { get; private set; }

    /// <summary>Bytes allocated since <see cref="Start"/>.</summary>
    public static long Total { get; private set; }

    /// <summary>The largest sum of what was alive before a step and what the step allocated: no collection within a step is assumed.</summary>
    public static long Peak { get; private set; }

    /// <summary>Begins at zero.</summary>
    public static void Start()
    {
        Alive.Clear();
        (Live, Fresh, Count, Total, Peak, _isOn) = (0, 0, 0, 0, 0, true);
    }

    /// <summary>Begins to count anew what is allocated from now on; what is alive stays.</summary>
    public static void Restart()
    {
        Collect();
        (Count, Total, Peak) = (0, 0, Live);
    }

    /// <summary>Ends the counting.</summary>
    public static void Stop() => _isOn = false;

    /// <summary>An object that firmware has just made or got from the class library.</summary>
    /// <param name="made">The object; null and one that is known already count nothing.</param>
    /// <returns>The same object.</returns>
    public static T Of<T>(T made)
    {
        if (_isOn && made is not null && !typeof(T).IsValueType && !Known.TryGetValue(made, out _))
        {
            Known.Add(made, made.GetType());
            int size = Measure(made);
            Alive.Add((new WeakReference(made), size));
            Count++;
            Total += size;
            Fresh += size;
            Peak = Math.Max(Peak, Live + Fresh);
        }

        return made;
    }

    /// <summary>Collects garbage, and finds what is still alive.</summary>
    public static void Collect()
    {
        GC.Collect();
        Alive.RemoveAll(entry => !entry.Object.IsAlive);
        Live = Alive.Sum(entry => (long)entry.Size);
        Fresh = 0;
    }

    private static int Measure(object made)
    {
        int bytes = made switch
        {
            string text => ArrayHeader + System.Text.Encoding.UTF8.GetByteCount(text) + 1,
            Array array => ArrayHeader + (array.Length * ElementSize(array.GetType().GetElementType()!)),
            _ => FieldsOf(made.GetType()),
        };
        return (bytes + Unit - 1) / Unit * Unit;
    }

    private static int ElementSize(Type element) => Type.GetTypeCode(element) switch
    {
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => 2,
        TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double or TypeCode.DateTime => 8,
        TypeCode.Object => Unit,
        _ => 4,
    };

    private static int FieldsOf(Type type)
    {
        if (!SizeOf.TryGetValue(type, out int size))
        {
            size = Unit;
            for (Type? part = type; part is not null && part != typeof(object); part = part.BaseType)
            {
                size += Unit * part.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Length;
            }

            SizeOf[type] = size;
        }

        return size;
    }
}
