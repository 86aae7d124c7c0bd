using PaymentCode.Wire;
using PaymentCode.Workbench.Events;

namespace PaymentCode.Workbench.Network;

/// <summary>Listens to one bridge's connection to the bank and records each message by what it is; somebody on the bridge's computer may change commands.</summary>
/// <param name="log">Where messages are recorded.</param>
/// <param name="bridge">Whose bridge it is: <c>bridge</c>, the customer's, or <c>shop</c>.</param>
/// <param name="board">What it serves: <c>token</c> or <c>terminal</c>.</param>
/// <param name="polls">What leaves out those that say nothing; null to record all.</param>
internal sealed class RelayTap(EventLog log, string bridge, string board, QuietPolls? polls = null)
{
    /// <summary>Whose bridge it is.</summary>
    public string Bridge => bridge;

    /// <summary>What somebody on the computer with the bridge does to commands; null for nobody.</summary>
    public Func<byte[], byte[]>? OnCommand { get; set; }

    /// <summary>A message of the bridge's.</summary>
    /// <returns>What arrives.</returns>
    public byte[]? ToBank(byte[] bytes)
    {
        if (!RelayMessage.TryParse(bytes, out var message))
        {
            return bytes;
        }

        switch (message.Type)
        {
            case RelayMessageType.Response:
                var (name, detail, isRefusal, fields) = ApduNames.OfResponse(message.Apdu);
                QuietPolls.Record(polls, () => log.Add(EventKind.Apdu, board, "bank", name, detail, message.Apdu, isRefusal, fields));
                polls?.Answered(message.Apdu);
                break;
            case RelayMessageType.Failed:
                polls?.Answered(null);
                log.Add(EventKind.Relay, bridge, "bank", "FAILED", message.Failure.ToString(), bytes, refused: true);
                break;
            case RelayMessageType.Hello:
                log.Add(EventKind.Relay, bridge, "bank", "HELLO", $"version {message.Version}", bytes);
                break;
            default:
                var what = message.Type == RelayMessageType.TokenAttached ? "TOKEN ATTACHED" : "TOKEN DETACHED";
                log.Add(EventKind.Relay, bridge, "bank", what, $"{board} {Convert.ToHexString(message.Serial)}", bytes);
                break;
        }

        return bytes;
    }

    /// <summary>A message of the bank's.</summary>
    /// <returns>What arrives.</returns>
    public byte[]? ToBridge(byte[] bytes)
    {
        if (!RelayMessage.TryParse(bytes, out var message) || message.Type != RelayMessageType.Command)
        {
            return bytes;
        }

        polls?.Begin(message.Apdu);
        var (name, detail, fields) = ApduNames.OfCommand(message.Apdu);
        QuietPolls.Record(polls, () => log.Add(EventKind.Apdu, "bank", board, name, detail, message.Apdu, fields: fields));
        return OnCommand is null ? bytes : RelayMessage.Command(message.Id, message.Serial, OnCommand(message.Apdu)).ToBytes();
    }
}
