using System.Globalization;
using System.Text.Json.Nodes;
using PaymentCode.Bridge.Atm;
using PaymentCode.Core.Codes;

namespace PaymentCode.Benchmarks.Paying;

/// <summary>A shop's till, and the customers that stand in line before it.</summary>
internal sealed class RedemptionShop(HttpClient http, string terminalId, byte[] key)
{
    private readonly PaymentCodeTerminal _till = new(http, terminalId, key, TimeProvider.System);
    private readonly Queue<(byte[] Key, int Prefix, long Index)> _indices = new();

    internal bool HasCodes => _indices.Count > 0;

    /// <summary>Takes in what a phone fetched.</summary>
    internal void Load(JsonNode fetched)
    {
        var secret = Convert.FromHexString(fetched["key"]!.GetValue<string>());
        var prefix = int.Parse(fetched["prefix"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        foreach (var index in fetched["indices"]!.AsArray())
        {
            _indices.Enqueue((secret, prefix, long.Parse(index!.GetValue<string>(), CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>The next customer makes a code and pays with it.</summary>
    internal async Task RedeemAsync()
    {
        var (secret, prefix, index) = _indices.Dequeue();
        var code = PaymentCodeNumber.Make(secret, prefix, index, PaymentCodeTime.DefaultValidity, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var verdict = await _till.RedeemAsync("0.01", "CNY", code, null, CancellationToken.None);
        if (!verdict.IsApproved)
        {
            throw new InvalidOperationException($"The bank refused: {verdict.Reason}");
        }
    }
}
