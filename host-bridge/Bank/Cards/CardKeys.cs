using System.Security.Cryptography;
using System.Text;
using PaymentCode.Bank.Secrets;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Cards;

/// <summary>
/// A card's secrets: its key is derived from the master key and its number and expiry, its number is stored wrapped, and of the secret that is typed for it only an HMAC
/// under a key derived from the master key, because four digits cannot be saved by hashing alone.
/// </summary>
internal sealed class CardKeys
{
    private readonly KeyRing _ring;

    public CardKeys(KeyRing ring) => _ring = ring;

    /// <summary>The card's key, 16 bytes.</summary>
    public byte[] Key(string pan, string expiry) => _ring.MacText("contactless card key", pan, expiry)[..BankCardApplet.KeyLength];

    public byte[] Index(string pan) => _ring.MacText("contactless card index", pan);

    public byte[] Wrap(string cardId, string pan) => _ring.Wrap("contactless card", cardId, Encoding.ASCII.GetBytes(pan));

    public string Pan(BankCard card) => Encoding.ASCII.GetString(_ring.Unwrap("contactless card", card.Id, card.PanWrapped));

    public byte[] SecretMac(string cardId, string secret) => _ring.MacText("contactless card secret", cardId, secret);

    public bool IsSecret(BankCard card, string typed) =>
        card.SecretMac is { } mac && CryptographicOperations.FixedTimeEquals(SecretMac(card.Id, typed), mac);
}
