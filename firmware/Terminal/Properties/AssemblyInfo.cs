using System.Reflection;

[assembly: AssemblyTitle("PaymentCode.Terminal")]
[assembly: AssemblyDescription("The firmware of the acceptance terminal.")]
[assembly: AssemblyProduct("PaymentCode")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
