using System.Net;
using System.Text;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

[TestClass]
public sealed class TerminalTests
{
    [TestMethod, OnBothEngines]
    public async Task A_terminal_is_served_only_while_it_is_authorised(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var (_, code) = await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync(authorised: false);
        var before = await atm.OpenAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual((HttpStatusCode.Forbidden, "terminal-refused", true), (before.Status, before.Problem, before.IsAuthentic));

        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{atm.Id}/authorise");
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{atm.Id}/suspend");
        Assert.AreEqual("terminal-refused", (await atm.FrameAsync(session, code.Payload)).Problem);
        Assert.AreEqual(("500.00", "400.00"), await customer.MoneyAsync());

        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{atm.Id}/authorise");
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{atm.Id}/suspend");
        Assert.AreEqual(HttpStatusCode.OK, (await atm.SendAsync($"/{session}/dispensed", [])).Status);
    }

    [TestMethod, OnBothEngines]
    public async Task A_wrong_mac_is_refused_like_an_unknown_terminal_and_audited(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync();
        var body = Encoding.UTF8.GetBytes($$"""{"phone":"{{customer.Phone}}","pin":"{{BankUnderTest.Pin}}"}""");
        var wrong = await atm.SendAsync("", body, key: new byte[32]);
        var unknown = await atm.SendRawAsync("/terminals/NOBODY00/sessions", body, 1, new string('0', 64));
        var noHex = await atm.SendRawAsync($"/terminals/{atm.Id}/sessions", body, 2, "xyz");
        foreach (var reply in new[] { wrong, unknown, noHex })
        {
            Assert.AreEqual((HttpStatusCode.Unauthorized, "not-authenticated"), (reply.Status, reply.Problem));
            Assert.AreEqual(wrong.Text, reply.Text);
            Assert.IsFalse(reply.IsAuthentic);
        }

        var refusals = await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/audit?event=terminal.refused");
        Assert.AreEqual("wrong MAC or headers", refusals[0]!["detail"]!["reason"]!.GetValue<string>());
    }

    [TestMethod, OnBothEngines]
    public async Task A_repeated_message_gets_the_stored_answer_and_another_one_is_refused(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync();
        var body = Encoding.UTF8.GetBytes($$"""{"phone":"{{customer.Phone}}","pin":"{{BankUnderTest.Pin}}"}""");
        var first = await atm.SendAsync("", body, 10);
        Assert.AreEqual(HttpStatusCode.Created, first.Status);
        bank.Time.Advance(TimeSpan.FromHours(3));
        Assert.AreEqual(first, await atm.SendAsync("", body, 10));
        var reused = await atm.SendAsync("", Encoding.UTF8.GetBytes("{}"), 10);
        Assert.AreEqual((HttpStatusCode.UnprocessableEntity, "sequence-reused", true), (reused.Status, reused.Problem, reused.IsAuthentic));
        var old = await atm.SendAsync("", body, 9);
        Assert.AreEqual((HttpStatusCode.Conflict, "sequence-old", true), (old.Status, old.Problem, old.IsAuthentic));
        foreach (var sequence in new[] { 0L, -1L })
        {
            Assert.AreEqual(HttpStatusCode.Unauthorized, (await atm.SendAsync("", body, sequence)).Status);
        }
    }

    [TestMethod, OnBothEngines]
    public async Task The_newest_256_answers_are_kept(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var atm = await bank.TerminalAsync();
        for (var sequence = 1; sequence <= 257; sequence++)
        {
            Assert.AreEqual(HttpStatusCode.NotFound, (await atm.SendAsync("/0/dispensed", [], sequence)).Status);
        }

        Assert.AreEqual("sequence-old", (await atm.SendAsync("/0/dispensed", [], 1)).Problem);
        Assert.AreEqual("not-found", (await atm.SendAsync("/0/dispensed", [], 2)).Problem);
    }

    [TestMethod, OnBothEngines]
    public async Task Another_terminals_session_does_not_exist(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var own = await bank.TerminalAsync();
        var other = await bank.TerminalAsync();
        var session = await own.SessionAsync(customer.Phone, BankUnderTest.Pin);
        foreach (var path in new[] { "frame", "digits", "dispensed", "not-dispensed" })
        {
            var body = path switch
            {
                "frame" => TerminalClient.Photograph(code.Payload),
                "digits" => Encoding.UTF8.GetBytes($$"""{"digits":"{{code.Digits}}"}"""),
                _ => [],
            };
            Assert.AreEqual("not-found", (await other.SendAsync($"/{session}/{path}", body)).Problem);
        }

        Assert.AreEqual("approved", (await own.FrameAsync(session, code.Payload)).Verdict);
        Assert.AreEqual("not-found", (await other.SendAsync($"/{session}/not-dispensed", [])).Problem);
    }

    [TestMethod, OnBothEngines]
    public async Task A_session_ends_after_90_seconds_or_with_the_next_one(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync();
        var late = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        bank.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.AreEqual("session-ended", (await atm.FrameAsync(late, code.Payload)).Reason);
        var first = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var second = await (await bank.TerminalAsync()).SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("session-ended", (await atm.FrameAsync(first, code.Payload)).Reason);
        Assert.AreNotEqual(first, second);
    }

