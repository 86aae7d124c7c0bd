using System.Buffers.Binary;

namespace PaymentCode.Wire;

/// <summary>The first byte of a relay message (docs/PROTOCOLS.md section 5).</summary>
enum RelayMessageType : byte
{
    Hello = 0x01,
    TokenAttached = 0x02,
    TokenDetached = 0x03,
    Command = 0x10,
    Response = 0x11,
    Failed = 0x12,
}

/// <summary>Why a bridge has no response to a command (docs/PROTOCOLS.md section 5, message 12). The bridge is not believed: each of them means "unknown".</summary>
enum RelayFailure : byte
{
    None = 0x00,
    NoSuchToken = 0x01,
    LinkLost = 0x02,
    LinkReset = 0x03,
    Malformed = 0x04,
}

/// <summary>
/// One binary WebSocket message between bridge and bank. Integers are big-endian.
/// <code>
/// 01 HELLO     version(1)                      bridge
/// 02 ATTACHED  serial(8)                       bridge
/// 03 DETACHED  serial(8)                       bridge
/// 10 COMMAND   id(4) serial(8) APDU(4..1024)   bank
/// 11 RESPONSE  id(4) APDU(2..1024)             bridge
/// 12 FAILED    id(4) reason(1)                 bridge
/// </code>
/// Compiled into the bank and the bridge from this one file.
/// </summary>
sealed class RelayMessage
{
    public const byte ProtocolVersion = 0x01;
    public const int MaxLength = 2048;
    public const int SerialLength = 8;
    public const int MaxApduLength = 1024;

    const int MinCommandLength = 4;
    const int MinResponseLength = 2;
    const int IdLength = 4;

    RelayMessage(RelayMessageType type) => Type = type;

    public RelayMessageType Type { get; }
    public byte Version { get; private init; }
    public uint Id { get; private init; }
    public byte[] Serial { get; private init; } = [];
    public byte[] Apdu { get; private init; } = [];
    public RelayFailure Failure { get; private init; }

    public static RelayMessage Hello() => new(RelayMessageType.Hello) { Version = ProtocolVersion };

    public static RelayMessage Attached(byte[] serial) => new(RelayMessageType.TokenAttached) { Serial = serial };

    public static RelayMessage Detached(byte[] serial) => new(RelayMessageType.TokenDetached) { Serial = serial };

    public static RelayMessage Command(uint id, byte[] serial, byte[] apdu) =>
        new(RelayMessageType.Command) { Id = id, Serial = serial, Apdu = apdu };

    public static RelayMessage Response(uint id, byte[] apdu) => new(RelayMessageType.Response) { Id = id, Apdu = apdu };

    public static RelayMessage Failed(uint id, RelayFailure failure) => new(RelayMessageType.Failed) { Id = id, Failure = failure };

    public byte[] ToBytes()
    {
        byte[] id = new byte[IdLength];
        BinaryPrimitives.WriteUInt32BigEndian(id, Id);
        return Type switch
        {
            RelayMessageType.Hello => [(byte)Type, Version],
            RelayMessageType.TokenAttached or RelayMessageType.TokenDetached => [(byte)Type, .. Serial],
            RelayMessageType.Command => [(byte)Type, .. id, .. Serial, .. Apdu],
            RelayMessageType.Response => [(byte)Type, .. id, .. Apdu],
            RelayMessageType.Failed => [(byte)Type, .. id, (byte)Failure],
            _ => throw new InvalidOperationException("A relay message has one of six types."),
        };
    }

    /// <summary>Reads a message; false if its type is unknown or a length is wrong. Reasons of FAILED that do not exist are malformed too.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RelayMessage message)
    {
        message = null!;
        if (bytes.Length is < 2 or > MaxLength)
        {
            return false;
        }

        RelayMessageType type = (RelayMessageType)bytes[0];
        ReadOnlySpan<byte> body = bytes[1..];
        uint id = body.Length >= IdLength ? BinaryPrimitives.ReadUInt32BigEndian(body) : 0;
        switch (type)
        {
            case RelayMessageType.Hello when body.Length == 1:
                message = new RelayMessage(type) { Version = body[0] };
                return true;
            case RelayMessageType.TokenAttached or RelayMessageType.TokenDetached when body.Length == SerialLength:
                message = new RelayMessage(type) { Serial = body.ToArray() };
                return true;
            case RelayMessageType.Command when body.Length - IdLength - SerialLength is >= MinCommandLength and <= MaxApduLength:
                message = Command(id, body.Slice(IdLength, SerialLength).ToArray(), body[(IdLength + SerialLength)..].ToArray());
                return true;
            case RelayMessageType.Response when body.Length - IdLength is >= MinResponseLength and <= MaxApduLength:
                message = Response(id, body[IdLength..].ToArray());
                return true;
            case RelayMessageType.Failed when body.Length == IdLength + 1 && body[IdLength] is >= 0x01 and <= 0x04:
                message = Failed(id, (RelayFailure)body[IdLength]);
                return true;
            default:
                return false;
        }
    }
}
