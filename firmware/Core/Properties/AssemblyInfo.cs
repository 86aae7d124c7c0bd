using System.Reflection;

[assembly: AssemblyTitle("PaymentCode.Core")]
[assembly: AssemblyDescription("Codes, symbols, APDUs and framing, shared by the boards and the host.")]
[assembly: AssemblyProduct("PaymentCode")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