    [TestMethod, OnBothEngines]
    public async Task A_session_that_the_atm_gave_up_approves_nothing_any_more(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync("500.00");
        var (_, code) = await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("wrong-state", (await atm.SendAsync($"/{session}/not-dispensed", [])).Problem);
        Assert.AreEqual("session-ended", (await atm.FrameAsync(session, code.Payload)).Reason);
        Assert.AreEqual(("500.00", "400.00"), await customer.MoneyAsync());
    }

    [TestMethod, OnBothEngines]
    public async Task Unknown_number_wrong_pin_and_no_reservation_are_all_alike(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var waiting = await bank.CustomerAsync();
        await waiting.ConfirmedAsync();
        var idle = await bank.CustomerAsync();
        await idle.ReserveAsync();
        var atm = await bank.TerminalAsync();
        var wrong = await atm.OpenAsync(waiting.Phone, "000001");
        Assert.AreEqual((HttpStatusCode.Forbidden, "session-refused"), (wrong.Status, wrong.Problem));
        foreach (var (phone,
            pin) in new[] { ("+8613000000009", BankUnderTest.Pin), (idle.Phone, BankUnderTest.Pin), (idle.Phone, "000001"), ("",
            ""), (new string('9', 500), "x") })
        {
            var reply = await atm.OpenAsync(phone, pin);
            Assert.AreEqual((wrong.Status, wrong.Text), (reply.Status, reply.Text));
        }
    }

    [TestMethod, OnBothEngines]
    public async Task Three_wrong_pins_delay_the_right_one_too_and_only_for_that_number(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        await customer.ConfirmedAsync();
        var other = await bank.CustomerAsync();
        await other.ConfirmedAsync();
        var atms = await Task.WhenAll(bank.TerminalAsync(), bank.TerminalAsync(), bank.TerminalAsync());
        await Task.WhenAll(atms.Select(atm => atm.OpenAsync(customer.Phone, "000001")));
        Assert.AreEqual("session-refused", (await atms[0].OpenAsync(customer.Phone, BankUnderTest.Pin)).Problem);
        await atms[1].SessionAsync(other.Phone, BankUnderTest.Pin);
        bank.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.AreEqual("session-refused", (await atms[0].OpenAsync(customer.Phone, "000002")).Problem);
        bank.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.AreEqual("session-refused", (await atms[0].OpenAsync(customer.Phone, BankUnderTest.Pin)).Problem);
        bank.Time.Advance(TimeSpan.FromSeconds(30));
        await atms[0].SessionAsync(customer.Phone, BankUnderTest.Pin);
    }

    [TestMethod, OnBothEngines]
    public async Task A_hundred_false_pictures_leave_the_token_usable(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var customer = await bank.CustomerAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync();
        var payload = code.Payload;
        payload[^1] ^= 1;
        var picture = TerminalClient.Photograph(payload);
        for (var i = 0; i < 20; i++)
        {
            var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
            for (var shown = 1; shown <= 5; shown++)
            {
                var reply = await atm.SendAsync($"/{session}/frame", picture);
                Assert.AreEqual(("wrong-code", shown < 5), (reply.Reason, reply.Retry));
            }

            Assert.AreEqual("session-ended", (await atm.FrameAsync(session, code.Payload)).Reason);
        }

        Assert.AreEqual(100, (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/terminals/{atm.Id}"))["falsePictures"]!.GetValue<int>());
        var last = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("approved", (await atm.FrameAsync(last, code.Payload)).Verdict);
        Assert.AreEqual(0, (await bank.ClerkDoesAsync(HttpMethod.Get, $"/clerk/terminals/{atm.Id}"))["falsePictures"]!.GetValue<int>());
    }

    [TestMethod]
    public async Task Three_hundred_in_a_row_suspend_the_terminal_and_a_clerk_lets_it_back()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync();
        await bank.Database.WriteAsync(transaction => transaction.ExecuteOneAsync("UPDATE terminals SET false_pictures = 299"));
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        Assert.AreEqual("not-a-payment-code", (await atm.FrameAsync(session, new byte[48])).Reason);
        Assert.AreEqual("terminal-refused", (await atm.FrameAsync(session, code.Payload)).Problem);
        await bank.ClerkDoesAsync(HttpMethod.Post, $"/clerk/terminals/{atm.Id}/authorise");
        Assert.AreEqual("approved", (await atm.FrameAsync(session, code.Payload)).Verdict);
    }

    [TestMethod]
    public async Task Pictures_without_a_code_are_refused_by_name_and_may_be_retried()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        var (_, code) = await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        var good = TerminalClient.Photograph(code.Payload);
        var huge = Encoding.ASCII.GetBytes("P5\n60000 60000\n255\n");
        var random = new byte[5000];
        new Random(7).NextBytes(random);
        byte[][] unreadable = [[], good[..(good.Length / 2)], Encoding.ASCII.GetBytes("P5\n0 0\n255\n"), huge, random];
        foreach (var file in unreadable)
        {
            var reply = await atm.SendAsync($"/{session}/frame", file);
            Assert.AreEqual(("unreadable-picture", true), (reply.Reason, reply.Retry));
        }

        var blank = Encoding.ASCII.GetBytes("P5\n64 64\n255\n").Concat(new byte[64 * 64]).ToArray();
        Assert.AreEqual(("no-symbol", true), await ReasonAsync(atm, session, blank));
        Assert.AreEqual("approved", (await atm.SendAsync($"/{session}/frame", good)).Verdict);
    }

