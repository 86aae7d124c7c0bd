using System.Net;
using System.Net.Sockets;
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
        await phone.LoadAsync(customer);
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

    [TestMethod]
    [DataRow("Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('refused', 'SecurityError'); } });")]
    [DataRow("indexedDB.open = () => { throw new DOMException('refused', 'InvalidStateError'); };")]
    public async Task A_browser_that_keeps_nothing_says_so_and_loads_no_codes(string refusal)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (customer, _) = await Wallet.CreateAsync(bank);
        await using var phone = await PhoneBrowser.OpenAsync(bank, before: refusal);
        await phone.Page.GetByText("This browser lets the page keep nothing").WaitForAsync();
        await phone.LogInAsync(customer);
        await phone.Page.WaitForSelectorAsync("#revoke:visible");
        Assert.IsFalse(await phone.Page.IsVisibleAsync("#fetch"));
        Assert.IsTrue(await phone.Page.IsVisibleAsync("#message"));
        Assert.IsEmpty(phone.Complaints, string.Join('\n', phone.Complaints));
    }

    [TestMethod]
    public async Task Without_cryptography_nobody_types_a_password_into_the_page()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        await using var phone = await PhoneBrowser.OpenAsync(bank, before: "Object.defineProperty(crypto, 'subtle', { value: undefined });");
        await phone.Page.GetByText("Open it over HTTPS.").WaitForAsync();
        Assert.IsFalse(await phone.Page.IsVisibleAsync("#login"));
        await phone.Page.ClickAsync("#language");
        await phone.Page.GetByText("请使用 HTTPS 打开").WaitForAsync();
    }

    [TestMethod]
    public async Task Everything_can_be_done_with_the_keyboard_which_stays_where_it_was()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (customer, _) = await Wallet.CreateAsync(bank, "0.00");
        var shop = await bank.ShopAsync();
        await using var phone = await PhoneBrowser.OpenAsync(bank);
        var keyboard = phone.Page.Keyboard;
        await phone.Page.FocusAsync("#phone");
        await keyboard.TypeAsync(customer.Phone);
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync(BankUnderTest.Password);
        await keyboard.PressAsync("Enter");
        await phone.Page.WaitForSelectorAsync("#fetch:focus");
        await keyboard.PressAsync("Enter");
        await phone.Page.WaitForSelectorAsync("#pay:visible");
        await phone.Page.FocusAsync("#show");
        await keyboard.PressAsync("Space");
        await phone.Page.WaitForSelectorAsync("#code:visible");
        await phone.Page.WaitForSelectorAsync("#show:enabled:focus");

        // What the bank says to the code is said in words.
        var code = (await phone.Page.InnerTextAsync("#digits")).Replace(" ", "", StringComparison.Ordinal);
        (await shop.PayAsync(code)).AssertRefused("insufficient-funds");
        await phone.Page.GetByText("Refused: there is not enough money in the account").WaitForAsync();
    }

    [TestMethod]
    public async Task A_window_that_was_open_before_makes_codes_of_what_another_one_loaded()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (customer, _) = await Wallet.CreateAsync(bank);
        var shop = await bank.ShopAsync();
        await using var phone = await PhoneBrowser.OpenAsync(bank);
        await phone.LoadAsync(customer);
        var other = await phone.Context.NewPageAsync();
        await other.Clock.SetFixedTimeAsync(bank.Time.GetUtcNow().UtcDateTime);
        await other.GotoAsync("/phone");
        await other.WaitForSelectorAsync("#pay:visible");

        await phone.Page.ClickAsync("#rotate");
        await phone.Page.GetByText("Registered; no device has codes yet.").WaitForAsync();
        await phone.Page.ClickAsync("#fetch");
        await phone.Page.GetByText("Payment codes are on a phone.").WaitForAsync();
        await other.ClickAsync("#show");
        await other.WaitForSelectorAsync("#code:visible");
        (await shop.PayAsync((await other.InnerTextAsync("#digits")).Replace(" ", "", StringComparison.Ordinal))).AssertApproved();

        // The index is used up for the first window too, and once codes are removed there the second has none.
        bank.Time.Advance(TimeSpan.FromMinutes(2));
        await phone.SetClockAsync();
        (await shop.PayAsync(await phone.ShowCodeAsync())).AssertApproved();
        await phone.Page.ClickAsync("#forget");
        await phone.Page.WaitForSelectorAsync("#pay", new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
        await other.SelectOptionAsync("#validity", "30");
        await other.ClickAsync("#show");
        await other.WaitForSelectorAsync("#pay", new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
        Assert.IsEmpty(phone.Complaints, string.Join('\n', phone.Complaints));
    }

    [TestMethod]
    public async Task A_network_that_is_there_and_answers_nothing_does_not_keep_the_page_waiting()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var (customer, _) = await Wallet.CreateAsync(bank);
        await using var phone = await PhoneBrowser.OpenAsync(bank);
        await phone.LoadAsync(customer);
        await phone.InstalledAsync();
        var address = bank.Http.BaseAddress!;
        await bank.StopServingAsync();
        using var silent = new TcpListener(IPAddress.Parse(address.Host), address.Port);
        silent.Start();
        await phone.Page.ReloadAsync();
        Assert.AreEqual(18, (await phone.ShowCodeAsync()).Length);
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
        CollectionAssert.AreEqual((double[])[999_999_999_999, double.NaN], await phone.Page.EvaluateAsync<double[]>(
            "async () => { const { parseAmount } = await import('/phone/code.js'); return [parseAmount('999999999.999', 3), parseAmount('1000000000.000', 3)]; }"));
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
