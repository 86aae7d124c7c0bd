using PaymentCode.DeviceTruth.Firmware;
using PaymentCode.DeviceTruth.Rules;

namespace PaymentCode.DeviceTruth;

/// <summary>Each rule is broken by a small source, and right code passes: a rule that cannot fail says nothing.</summary>
[TestClass]
public sealed class RuleTests
{
    [TestMethod]
    [DataRow("List of T", "static object F() => new System.Collections.Generic.List<int>();", "CS0234")]
    [DataRow("Nullable", "static int F(int? x) => 1;", "CS0518")]
    [DataRow("conditional length", "static bool F(string s) => s?.Length == 3;", "CS0518")]
    [DataRow("typeof(Uri)", "static object F() => typeof(System.Uri);", "CS0234")]
    [DataRow("catch of an unknown exception", "static void F() { try { } catch (System.OverflowException) { } }", "CS0234")]
    [DataRow("Replace", "static string F(string s) => s.Replace(\"a\", \"b\");", "CS1061")]
    [DataRow("PadLeft of a char array", "static string F(char[] c) => c.PadLeft(3);", "CS1061")]
    [DataRow("Join", "static string F(string[] s) => string.Join(\",\", s);", "CS0117")]
    [DataRow("IsNullOrWhiteSpace", "static bool F(string s) => string.IsNullOrWhiteSpace(s);", "CS0117")]
    [DataRow("Array.Empty", "static object F() => System.Array.Empty<byte>();", "CS0117")]
    [DataRow("Array.Resize", "static void F(byte[] b) => System.Array.Resize(ref b, 3);", "CS0117")]
    [DataRow("Buffer", "static void F(byte[] b) => System.Buffer.BlockCopy(b, 0, b, 1, 1);", "CS0234")]
    [DataRow("Encoding.ASCII", "static object F() => System.Text.Encoding.ASCII;", "CS0117")]
    [DataRow("SHA256", "static object F(byte[] b) => System.Security.Cryptography.SHA256.HashData(b);", "CS0234")]
    [DataRow("TryEnter", "static bool F(object o) => System.Threading.Monitor.TryEnter(o);", "CS0117")]
    [DataRow("Linq", "static int F(byte[] b) => System.Linq.Enumerable.Count(b);", "CS0234")]
    [DataRow("tuple", "static (int, int) F() => (1, 2);", "CS8179")]
    [DataRow("yield", "static System.Collections.Generic.IEnumerable<int> F() { yield return 1; }", "CS0234")]
    [DataRow("async", "static async System.Threading.Tasks.Task F() { }", "CS0234")]
    [DataRow("decimal", "static decimal F() => 1m;", "CS0518")]
    [DataRow("dynamic", "static int F(dynamic d) => d.Length;", "CS1980")]
    [DataRow("volatile", "volatile int _f; int F() => _f;", "CS0518")]
    [DataRow("index from the end", "static int F(int[] a) => a[^1];", "CS0518")]
    [DataRow("range", "static int[] F(int[] a) => a[1..];", "CS0518")]
    [DataRow("Span of T", "static int F(System.Span<byte> s) => s.Length;", "CS0234")]
    [DataRow("anonymous type", "static object F() => new { A = 1 };", "CS0656")]
    [DataRow("record", "record R(int A); static object F() => new R(1);", "CS0518")]
    [DataRow("lambda of no declared type", "static void F() { var f = () => 5; }", "CS8773")]
    [DataRow("raw string", "static string F() => \"\"\"a\"\"\";", "CS")]
    [DataRow("span byte in a field", "System.SpanByte _bytes;", "CS8345")]
    [DataRow("file-scoped type of C# 11", "} file class B {", "CS8773")]
    public void What_the_device_does_not_have_does_not_compile(string name, string member, string error)
    {
        Compiled compiled = DeviceCompiler.Compile(InClass(member));
        Assert.IsTrue(compiled.Errors.Any(e => e.Contains("error " + error, StringComparison.Ordinal)), $"{name}: {Text(compiled.Errors)}");
    }

