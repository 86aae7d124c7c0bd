using System.Security.Cryptography;
using System.Text;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bank.Terminals;

/// <summary>
/// The one place where typed digits come into the clear, as in an HSM: a PIN block (ISO 9564-1 format 4, docs/PROTOCOLS.md section 11) is opened, its digits are handed to a
/// comparison with what is stored of them, and what held them is wiped.
/// </summary>
internal sealed class PinBlocks
{
    private readonly TokenKeys _keys;

    public PinBlocks(TokenKeys keys) => _keys = keys;

    /// <summary>Opens a block and hands its digits to the comparison. The result; default if the block is none of this terminal, transaction and account.</summary>
    /// <param name="board">The terminal's board, with the key version of the channel that the block came on.</param>
    /// <param name="number">The terminal's number of the transaction.</param>
    /// <param name="block">16 bytes.</param>
    /// <param name="account">PAN or surrogate number.</param>
    /// <param name="compare">The comparison.</param>
    public async Task<T?> CompareAsync<T>(TokenRecord board, long number, byte[]? block, string account, Func<string, Task<T>> compare)
        where T : struct
    {
        var baseKey = _keys.CodeKey(board.Serial, board.KeyVersion);
        try
        {
            return await CompareAsync(baseKey, number, block, account, compare);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(baseKey);
        }
    }

    /// <summary>As above, with the terminal's key 4.</summary>
    internal static async Task<T?> CompareAsync<T>(byte[] baseKey, long number, byte[]? block, string account, Func<string, Task<T>> compare)
        where T : struct
    {
        if (block is not { Length: PinBlock.Length })
        {
            return null;
        }

        var key = PinBlock.TransactionKey(baseKey, (uint)number);
        var clear = Open(key, block, account);
        var digits = Array.Empty<byte>();
        try
        {
            if (!PinBlock.TryRead(clear, out digits))
            {
                return null;
            }

            return await compare(string.Create(digits.Length, digits, static (text, from) =>
            {
                for (var i = 0; i < from.Length; i++)
                {
                    text[i] = (char)('0' + from[i]);
                }
            }));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(clear);
            CryptographicOperations.ZeroMemory(digits);
        }
    }

    /// <summary>The number that stands for an account where there is no card: 16 digits, the first a 9 (ISO/IEC 7812-1), made of the order's reference.</summary>
    public static string Surrogate(string reference) => Luhn.Append("99999" + reference);

    private static byte[] Open(byte[] key, byte[] block, string account)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var clear = aes.DecryptEcb(block, PaddingMode.None);
        PinBlock.Mix(clear, [.. Encoding.ASCII.GetBytes(account).Select(digit => (byte)(digit - '0'))]);
        var opened = aes.DecryptEcb(clear, PaddingMode.None);
        CryptographicOperations.ZeroMemory(clear);
        return opened;
    }
}
