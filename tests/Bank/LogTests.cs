using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using PaymentCode.Bank.Tests.Support;

namespace PaymentCode.Bank.Tests;

/// <summary>What the bank writes into its log.</summary>
[TestClass]
public sealed class LogTests
{
    [TestMethod]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("""{"phone":1,"password":"correct horse battery"}""")]
    [DataRow("""{"phone":"+8613800138000","password":"x","more":1}""")]
    public async Task A_strangers_malformed_request_leaves_nothing_in_the_log(string body)
    {
        await using var bank = await BankUnderTest.StartAsync(Engine.Sqlite);
        await bank.StopServingAsync();
        using var log = new Journal();
        var options = bank.Options();
        await using var app = BankApp.Create(new BankOptions
        {
            Connection = options.Connection,
            MasterKey = options.MasterKey,
            ClerkToken = options.ClerkToken,
            Urls = ["http://127.0.0.1:0"],
            Time = bank.Time,
            Logging = logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning),
        });
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var answer = await http.PostAsync("/customer/login", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
        await app.StopAsync();
        Assert.IsEmpty(log.Lines, string.Join('\n', log.Lines));
    }

    private sealed class Journal : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception?.GetType().Name}");

        public void Dispose()
        {
        }
    }
}
