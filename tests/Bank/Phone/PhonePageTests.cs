using System.Net;
using PaymentCode.Bank.Tests.PaymentKeys;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests.Phone;

/// <summary>The page at /phone in a real browser, and what the bank serves there.</summary>
[TestClass]
public sealed class PhonePageTests
{
    [TestMethod]
    public async Task A_code_that_the_phone_made_without_a_network_is_scanned_from_its_screen_and_redeemed()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync(withToken: false);
        var shop = await bank.ShopAsync();
        await bank.ClerkDoesAsync(HttpMethod.Put, $"/clerk/payment-users/{customer.Id}");
        await using var phone = await PhoneBrowser.OpenAsync(bank);
        await phone.LogInAsync(customer);
        await phone.Page.ClickAsync("#register");
        await phone.Page.ClickAsync("#fetch");
        await phone.Page.WaitForSelectorAsync("#pay:visible");
        await phone.InstalledAsync();

        await phone.Context.SetOfflineAsync(true);
        await phone.Page.ReloadAsync();
        var shown = await phone.ShowCodeAsync();
        Assert.AreEqual(18, shown.Length);
        Assert.AreEqual(shown, await phone.ShowCodeAsync(), "a code that is good is shown again, not replaced");
        Assert.AreEqual(shown, await phone.ScanAsync());
        Assert.AreEqual("49 codes left. They work without a network.", await phone.Page.InnerTextAsync("#left"));

        (await shop.PayAsync(shown)).AssertApproved();
        (await shop.PayAsync(shown)).AssertRefused("code-used");
        Assert.AreEqual("9987.50", (await customer.MoneyAsync()).Balance);

        // The amount and the validity are the user's, still without a network.
        await phone.Page.FillAsync("#amount", "20");
        await phone.Page.SelectOptionAsync("#validity", "600");
        await phone.Page.ClickAsync("#show");
        await phone.Page.WaitForFunctionAsync("before => document.getElementById('digits').textContent.replaceAll(' ', '') !== before", shown);
        var second = await phone.ScanAsync();
        bank.Time.Advance(TimeSpan.FromMinutes(5));
        (await shop.PayAsync(second, "20.01")).AssertRefused("wrong-code");
        (await shop.PayAsync(second, "20.00")).AssertApproved("20.00");