    [TestMethod]
    public async Task A_frame_over_8_MiB_is_too_large()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var atm = await bank.TerminalAsync();
        var reply = await atm.SendAsync("/0/frame", new byte[(8 * 1024 * 1024) + 1]);
        Assert.AreEqual((HttpStatusCode.RequestEntityTooLarge, "too-large"), (reply.Status, reply.Problem));
        var session = await atm.SendAsync("", new byte[4097]);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, session.Status);
    }

    [TestMethod]
    public async Task A_message_that_does_not_end_is_left_after_thirty_seconds()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        using var line = new System.Net.Sockets.TcpClient(bank.Http.BaseAddress!.Host, bank.Http.BaseAddress.Port);
        await using var stream = line.GetStream();
        await stream.WriteAsync("POST /terminals/ATM00001/sessions/0/frame HTTP/1.1\r\nHost: bank\r\nContent-Length: 8000000\r\n\r\nslowly"u8.ToArray());
        using var reader = new StreamReader(stream);
        Assert.AreEqual("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync());
        StringAssert.Contains(await reader.ReadToEndAsync(), "urn:paymentcode:too-slow");
    }

    [TestMethod]
    public async Task A_path_with_a_line_end_is_not_authenticated()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var atm = await bank.TerminalAsync();
        var reply = await atm.SendAsync("/0%0A7%0A{}/dispensed", [], mac: "/0\n7\n{}/dispensed");
        Assert.AreEqual(HttpStatusCode.Unauthorized, reply.Status);
    }

    [TestMethod]
    public async Task Thirty_frames_end_a_session()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var customer = await bank.CustomerAsync();
        await customer.ConfirmedAsync();
        var atm = await bank.TerminalAsync();
        var session = await atm.SessionAsync(customer.Phone, BankUnderTest.Pin);
        for (var frame = 1; frame <= 30; frame++)
        {
            var reply = await atm.SendAsync($"/{session}/frame", [1]);
            Assert.AreEqual(("unreadable-picture", frame < 30), (reply.Reason, reply.Retry));
        }

        Assert.AreEqual("session-ended", (await atm.SendAsync($"/{session}/frame", [1])).Reason);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"phone":"1"}""")]
    [DataRow("""{"phone":1,"pin":2}""")]
    [DataRow("""{"phone":null,"pin":null}""")]
    public async Task A_session_request_that_is_none_is_malformed(string body)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var atm = await bank.TerminalAsync();
        var reply = await atm.SendAsync("", Encoding.UTF8.GetBytes(body));
        Assert.AreEqual((HttpStatusCode.BadRequest, "malformed", true), (reply.Status, reply.Problem, reply.IsAuthentic));
    }

    [TestMethod]
    public async Task A_terminal_id_is_given_once()
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        var own = await bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/terminals", new { name = "Hall 1", id = "ATM00002" });
        Assert.AreEqual("registered", own["state"]!.GetValue<string>());
        Assert.AreEqual(
            "already-registered", await bank.ClerkAsync(HttpMethod.Post, "/clerk/terminals", new { name = "Hall 2", id = "ATM00002" })
            .ProblemAsync(HttpStatusCode.Conflict));
        Assert.AreEqual(
            "ATM00003",
            (await bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/terminals", new { name = "Hall 3" }))["terminalId"]!.GetValue<string>());
        Assert.AreEqual(
            "malformed", await bank.ClerkAsync(HttpMethod.Post, "/clerk/terminals", new { name = "Hall 4", id = "atm/../1" })
            .ProblemAsync(HttpStatusCode.BadRequest));
        Assert.IsNull((await bank.ClerkDoesAsync(HttpMethod.Get, "/clerk/terminals/ATM00002"))["key"]);
    }

    [TestMethod, OnBothEngines]
    public async Task Terminals_that_are_registered_at_once_get_ids_of_their_own(Engine engine)
    {
        await using var bank = await BankUnderTest.StartAsync(engine);
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => bank.ClerkDoesAsync(HttpMethod.Post, "/clerk/terminals", new { name = $"Hall {number}" })));
        Assert.HasCount(8, made.Select(terminal => terminal["terminalId"]!.GetValue<string>()).Distinct());
    }

    private static async Task<(string?, bool?)> ReasonAsync(TerminalClient atm, string session, byte[] file)
    {
        var reply = await atm.SendAsync($"/{session}/frame", file);
        return (reply.Reason, reply.Retry);
    }
}
