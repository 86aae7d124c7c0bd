using System.Text.Json.Nodes;

namespace PaymentCode.Cli;

/// <summary>Reading the bank's JSON answers.</summary>
internal static class JsonText
{
    /// <summary>A property as text; an absent one is a fault of the bank's answer and named.</summary>
    public static string Text(this JsonNode node, string property) => node.Part(property).ToString();

    /// <summary>A property that is an object.</summary>
    public static JsonNode Part(this JsonNode node, string property) =>
        node[property] ?? throw new CommandLineFailure($"the bank's answer has no '{property}'; do bank and command have the same version?");
}
