using System.Buffers.Binary;
using Iot.Device.Pn532.ListPassive;
using Iot.Device.Rfid;

namespace Iot.Device.Pn532;

/// <content>The chip as an initiator: a reader of cards (UM0701-02 §7.3.5 to §7.3.13).</content>
public partial class Pn532
{
    private const int AnswerBufferLength = 1_024;
    private const int MaxPollingTypes = 15;
    private const int PollingUnitMs = 150;
    private const byte MifareAuthenticateA = 0x60;
    private const byte MifareAuthenticateB = 0x61;

    /// <summary>Looks for cards, as often as SetMaxRetriesInitialization said, for ever to begin with.</summary>
    /// <param name="maxTarget">How many.</param>
    /// <param name="targetBaudRate">Of which kind.</param>
    /// <returns>How many were found, then what was read from each; null for none, or where the chip did not answer in time.</returns>
    public byte[]? ListPassiveTarget(MaxTarget maxTarget, TargetBaudRate targetBaudRate) =>
        ListPassiveTarget(maxTarget, targetBaudRate, SpanByte.Empty);

    /// <summary>Looks for cards, with parameters of the polling.</summary>
    /// <param name="maxTarget">How many.</param>
    /// <param name="targetBaudRate">Of which kind.</param>
    /// <param name="initiatorData">InitiatorData: a UID, an AFI, a FeliCa polling.</param>
    /// <returns>How many were found, then what was read from each; null for none, or where the chip did not answer in time.</returns>
    public byte[]? ListPassiveTarget(MaxTarget maxTarget, TargetBaudRate targetBaudRate, SpanByte initiatorData)
    {
        byte[] answer = new byte[AnswerBufferLength];
        byte[] parameters = [(byte)maxTarget, (byte)targetBaudRate, .. initiatorData.AsSpan()];
        int length = Exchange(Command.InListPassiveTarget, parameters, answer);
        return length >= 0 && answer[0] > 0 ? answer[..length] : null;
    }

    /// <summary>Takes apart what was read from a Type A card: target number, ATQA, SAK, UID. The ATS behind it is never decoded.</summary>
    /// <param name="toDecode">One card's part of the list, after the count.</param>
    /// <returns>The card, its ATS empty; null where a byte is missing.</returns>
    public Data106kbpsTypeA? TryDecode106kbpsTypeA(SpanByte toDecode)
    {
        const int UidStart = 5;
        if (toDecode.Length < UidStart || toDecode.Length < UidStart + toDecode[4])
        {
            return null;
        }

        byte[] uid = toDecode.Slice(UidStart, toDecode[4]).ToArray();
        return new Data106kbpsTypeA(toDecode[0], BinaryPrimitives.ReadUInt16BigEndian(toDecode.Slice(1).AsSpan()), toDecode[3], uid, []);
    }

