using System.Text.Json.Nodes;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>A contactless card as the bank issued it: what a terminal reads from it (docs/PROTOCOLS.md section 9).</summary>
internal sealed class FakeBankCard
{
    private readonly byte[] _key;
    private readonly byte[] _expiry;

    public FakeBankCard(JsonNode issued)
    {
        Id = issued["card"]!["cardId"]!.GetValue<string>();
        Pan = issued["pan"]!.GetValue<string>();
        _key = Convert.FromHexString(issued["key"]!.GetValue<string>());
        _expiry = Convert.FromHexString(issued["expiry"]!.GetValue<string>());
    }

    public string Id { get; }

    public string Pan { get; }

    public ushort Counter { get; set; }

    /// <summary>Reads the card for an amount; the counter rises before the answer goes out.</summary>
    /// <param name="amountMinor">The amount that the cryptogram covers.</param>
    /// <param name="alter">Changes an object of the reading before it reaches the bank.</param>
    public TlvList Read(long amountMinor, (int Tag, byte[] Value)? alter = null)
    {
        Counter++;
        byte[] unpredictable = [0xA1, 0xB2, 0xC3, 0xD4];
        var pan = Convert.FromHexString(Pan);
        var pdol = new byte[12];
        unpredictable.CopyTo(pdol, 0);
        Bcd.Put(amountMinor, pdol, 4, 6);
        Bcd.Put(156, pdol, 10, 2);
        var list = new TlvList();
        foreach (var (tag, value) in (IEnumerable<(int, byte[])>)[
            (BankCardApplet.TagPan, pan),
            (BankCardApplet.TagExpiry, _expiry),
            (BankCardApplet.TagCounter, [(byte)(Counter >> 8), (byte)Counter]),
            (BankCardApplet.TagUnpredictable, unpredictable),
            (BankCardApplet.TagCryptogram, BankCardApplet.Cryptogram(_key, pdol, Counter, _expiry, pan)),
        ])
        {
            list.Add(tag, alter is { } other && other.Tag == tag ? other.Value : value);
        }

        return list;
    }
}
