using System.Diagnostics;
using System.Globalization;

namespace PaymentCode.EndToEnd;

/// <summary><c>paymentcode code</c> beside oathtool, and the vectors of RFC 6287 that oathtool does not know.</summary>
[TestClass]
public sealed class CodeCommandTests
{
    private const string Sha1Key = "3132333435363738393031323334353637383930";
    private const string Sha256Key = Sha1Key + "313233343536373839303132";
    private const string Sha512Key = Sha1Key + Sha1Key + Sha1Key + "31323334";

    [TestMethod]
    [DataRow("-c 0 -w 9 " + Sha1Key)]
    [DataRow("-c 4294967296 -d 8 " + Sha1Key)]
    [DataRow("-c 9223372036854775807 -d 7 00")]
    [DataRow("-b -c 5 GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    [DataRow("-w 5 " + Sha1Key + " 359152")]
    public void Hotp_is_what_oathtool_says(string arguments) =>
        Assert.AreEqual(Oathtool("--hotp", arguments), Code("hotp", arguments));

    [TestMethod]
    [DataRow("SHA1", "-d 8 -N @59 " + Sha1Key)]
    [DataRow("SHA256", "-d 8 -N @1111111111 " + Sha256Key)]
    [DataRow("SHA512", "-d 8 -N @20000000000 " + Sha512Key)]
    [DataRow("SHA256", "-s 1m -S @600 -N @1234567890 -w 4 " + Sha256Key)]
    public void Totp_is_what_oathtool_says(string algorithm, string arguments) =>
        Assert.AreEqual(Oathtool($"--totp={algorithm}", arguments), Code("totp", $"--algorithm {algorithm} {arguments}"));

    [TestMethod]
    [DataRow("237653", "--suite OCRA-1:HOTP-SHA1-6:QN08 --question 00000000 " + Sha1Key)]
    [DataRow("65347737", "--suite OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1 --question 12345678 -c 0 --pin 1234 " + Sha256Key)]
    [DataRow("83238735", "--suite OCRA-1:HOTP-SHA256-8:QN08-PSHA1 --question 00000000 --pin 1234 " + Sha256Key)]
    [DataRow("95209754", "--suite OCRA-1:HOTP-SHA512-8:QN08-T1M --question 00000000 -N @1206446760 " + Sha512Key)]
    public void Ocra_is_what_the_standard_says(string expected, string arguments) =>
        Assert.AreEqual(expected, Code("ocra", arguments));

    [TestMethod]
    public void A_key_can_come_from_a_file_and_from_standard_input()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("key"), Sha1Key + "\n");
        Assert.AreEqual("287082\n", PaymentCodeProcess.Run(folder.Path, "code", "hotp", "-c", "1", "@key").Output);
        Assert.AreEqual("287082\n", PaymentCodeProcess.RunWithInput(folder.Path, Sha1Key + "\n", "code", "hotp", "-c", "1", "-").Output);
    }

    [TestMethod]
    [DataRow("hotp zz", "not hexadecimal")]
    [DataRow("hotp -d 11 00", "--digits")]
    [DataRow("hotp -c -1 00", "--counter")]
    [DataRow("hotp -w 5 " + Sha1Key + " 000000", "not found")]
    [DataRow("hotp @missing", "missing")]
    [DataRow("totp -s 0s 00", "--time-step-size")]
    [DataRow("totp -N yesterday 00", "--now")]
    [DataRow("totp --algorithm MD5 00", "--algorithm")]
    [DataRow("ocra --suite OCRA-2:HOTP-SHA1-6:QN08 --question 0 00", "--suite")]
    [DataRow("ocra --suite OCRA-1:HOTP-SHA1-6:QN08 --question abc 00", "--question")]
    [DataRow("ocra --suite OCRA-1:HOTP-SHA1-6:QN08-S064 --question 1 00", "--session")]
    public void What_is_wrong_is_named(string arguments, string named)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, ["code", .. arguments.Split(' ')]);
        Assert.AreEqual(2, exitCode);
        Assert.AreEqual("", output);
        StringAssert.Contains(errors, named);
        Assert.AreEqual(1, errors.TrimEnd('\n').Split('\n').Length, errors);
    }

    private static string Code(string command, string arguments)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, ["code", command, .. arguments.Split(' ')]);
        Assert.AreEqual(0, exitCode, errors);
        return output.TrimEnd('\n');
    }

    private static string Oathtool(string mode, string arguments)
    {
        var start = new ProcessStartInfo("oathtool", [mode, .. arguments.Split(' ')]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, string.Create(CultureInfo.InvariantCulture, $"oathtool {mode} {arguments}"));
        return output.TrimEnd('\n');
    }
}
