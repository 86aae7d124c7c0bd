using System.Text.Json;

namespace PaymentCode.EndToEnd;

/// <summary>A payment by code, from the registration of the key to the merchant's account.</summary>
[TestClass]
public sealed class PaymentDemoTests
{
    [TestMethod]
    public void A_code_on_an_unplugged_token_pays_in_a_shop()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(
            folder.Path, "demo", "paymentcode", "--seed", "3", "--out", "story", "--db", "Data Source=demo.db");
        Assert.AreEqual(0, exitCode, output + errors);
        Assert.AreEqual("APPROVED 12.50 CNY", output.TrimEnd('\n').Split('\n')[^1]);
        using var story = JsonDocument.Parse(File.ReadAllBytes(folder.File("story/story.json")));
        Assert.AreEqual("APPROVED 12.50 CNY", story.RootElement.GetProperty("result").GetString());

        // The camera's frame shows the code that the token's display showed: 18 digits with the bank's prefix.
        var read = PaymentCodeProcess.Run(folder.File("story"), "read", "oled.png");
        Assert.AreEqual(0, read.ExitCode, read.Output + read.Errors);
        StringAssert.Matches(read.Output, new System.Text.RegularExpressions.Regex(@"qr.*\b71\d{16}\b", System.Text.RegularExpressions.RegexOptions.Singleline));

        var audit = PaymentCodeProcess.Run(folder.Path, "audit", "verify", "--db", "Data Source=demo.db");
        Assert.AreEqual(0, audit.ExitCode, audit.Output + audit.Errors);
    }

    [TestMethod]
    public void Above_what_needs_no_password_it_is_refused_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "demo", "paymentcode", "--amount", "1000.01");
        Assert.AreEqual(1, exitCode, output + errors);
        Assert.AreEqual("REFUSED password-not-set", output.TrimEnd('\n').Split('\n')[^1]);
    }
}