    [TestMethod]
    [DataRow(SignatureNames.Generics, "static void F(System.Action<int> a) => a(1);")]
    [DataRow(SignatureNames.Generics, "static int F(System.Func<int> f) => f();")]
    [DataRow(SignatureNames.Generics, "static void F() { System.Func<int> f = () => 5; f(); }")]
    [DataRow(SignatureNames.Generics, "event System.EventHandler<object> E;")]
    [DataRow(SignatureNames.Generics, "static object F() => typeof(System.Action<>);")]
    [DataRow(SignatureNames.Generics, "static T F<T>(T x) => x;")]
    [DataRow(SignatureNames.Generics, "static T F<T>(T x) => x; static int G() => F(1);")]
    [DataRow(SignatureNames.Generics, "class Box<T> { public T Value; }")]
    [DataRow(SignatureNames.Generics, "delegate void D<T>(T x);")]
    [DataRow(SignatureNames.Generics, "interface I<T> { }")]
    [DataRow(SignatureNames.MultiDimensional, "int[,] _table;")]
    [DataRow(SignatureNames.MultiDimensional, "static object F() { return new byte[2, 3]; }")]
    [DataRow(SignatureNames.MultiDimensional, "static int F(int[,,] x) => x[0, 0, 0];")]
    [DataRow(SignatureNames.MultiDimensional, "static void F() { object o = new object[1][,]; o.ToString(); }")]
    [DataRow(SignatureNames.Pointers, "static unsafe int F(byte[] b) { fixed (byte* p = b) { return *p; } }")]
    [DataRow(SignatureNames.Pointers, "static unsafe void F(int* p) { }")]
    [DataRow(SignatureNames.Pointers, "static unsafe void F(delegate*<int, void> f) { }")]
    [DataRow(BodyRules.RawMemory, "static unsafe void F() { int* p = stackalloc int[4]; p[0] = 1; }")]
    [DataRow(BodyRules.CheckedArithmetic, "static int F(int a, int b) => checked(a + b);")]
    [DataRow(BodyRules.CheckedArithmetic, "static byte F(int a) => checked((byte)a);")]
    [DataRow(SignatureRules.DefaultInterfaceMethod, "interface I { int G() => 1; }")]
    [DataRow(StaticRules.MutableStatic, "static int _count;")]
    [DataRow(StaticRules.MutableStatic, "static byte[] _buffer = new byte[4];")]
    [DataRow(StaticRules.MutableStatic, "static event System.EventHandler Changed;")]
    [DataRow(StaticRules.MutableStatic, "static int Count { get; set; }")]
    [DataRow(StaticRules.ForeignStatic, "static readonly int A = Other.B.Length; class Other { public static readonly byte[] B = new byte[4]; }")]
    [DataRow(StaticRules.ForeignStatic, "static readonly object A = new Other(); class Other { static readonly byte[] B = new byte[4]; int _n = B.Length; }")]
    [DataRow(StaticRules.ForeignStatic, "static readonly int A = Other.F(); class Other { static readonly byte[] B = new byte[4]; public static int F() => B[0]; }")]
    [DataRow(StaticRules.ForeignStatic, "static readonly int A; static Sample() { A = Other.P; } class Other { public static int P { get; } = 3; }")]
    [DataRow(BodyRules.EnumText, "enum E { A } static string F(E e) => e.ToString();")]
    [DataRow(BodyRules.EnumText, "enum E { A } static string F(E e) => $\"{e}\";")]
    [DataRow(BodyRules.EnumText, "enum E { A } static string F(E e) => \"is \" + e;")]
    [DataRow(BodyRules.EnumText, "static string F(System.DayOfWeek d) => d.ToString();")]
    [DataRow(BodyRules.EnumFlags, "enum E { A } static bool F(E e) => e.HasFlag(E.A);")]
    [DataRow(BodyRules.Clock, "static void F() => System.Threading.Thread.Sleep(1);")]
    [DataRow(BodyRules.Clock, "static long F() => System.Environment.TickCount64;")]
    [DataRow(BodyRules.Clock, "static object F() => System.DateTime.UtcNow;")]
    [DataRow(BodyRules.Randomness, "static int F() => new System.Random().Next();")]
    public void What_compiles_and_does_not_work_is_found(string rule, string member)
    {
        Assert.Contains(rule, FindingsIn(InClass(member)).Select(f => f.Rule), $"{rule} was not found in: {member}");
    }

    [TestMethod]
    [DataRow(255, false)]
    [DataRow(256, true)]
    public void A_switch_may_have_255_cases_in_a_table(int cases, bool found)
    {
        string body = string.Concat(Enumerable.Range(0, cases).Select(i => $"case {i}: return {i * 7 % 251};\n"));
        Assert.AreEqual(found, Breaks(BodyRules.SwitchTable, $"static int F(int x) {{ switch (x) {{ {body} default: return -1; }} }}"));
    }

    [TestMethod]
    [DataRow(2000, false)]
    [DataRow(4000, true)]
    public void A_branch_may_not_go_over_32_KB_of_IL(int calls, bool found)
    {
        string body = string.Concat(Enumerable.Repeat("x = G(x, 1000);\n", calls));
        Assert.AreEqual(found, Breaks(BodyRules.FarBranch, $"static int G(int a, int b) => a; static int F(int x) {{ while (x > 0) {{ {body} }} return x; }}"));
    }

    [TestMethod]
    [DataRow(127, false)]
    [DataRow(128, true)]
    public void A_method_may_have_127_locals(int locals, bool found)
    {
        string declared = string.Concat(Enumerable.Range(0, locals).Select(i => $"G(out int x{i});\n"));
        Assert.AreEqual(found, Breaks(SignatureRules.TooManyLocals, $"static void G(out int x) => x = 1; static void F() {{ {declared} }}"));
    }

