using System.Globalization;
using System.Net;
using PaymentCode.Bridge.Atm;
using PaymentCode.Wire;

namespace PaymentCode.Bridge.Tests.Atm;

[TestClass]
public sealed class PaymentCodeTerminalTests
{
    [TestMethod]
    public async Task What_the_terminal_was_paid_before_with_a_used_code_is_told()
    {
        PaymentCodeVerdict verdict = await RedeemAsync(
            """{"verdict":"refused","reason":"code-used","retry":true,"earlier":{"paymentId":"0123456789abcdef","amount":"12.50","currency":"CNY","at":"2026-03-01T09:00:00Z"}}""");
        Assert.IsFalse(verdict.IsApproved);
        Assert.AreEqual("code-used", verdict.Reason);
        Assert.AreEqual(new EarlierPayment("0123456789abcdef", "12.50", "CNY"), verdict.Earlier);
    }

    [TestMethod]
    [DataRow("""{"verdict":"refused","reason":"code-used","retry":true}""")]
    [DataRow("""{"verdict":"refused","reason":"code-used","retry":true,"earlier":null}""")]
    [DataRow("""{"verdict":"approved","amount":"12.50","currency":"CNY","paymentId":"0123456789abcdef"}""")]
    public async Task An_answer_without_an_earlier_payment_has_none(string answer) => Assert.IsNull((await RedeemAsync(answer)).Earlier);

    static async Task<PaymentCodeVerdict> RedeemAsync(string answer)
    {
        using HttpClient http = new(new Answering(answer)) { BaseAddress = new Uri("http://127.0.0.1:1") };
        PaymentCodeTerminal till = new(http, "POS00001", FakeBank.Key, TimeProvider.System);
        return await till.RedeemAsync("12.50", "CNY", "711234567890123456", null, CancellationToken.None);
    }

    sealed class Answering(string answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            long sequence = long.Parse(request.Headers.GetValues(TerminalMac.SequenceHeader).Single(), CultureInfo.InvariantCulture);
            return Task.FromResult(FakeBank.Signed(sequence, HttpStatusCode.OK, answer));
        }
    }
}
