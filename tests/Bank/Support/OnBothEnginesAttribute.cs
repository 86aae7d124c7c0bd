using System.Reflection;

namespace PaymentCode.Bank.Tests.Support;

/// <summary>Runs a test once on SQLite and once on PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothEnginesAttribute : Attribute, ITestDataSource
{
    public IEnumerable<object?[]> GetData(MethodInfo methodInfo) => [[Engine.Sqlite], [Engine.Postgres]];

    public string? GetDisplayName(MethodInfo methodInfo, object?[]? data) => $"{methodInfo.Name} ({data![0]})";
}

/// <summary>Where a test's bank keeps its data.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}