    [TestMethod]
    [DataRow(127, false)]
    [DataRow(128, true)]
    public void A_method_may_have_127_parameters(int parameters, bool found)
    {
        string declared = string.Join(", ", Enumerable.Range(0, parameters).Select(i => $"int x{i}"));
        Assert.AreEqual(found, Breaks(SignatureRules.TooManyLocals, $"static void F({declared}) {{ }}"));
    }

    [TestMethod]
    [DataRow(40, false)]
    [DataRow(60, true)]
    public void An_assembly_may_have_48_KB_of_IL(int methods, bool found)
    {
        string body = string.Concat(Enumerable.Repeat("x = x * 1000;", 128));
        string declared = string.Concat(Enumerable.Range(0, methods).Select(i => $"static int F{i}(int x) {{ {body} return x; }}\n"));
        Assert.AreEqual(found, Breaks(SizeRules.TooLarge, declared));
    }

    [TestMethod]
    [DataRow(40, false)]
    [DataRow(60, true)]
    public void An_assembly_may_have_48_KB_of_string_literals(int literals, bool found)
    {
        string declared = string.Concat(Enumerable.Range(0, literals).Select(i => $"static string F{i}() => \"{i:D4}{new string('a', 1000)}\";\n"));
        Assert.AreEqual(found, Breaks(SizeRules.TooLarge, declared));
    }

    [TestMethod]
    [DataRow("static string F(string s, char c) => s + c + 1;")]
    [DataRow("static string F(int x) => $\"{x:X4} is {x}\";")]
    [DataRow("static int F(byte[] b) { int sum = 0; foreach (byte x in b) { sum += x; } return sum; }")]
    [DataRow("static int F(System.Collections.ArrayList l) { int n = 0; foreach (object o in l) { n += o.GetHashCode(); } return n; }")]
    [DataRow("event System.EventHandler Changed; void F() => Changed?.Invoke(this, System.EventArgs.Empty);")]
    [DataRow("readonly object _gate = new object(); int _n; void F() { lock (_gate) { _n++; } }")]
    [DataRow("static string F() => new System.Text.StringBuilder().Append('a').Append(1).Replace(\"a\", \"b\").ToString();")]
    [DataRow("static string F(int x) => x switch { 0 => \"none\", 1 => \"one\", > 100 => \"many\", _ => \"some\" };")]
    [DataRow("static int F(int x) { int Twice(int y) => y * 2 + x; return Twice(x); }")]
    [DataRow("delegate int Map(int x); static int F() { Map twice = x => 2 * x; return twice(3); }")]
    [DataRow("enum E { A, B } static string F(E e) => e == E.A ? \"a\" : $\"{(int)e}\";")]
    [DataRow("static readonly byte[] Table = { 1, 2, 3 }; static readonly string Text = string.Empty + 'a';")]
    [DataRow("static readonly int A = Other.Zero + Other.Twice(2); class Other { public const int Zero = 0; public static int Twice(int x) => 2 * x; }")]
    [DataRow("static bool F(string s) => s switch { \"a\" or \"b\" or \"c\" or \"d\" or \"e\" or \"f\" or \"g\" => true, _ => false };")]
    [DataRow("static byte[][] F() => new byte[][] { new byte[2], new byte[3] };")]
    [DataRow("static int F(System.Device.I2c.I2cDevice d) => (int)d.Write(new byte[] { 1 }).Status;")]
    [DataRow("struct P { public int X; } static ref int F(ref P p) => ref p.X;")]
    [DataRow("static int F(object o) => o is string { Length: 3 } s ? s[0] : 0;")]
    [DataRow("static void F() { using var mac = new System.Security.Cryptography.HMACSHA256(new byte[4]); mac.ComputeHash(new byte[1]); }")]
    [DataRow("static int F(int x) { try { return 10 / x; } catch (System.Exception e) when (e.Message != null) { return 0; } finally { x++; } }")]
    [DataRow("public int X { get; init; } static object F() => new Sample { X = 1 };")]
    [DataRow("} static class Program { static void Main() { System.Threading.Thread.Sleep((int)System.Environment.TickCount64); }")]
    public void Right_code_passes(string member)
    {
        CollectionAssert.AreEqual(Array.Empty<Finding>(), FindingsIn(InClass(member)).ToArray());
    }

    static string InClass(string member) => $"class Sample {{ {member} }}";

    static bool Breaks(string rule, string member) => FindingsIn(InClass(member)).Any(f => f.Rule == rule);

    static IReadOnlyList<Finding> FindingsIn(string source)
    {
        Compiled compiled = DeviceCompiler.Compile(source);
        Assert.IsEmpty(compiled.Errors, Text(compiled.Errors));
        return DeviceRules.Check(new FirmwareImage(compiled.Image));
    }

    static string Text(string[] errors) => errors.Length == 0 ? "it compiled" : string.Join('\n', errors);
}
