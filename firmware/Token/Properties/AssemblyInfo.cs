using System.Reflection;

[assembly: AssemblyTitle("PaymentCode.Token")]
[assembly: AssemblyDescription("The firmware of the payment code token.")]
[assembly: AssemblyProduct("PaymentCode")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
