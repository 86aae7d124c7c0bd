using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;
using PaymentCode.Core;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>
/// The single-use indices. They are given out in slots of 50: slot s holds the permuted numbers 50·s to 50·s + 49. A slot belongs to one batch at a time, so an index is unique
/// across the bank by construction. After 200 million batches the slots come round again; one that is still in use is passed over.
/// </summary>
internal sealed class PaymentIndices
{
    /// <summary>The issuer's prefix, the first two digits of every code of this bank.</summary>
    public const int Prefix = 71;

    /// <summary>Indices in a slot.</summary>
    public const int SlotSize = PaymentKeyData.MaxIndices;

    /// <summary>How many slots there are.</summary>
    public const long Slots = IndexPermutation.Count / SlotSize;

    private readonly IndexPermutation _permutation;

    public PaymentIndices(KeyRing keys) => _permutation = new IndexPermutation(keys.Derive("payment code indices"), [Prefix]);

    /// <summary>Where an index was given out.</summary>
    public (long Slot, int Position) Locate(long index)
    {
        var number = _permutation.Invert(index);
        return (number / SlotSize, (int)(number % SlotSize));
    }

    /// <summary>The index at a position of a slot.</summary>
    public long IndexOf(long slot, int position) => _permutation.Permute((slot * SlotSize) + position);

    /// <summary>All indices of a slot in the order of their use, as <see cref="PaymentKeyData"/> takes them.</summary>
    public byte[] Pack(long slot)
    {
        var packed = new byte[SlotSize * PaymentKeyData.IndexLength];
        for (var position = 0; position < SlotSize; position++)
        {
            Bcd.Put(IndexOf(slot, position), packed, position * PaymentKeyData.IndexLength, PaymentKeyData.IndexLength);
        }

        return packed;
    }

    /// <summary>Takes the next slot that no batch has. Null if all are in use: the bank needs another prefix.</summary>
    public static async Task<long?> TakeSlotAsync(BankTransaction transaction)
    {
        var first = await transaction.FindAsync<long>(
            "SELECT next_slot FROM payment_slots WHERE name = 'next'" + transaction.ForUpdate);
        var slot = await FreeFromAsync(transaction, first);
        if (slot >= Slots)
        {
            slot = await FreeFromAsync(transaction, 0);
        }

        if (slot >= Slots)
        {
            return null;
        }

        await transaction.ExecuteOneAsync(
            "UPDATE payment_slots SET next_slot = @Next WHERE name = 'next'", new { Next = (slot + 1) % Slots });
        return slot;
    }

    private static async Task<long> FreeFromAsync(BankTransaction transaction, long first) =>
        await transaction.ValueAsync<long>("SELECT COUNT(*) FROM payment_batches WHERE slot = @first", new { first }) == 0 ? first
            : await transaction.FindAsync<long>(
                """
                SELECT b.slot + 1 FROM payment_batches b WHERE b.slot >= @first
                    AND NOT EXISTS (SELECT 1 FROM payment_batches n WHERE n.slot = b.slot + 1) ORDER BY b.slot LIMIT 1
                """, new { first });
}
