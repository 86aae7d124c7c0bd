namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// A FeliCa card as far as finding it goes (JIS X 6319-4): POLLING with its request codes, and REQUEST RESPONSE, which tells that it is
/// still there. It has no services to read.
/// </summary>
public sealed class FeliCaCard : ContactlessCard
{
    private const byte Polling = 0x00;
    private const byte RequestResponse = 0x04;
    private const int Any = 0xFFFF;

    // The first time slot begins 2.417 ms after the request, a slot lasts 1.208 ms; a command is answered after about as long.
    private const long FirstSlotNs = 2_417_000;

    private readonly byte[] _identifier;
    private readonly byte[] _parameter;
    private readonly int _systemCode;

    /// <summary>A card out of any field. It answers in the first time slot always.</summary>
    /// <param name="identifier">NFCID2, eight bytes.</param>
    /// <param name="parameter">The parameter bytes (PAD), eight.</param>
    /// <param name="systemCode">The system code.</param>
    public FeliCaCard(byte[] identifier, byte[] parameter, int systemCode)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentOutOfRangeException.ThrowIfNotEqual(identifier.Length, 8);
        ArgumentOutOfRangeException.ThrowIfNotEqual(parameter.Length, 8);
        (_identifier, _parameter, _systemCode) = ([.. identifier], [.. parameter], systemCode);
    }

    /// <inheritdoc/>
    protected internal override AirAnswer? Answer(AirFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Coding != AirCoding.FeliCa || frame.IsSpoilt || !RadioCrc.IsRight(AirCoding.FeliCa, frame.Bytes) || frame.Bytes[0] != frame.Bytes.Length - 2)
        {
            return null;
        }

        byte[] command = frame.Bytes[1..^2];
        switch (command)
        {
            case [Polling, var high, var low, var request, _]:
                bool meant = Matches(high, _systemCode >> 8) && Matches(low, _systemCode & 0xFF);
                byte[] code = request == 1 ? [(byte)(_systemCode >> 8), (byte)_systemCode] : [];
                return meant ? Framed(frame, [0x01, .. _identifier, .. _parameter, .. code]) : null;
            case [RequestResponse, ..] when command.AsSpan(1).SequenceEqual(_identifier):
                return Framed(frame, [0x05, .. _identifier, 0x00]);
            default:
                return null;
        }
    }

    /// <inheritdoc/>
    protected override void PowerUp()
    {
    }

    private static bool Matches(byte asked, int own) => asked == (Any & 0xFF) || asked == own;

    private static AirAnswer Framed(AirFrame heard, byte[] response)
    {
        byte[] framed = RadioCrc.Append(AirCoding.FeliCa, [(byte)(response.Length + 1), .. response]);
        return new AirAnswer(new AirFrame(AirCoding.FeliCa, framed, heard.KilobitsPerSecond), FirstSlotNs);
    }
}
