using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PaymentCode.Bank.Storage;

/// <summary>
/// Applies the numbered migrations, <c>NNNN_name.sql</c> in the features' <c>Migrations</c> folders, in the order of their numbers and each
/// once. They are written in what SQLite and PostgreSQL have in common; what differs stands behind marks: <c>{{identity}}</c> for a
/// rising primary key, a line <c>-- append-only TABLE</c> for triggers that refuse UPDATE and DELETE, and <c>-- sqlite STATEMENT</c> or
/// <c>-- postgres STATEMENT</c>, a line for one engine alone.
/// </summary>
public static partial class Schema
{
    private const long AdvisoryLock = 0x5061796D656E74;

    internal static async Task MigrateAsync(BankDatabase database, TimeProvider time)
    {
        var migrations = Load();
        await database.WriteAsync(async transaction =>
        {
            if (transaction.IsPostgres)
            {
                await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(@AdvisoryLock)", new { AdvisoryLock });
            }

            await transaction.ExecuteAsync(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations
                    (number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied_at BIGINT NOT NULL)
                """);
            var applied = await transaction.ListAsync<Applied>(
                "SELECT number, name, digest FROM schema_migrations ORDER BY number LIMIT 10000");
            RefuseForeign(applied, migrations);
            foreach (var migration in migrations.Where(migration => applied.All(row => row.Number != migration.Number)))
            {
                await transaction.ExecuteAsync(Translate(migration.Sql, transaction.IsPostgres));
                await transaction.ExecuteAsync(
                    "INSERT INTO schema_migrations (number, name, digest, applied_at) VALUES (@Number, @Name, @Digest, @At)",
                    new { migration.Number, migration.Name, migration.Digest, At = time.GetUtcNow().ToUnixTimeMilliseconds() });
            }
        });
    }

    private static void RefuseForeign(IReadOnlyList<Applied> applied, IReadOnlyList<Migration> migrations)
    {
        foreach (var row in applied)
        {
            var known = migrations.FirstOrDefault(migration => migration.Number == row.Number)
                ?? throw new BankStartException(
                    $"The database has migration {row.Name}, which this version does not know; use a newer version.");
            if (known.Digest != row.Digest)
            {
                throw new BankStartException(
                    $"Migration {row.Name} was applied with other content; this database belongs to another build.");
            }
        }
    }

    private static List<Migration> Load()
    {
        const string prefix = "migrations/";
        var assembly = Assembly.GetExecutingAssembly();
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var sql = reader.ReadToEnd();
            var name = resource[prefix.Length..];
            migrations.Add(new Migration(long.Parse(name[..4], NumberStyles.None, CultureInfo.InvariantCulture), name, sql,
                Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))));
        }

        migrations.Sort((left, right) => left.Number.CompareTo(right.Number));
        return migrations;
    }

    private static string Translate(string sql, bool postgres)
    {
        var identity = postgres ? "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY AUTOINCREMENT";
        var text = AppendOnly()
            .Replace(sql.Replace("{{identity}}", identity, StringComparison.Ordinal), match => Triggers(match.Groups[1].Value, postgres));
        return OneEngine().Replace(text, match => match.Groups[1].Value == (postgres ? "postgres" : "sqlite") ? match.Groups[2].Value : "");
    }

    private static string Triggers(string table, bool postgres) => postgres
        ? $"""
           CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
           CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
           CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
           """
        : $"""
           CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
           CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
           """;

    [GeneratedRegex(@"^-- append-only (\w+)$", RegexOptions.Multiline)]
    private static partial Regex AppendOnly();

    [GeneratedRegex("^-- (sqlite|postgres) (.+)$", RegexOptions.Multiline)]
    private static partial Regex OneEngine();

    private sealed record Migration(long Number, string Name, string Sql, string Digest);

    private sealed class Applied
    {
        public long Number { get; init; }

        public string Name { get; init; } = "";

        public string Digest { get; init; } = "";
    }
}
