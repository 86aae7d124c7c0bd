using Npgsql;

namespace PaymentCode.Bank.Tests.Support;

/// <summary>
/// A database of a test's own: a file in a temporary folder, or a schema in the server that PAYMENTCODE_TEST_POSTGRES names.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Variable = "PAYMENTCODE_TEST_POSTGRES";
    private readonly string? _folder;
    private readonly string? _schema;

    private TestDatabase(string connection, string? folder, string? schema) =>
        (Connection, _folder, _schema) = (connection, folder, schema);

    public string Connection { get; }

    public string? Folder => _folder;

    public static async Task<TestDatabase> CreateAsync(Engine engine)
    {
        if (engine == Engine.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("paymentcode-bank-").FullName;
            return new TestDatabase($"Data Source={Path.Combine(folder, "bank.db")}", folder, null);
        }

        var schema = "t" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE SCHEMA {schema}");
        return new TestDatabase($"{Server()};Search Path={schema};Maximum Pool Size=40", null, schema);
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
        else
        {
            await ExecuteAsync($"DROP SCHEMA {_schema} CASCADE");
        }
    }

    private static string Server()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(server))
        {
            Assert.Inconclusive($"{Variable} is not set: no PostgreSQL to test on.");
        }

        return server;
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Server());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