    /// <summary>Takes apart what was read from a Type B card: target number and ATQB.</summary>
    /// <param name="toDecode">One card's part of the list, after the count.</param>
    /// <returns>The card; null where it is empty, or ends inside PUPI or application data.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no ATQB, or it ends inside the protocol information.</exception>
    public Data106kbpsTypeB? TryDecodeData106kbpsTypeB(SpanByte toDecode)
    {
        try
        {
            return new Data106kbpsTypeB(toDecode.Slice(1).ToArray()) { TargetNumber = toDecode[0] };
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Always null: upstream wants the length to be 18 and 20 at once.</summary>
    /// <param name="toDecode">One FeliCa card's part of the list.</param>
    public Data212_424kbps? TryDecodeData212_424Kbps(SpanByte toDecode) => null;

    /// <summary>Takes apart what was read from a Jewel card: target number, ATQA, identifier.</summary>
    /// <param name="toDecode">One card's part of the list, after the count.</param>
    /// <returns>The card; null where a byte is missing.</returns>
    public Data106kbpsInnovisionJewel? TryDecodeData106kbpsInnovisionJewel(SpanByte toDecode) => toDecode.Length < 7
        ? null
        : new Data106kbpsInnovisionJewel(toDecode[0], toDecode.Slice(1, 2).ToArray(), toDecode.Slice(3, 4).ToArray());

    /// <summary>Sends a card to sleep; the chip keeps what it knows of it.</summary>
    /// <param name="targetNumber">The chip's number of the card.</param>
    /// <returns>Whether the chip said that all is well.</returns>
    public bool DeselectTarget(byte targetNumber) => Tell(Command.InDeselect, targetNumber);

    /// <summary>Wakes a card that was deselected.</summary>
    /// <param name="targetNumber">The chip's number of the card.</param>
    /// <returns>Whether the chip said that all is well.</returns>
    public bool SelectTarget(byte targetNumber) => Tell(Command.InSelect, targetNumber);

    /// <summary>Deselects a card and forgets it.</summary>
    /// <param name="targetNumber">The chip's number of the card, 0 for all.</param>
    /// <returns>Whether the chip said that all is well.</returns>
    public bool ReleaseTarget(byte targetNumber) => Tell(Command.InRelease, targetNumber);

    /// <summary>Deselects a card and selects it again.</summary>
    /// <param name="targetNumber">The chip's number of the card.</param>
    /// <returns>Whether the second step went well.</returns>
    public override bool ReselectTarget(byte targetNumber)
    {
        DeselectTarget(targetNumber);
        return SelectTarget(targetNumber);
    }

    /// <summary>InCommunicateThru: bytes to the air and back, with no protocol of the chip's.</summary>
    /// <param name="dataToSend">Up to 249 bytes.</param>
    /// <param name="dataFromCard">Where the answer goes; overwritten with zeros where there is none. Empty: the answer is not waited for.</param>
    /// <returns>Length of the answer, or -1; 0 at once for an empty buffer.</returns>
    /// <exception cref="ArgumentException">The answer is longer than the buffer.</exception>
    public int WriteReadDirect(SpanByte dataToSend, SpanByte dataFromCard)
    {
        if (dataFromCard.IsEmpty)
        {
            return Write(Command.InCommunicateThru, dataToSend.ToArray()) ? 0 : -1;
        }

        return ExchangeWithCard(Command.InCommunicateThru, dataToSend.ToArray(), dataFromCard);
    }

    /// <summary>
    /// Exchanges raw bytes through InCommunicateThru, and a MIFARE Classic authentication (60 or 61 with no buffer for an answer) through
    /// InDataExchange. An APDU needs <see cref="TransceiveAdvance"/>.
    /// </summary>
    /// <param name="targetNumber">The chip's number of the card; used by the authentication only.</param>
    /// <param name="dataToSend">1 to 249 bytes, 248 for an authentication.</param>
    /// <param name="dataFromCard">Where the answer goes.</param>
    /// <returns>Length of the answer, or -1.</returns>
    /// <exception cref="ArgumentException">The answer is longer than the buffer.</exception>
    public override int Transceive(byte targetNumber, SpanByte dataToSend, SpanByte dataFromCard) =>
        dataToSend[0] is MifareAuthenticateA or MifareAuthenticateB && dataFromCard.IsEmpty
            ? TransceiveAdvance(targetNumber, dataToSend, dataFromCard)
            : WriteReadDirect(dataToSend, dataFromCard);

    /// <summary>InDataExchange: data to a card by the protocol it was activated with, an APDU to an ISO/IEC 14443-4 card.</summary>
    /// <param name="targetNumber">The chip's number of the card.</param>
    /// <param name="dataToSend">Up to 248 bytes: with 249 the frame is malformed.</param>
    /// <param name="dataFromCard">Where the answer goes, up to 252 bytes of it: a longer one is refused. Zeros where there is none.</param>
    /// <returns>Length of the answer, or -1; which error the chip reported is lost.</returns>
    /// <exception cref="ArgumentException">The answer is longer than the buffer.</exception>
    public int TransceiveAdvance(byte targetNumber, SpanByte dataToSend, SpanByte dataFromCard) =>
        ExchangeWithCard(Command.InDataExchange, [targetNumber, .. dataToSend.AsSpan()], dataFromCard);

    /// <summary>Looks for cards of several kinds in turn.</summary>
    /// <param name="numberPolling">Rounds; FF for ever.</param>
    /// <param name="periodMilliSecond">Duration of a round in milliseconds, in steps of 150.</param>
    /// <param name="pollingType">Kinds, up to 15.</param>
    /// <returns>How many were found, then type, length and data of each; null where the chip did not answer in time.</returns>
    public byte[]? AutoPoll(byte numberPolling, ushort periodMilliSecond, PollingType[] pollingType)
    {
        if (pollingType == null || pollingType.Length > MaxPollingTypes)
        {
            return null;
        }

        byte period = (byte)Math.Min(periodMilliSecond / PollingUnitMs, byte.MaxValue);
        byte[] parameters = [numberPolling, period, .. pollingType.Select(type => (byte)type)];
        byte[] answer = new byte[AnswerBufferLength];
        int length = Exchange(Command.InAutoPoll, parameters, answer);
        return length >= 0 ? answer[..length] : null;
    }

    private bool Tell(Command command, byte targetNumber)
    {
        byte[] status = [targetNumber];
        return Exchange(command, [targetNumber], status) >= 0 && status[0] == (byte)ErrorCode.None;
    }

    private int ExchangeWithCard(Command command, byte[] parameters, SpanByte dataFromCard)
    {
        if (!Write(command, parameters))
        {
            return -1;
        }

        byte[] answer = new byte[1 + dataFromCard.Length];
        int length = Read(command, answer);
        new SpanByte(answer).Slice(1).CopyTo(dataFromCard);
        return length > 0 && answer[0] == (byte)ErrorCode.None ? length - 1 : -1;
    }
}
