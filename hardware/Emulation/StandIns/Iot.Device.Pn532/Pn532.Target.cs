using Iot.Device.Pn532.AsTarget;

namespace Iot.Device.Pn532;

/// <content>The chip as a target (UM0701-02 §7.3.14 to §7.3.17).</content>
public partial class Pn532
{
    /// <summary>
    /// Waits to be activated, no longer than <see cref="ReadTimeOut"/> polls. That the time is over is not told to the chip: a later activation
    /// is lost when the next command goes out.
    /// </summary>
    /// <param name="mode">Which activations to accept; for an ISO/IEC 14443-4 card exactly PiccOnly, which alone sets the parameter for it.</param>
    /// <param name="mifare">Answers at 106 kbit/s.</param>
    /// <param name="feliCa">Answers to a FeliCa polling.</param>
    /// <param name="picc">Identifier, general and historical bytes.</param>
    /// <returns>How it was activated; with nulls where it was not.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chip's answer has no mode byte.</exception>
    public AsTargetInitialized InitAsTarget(
        TargetModeInitialization mode, TargetMifareParameters mifare, TargetFeliCaParameters feliCa, TargetPiccParameters picc)
    {
        if (mode == TargetModeInitialization.PiccOnly)
        {
            ParametersFlags |= ParametersFlags.ISO14443_4_PICC;
        }
        else if ((ParametersFlags & ParametersFlags.ISO14443_4_PICC) != 0)
        {
            ParametersFlags &= ~ParametersFlags.ISO14443_4_PICC;
        }

        byte[] answer = new byte[AnswerBufferLength];
        byte[] parameters = [(byte)mode, .. mifare.Serialize(), .. feliCa.Serialize(), .. picc.Serialize()];
        int length = Exchange(Command.TgInitAsTarget, parameters, answer);
        if (length < 0)
        {
            return new AsTargetInitialized(null, null);
        }

        TargetModeInitialized initialized = new()
        {
            IsDep = (answer[0] & 0x04) != 0,
            IsISO14443_4Picc = (answer[0] & 0x08) != 0,
            TargetFramingType = (TargetFramingType)(answer[0] & 0x03),
            TargetBaudRate = (TargetBaudRateInialized)(answer[0] & 0x70),
        };
        return new AsTargetInitialized(initialized, new SpanByte(answer).Slice(1, length - 1).ToArray());
    }

    /// <summary>Takes what the initiator sent, waiting for it as every command waits.</summary>
    /// <param name="receivedData">Where status and data go, up to 253 bytes; more comes in an extended frame, which is refused.</param>
    /// <returns>Length of both, or -1.</returns>
    /// <exception cref="ArgumentException">They are longer than the buffer.</exception>
    public int ReadDataAsTarget(SpanByte receivedData) => Write(Command.TgGetData, []) ? Read(Command.TgGetData, receivedData) : -1;

    /// <summary>Answers the initiator.</summary>
    /// <param name="dataToSend">Up to 249 bytes.</param>
    /// <returns>Whether the chip sent it.</returns>
    public bool WriteDataAsTarget(SpanByte dataToSend)
    {
        byte[] status = new byte[1];
        return Exchange(Command.TgSetData, dataToSend.ToArray(), status) > 0 && status[0] == (byte)ErrorCode.None;
    }
}
