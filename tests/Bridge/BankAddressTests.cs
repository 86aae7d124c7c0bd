namespace PaymentCode.Bridge.Tests;

[TestClass]
public sealed class BankAddressTests
{
    [TestMethod]
    [DataRow("https://bank.example")]
    [DataRow("https://bank.example:8443/")]
    [DataRow("http://127.0.0.1:5000")]
    [DataRow("http://localhost:5000")]
    [DataRow("http://[::1]:5000")]
    public void Https_anywhere_and_http_on_this_computer_are_taken(string text) => Assert.AreEqual("/", BankAddress.Parse(text).PathAndQuery);

    [TestMethod]
    [DataRow("http://bank.example")]
    [DataRow("http://10.0.0.1:5000")]
    [DataRow("http://127.0.0.1.example")]
    [DataRow("ws://127.0.0.1")]
    [DataRow("ftp://bank.example")]
    [DataRow("bank.example")]
    [DataRow("https://bank.example/path")]
    [DataRow("")]
    public void Anything_else_is_refused(string text) => Assert.ThrowsExactly<ArgumentException>(() => BankAddress.Parse(text));
}
