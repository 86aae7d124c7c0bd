namespace Iot.Device.Card;

/// <summary>A reader, as nanoFramework.Iot.Device.Card 1.2.937 sees it: what its card classes send their commands through.</summary>
public abstract class CardTransceiver
{
    /// <summary>Exchanges bytes with a card.</summary>
    /// <param name="targetNumber">The reader's number of the card.</param>
    /// <param name="dataToSend">To the card.</param>
    /// <param name="dataFromCard">Where its answer goes.</param>
    /// <returns>Length of the answer, or -1.</returns>
    public abstract int Transceive(byte targetNumber, SpanByte dataToSend, SpanByte dataFromCard);

    /// <summary>Deselects a card and selects it again.</summary>
    /// <param name="targetNumber">The reader's number of the card.</param>
    public abstract bool ReselectTarget(byte targetNumber);
}
