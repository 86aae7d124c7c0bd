namespace PaymentCode.EndToEnd;

[TestClass]
public sealed class PcscTests
{
    [TestMethod]
    public void A_program_for_PC_SC_finds_the_token_in_the_virtual_reader_and_talks_to_it()
    {
        using var folder = new TemporaryFolder();
        using var pcsc = PcscService.Start(folder.Path);
        using var token = PaymentCodeProcess.Start(folder.Path, "emulate", "token", "--serial", "tcp:0", "--vpcd", $"127.0.0.1:{pcsc.Port}");
        token.WaitForLine("token ready at ");
        pcsc.RunUntil("opensc-tool -l", "Yes");
        Assert.AreEqual("3b:80:80:01:01", pcsc.Run("opensc-tool --reader 0 --atr").Output.Trim());

        var (exitCode, output) = pcsc.Run("opensc-tool --reader 0 --card-driver default -s 00A4040009F0504159434F444501 -s 80CA00E1 -s 8050000008A1A2A3A4A5A6A7A8");
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "6F 0B 84 09 F0 50 41 59 43 4F 44 45 01");
        StringAssert.Contains(output, "E1 23 C1 08 00 00 00 00 00 00 00 00 C2 04 00 01");
        StringAssert.Contains(output, "SW1=0x6A, SW2=0x88");

        token.WriteLine("power off");
        token.WaitForLine("done: power off");
        pcsc.RunUntil("opensc-tool -l", "No ");
        token.WriteLine("power on");
        token.WaitForLine("done: power on");
        pcsc.RunUntil("opensc-tool -l", "Yes");
        StringAssert.Contains(pcsc.Run("opensc-tool --reader 0 --card-driver default -s 80CA00E1").Output, "SW1=0x90, SW2=0x00");
        token.WriteLine("quit");
        Assert.AreEqual(0, token.WaitForExit());
    }

    [TestMethod]
    [DataRow("35963")]
    [DataRow("127.0.0.1")]
    [DataRow("127.0.0.1:0")]
    [DataRow("127.0.0.1:65536")]
    public void An_address_that_is_no_virtual_reader_s_is_refused(string address)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = PaymentCodeProcess.Run(folder.Path, "emulate", "token", "--serial", "tcp:0", "--vpcd", address);
        Assert.AreEqual(2, exitCode);
        StringAssert.Contains(errors, "HOST:PORT");
    }
}
