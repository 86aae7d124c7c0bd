using System.Reflection;

[assembly: AssemblyTitle("PaymentCode.Device")]
[assembly: AssemblyDescription("What the boards have in common: memory records, the bank's secure channel, the serial link.")]
[assembly: AssemblyProduct("PaymentCode")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