        await phone.LogInAsync(customer);
        await phone.Page.WaitForSelectorAsync("#message:visible");
        Assert.AreEqual("The bank cannot be reached. Codes that are on the phone still work.", await phone.Page.InnerTextAsync("#message"));
        await phone.Context.SetOfflineAsync(false);
        await phone.LogInAsync(customer);
        await phone.Page.GetByText("Paid 20.00 CNY to Noodle house").WaitForAsync();
        Assert.IsEmpty(phone.Complaints, string.Join('\n', phone.Complaints));
    }

    [TestMethod]
    public async Task What_the_bank_refuses_is_said_in_the_users_language()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync("0.00", withToken: false);
        await using var phone = await PhoneBrowser.OpenAsync(bank, "zh-CN");
        await phone.LogInAsync(customer, "some other password");
        await phone.Page.GetByText("手机号码或密码错误。").WaitForAsync();
        await phone.Page.ClickAsync("#language");
        Assert.AreEqual("Phone number or password is wrong.", await phone.Page.InnerTextAsync("#message"));

        await phone.LogInAsync(customer);
        await phone.Page.GetByText("The bank has not opened payment codes for your account. Ask the bank.").WaitForAsync();
        Assert.IsFalse(await phone.Page.IsVisibleAsync("#fetch"));
        await phone.Page.ClickAsync("#language");
        Assert.AreEqual("zh-Hans", await phone.Page.GetAttributeAsync("html", "lang"));
        Assert.AreEqual("银行尚未为您的账户开放付款码，请联系银行。", await phone.Page.InnerTextAsync("#state"));
        Assert.IsEmpty(phone.Complaints, string.Join('\n', phone.Complaints));
    }

    [TestMethod]
    public async Task The_key_cannot_be_read_again_revocation_forgets_it_and_a_clock_that_went_back_makes_no_code()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (customer, _) = await Wallet.CreateAsync(bank);
        await using var phone = await PhoneBrowser.OpenAsync(bank);
        await phone.LogInAsync(customer);
        await phone.Page.ClickAsync("#fetch");
        await phone.Page.WaitForSelectorAsync("#pay:visible");
        var refusal = await phone.Page.EvaluateAsync<string>(
            """
            async () => {
                const { loadWallet } = await import('/phone/store.js');
                const { key } = await loadWallet();
                return crypto.subtle.exportKey('raw', key).then(() => 'exported', error => error.name);
            }
            """);
        Assert.AreEqual("InvalidAccessError", refusal);

        await phone.SetClockAsync(TimeSpan.FromDays(-1));
        await phone.Page.ClickAsync("#show");
        await phone.Page.GetByText("The clock of this phone has gone back.").WaitForAsync();
        Assert.IsFalse(await phone.Page.IsVisibleAsync("#code"));

        await phone.Page.ClickAsync("#revoke");
        await phone.Page.WaitForSelectorAsync("#pay", new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
        Assert.IsTrue(await phone.Page.EvaluateAsync<bool>("async () => await (await import('/phone/store.js')).loadWallet() === null"));
        Assert.IsFalse((await customer.DoesAsync(HttpMethod.Get, "/customer/payment-key"))["registered"]!.GetValue<bool>());
    }

    // docs/PROTOCOLS.md §12.1.
    [TestMethod]
    public async Task The_page_makes_the_codes_of_the_protocols_vectors()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        await using var phone = await PhoneBrowser.OpenAsync(bank);
        var codes = await phone.Page.EvaluateAsync<string[]>(
            """
            async () => {
                const { makeCode, stepAt } = await import('/phone/code.js');
                const bytes = Uint8Array.from({ length: 32 }, (_, i) => i);
                const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
                const make = (index, validity, time, amount, currency) => makeCode(key, '71', index, validity, stepAt(validity, time), amount, currency);
                return Promise.all([
                    make('0000000000', 60, 0, 0, 0),
                    make('1234567890', 30, 1790000000, 0, 0),
                    make('1234567890', 180, 1790000000, 0, 0),
                    make('1234567890', 600, 1790000000, 0, 0),
                    make('1234567890', 60, 1790000000, 1250, 156),
                    make('9999999999', 60, 4102444799, 999999999999, 978),
                ]);
            }
            """);
        CollectionAssert.AreEqual(
            (string[])["710000000000190108", "711234567890962661", "711234567890222036", "711234567890180332", "711234567890133652", "719999999999313164"], codes);
        var amounts = await phone.Page.EvaluateAsync<double[]>(
            """
            async () => {
                const { parseAmount } = await import('/phone/code.js');
                return ['', '12', '12.5', '12,50', '0', '-1', '1.234', '1e2', '12345678901', 'x'].map(text => parseAmount(text, 2));
            }
            """);
        CollectionAssert.AreEqual((double[])[0, 1200, 1250, 1250, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN], amounts);
    }

    [TestMethod]
    [DataRow("/phone", "text/html")]
    [DataRow("/phone/app.js", "text/javascript")]
    [DataRow("/phone/worker.js", "text/javascript")]
    [DataRow("/phone/style.css", "text/css")]
    public async Task The_page_is_served_with_a_policy_that_allows_nothing_inline(string path, string type)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        using var answer = await bank.Http.GetAsync(path);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual(type, answer.Content.Headers.ContentType!.MediaType);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        StringAssert.Contains(policy, "default-src 'none'; script-src 'self'");
        Assert.DoesNotContain("unsafe", policy);
        Assert.AreEqual("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("http://", text);
        Assert.DoesNotContain("https://", text);
        Assert.DoesNotContain(" style=", text);
        Assert.DoesNotContain(" onclick=", text);
    }
}
