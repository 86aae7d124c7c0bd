using System.Buffers.Binary;

namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// NXP NTAG213, 215 or 216 with an NDEF message: beside the Type 2 commands GET_VERSION, FAST_READ, READ_CNT, READ_SIG and PWD_AUTH with
/// password protection from a page on (NTAG213/215/216 §8 and §10).
/// </summary>
public sealed class NtagCard : Type2Card
{
    private const byte GetVersion = 0x60;
    private const byte FastRead = 0x3A;
    private const byte ReadCounter = 0x39;
    private const byte ReadSignature = 0x3C;
    private const byte PasswordAuthentication = 0x1B;
    private const byte AuthenticationLimit = 0x4;
    private const byte ReadProtection = 0x80;
    private const int FirstUserPage = 4;

    private readonly Layout _layout;
    private readonly byte[] _signature = new byte[32];
    private bool _authenticated;
    private int _failures;
    private int _counter;

    /// <summary>A tag out of any field.</summary>
    /// <param name="uid">Its identifier, seven bytes.</param>
    /// <param name="ndefMessage">The NDEF message on it, see <see cref="NdefRecord"/>; null for an empty one.</param>
    /// <param name="model">Its size.</param>
    /// <exception cref="ArgumentException">The message is longer than the tag.</exception>
    public NtagCard(byte[] uid, byte[]? ndefMessage = null, NtagModel model = NtagModel.Ntag213)
        : base(uid, LayoutOf(model).PageCount)
    {
        _layout = LayoutOf(model);
        byte[] capability = [0xE1, 0x10, _layout.SizeInEights, 0x00];
        capability.CopyTo(Memory, 3 * PageSize);
        int configuration = _layout.ConfigurationPage * PageSize;
        Memory[configuration] = 0x04;
        Memory[configuration + 3] = 0xFF;
        Memory.AsSpan(configuration + (2 * PageSize), PageSize).Fill(0xFF);
        StoreMessage(ndefMessage ?? []);
    }

    /// <summary>Whether it counts reads (NFC_CNT_EN); the counter is READ_CNT's.</summary>
    public bool IsCounting { get; set; }

    /// <summary>Protects pages with a password (PWD, PACK, AUTH0, PROT).</summary>
    /// <param name="password">Four bytes.</param>
    /// <param name="acknowledge">The two bytes that the tag answers to the right password.</param>
    /// <param name="fromPage">The first page that needs the password.</param>
    /// <param name="alsoReading">Whether reading needs it as well as writing.</param>
    public void Protect(byte[] password, byte[] acknowledge, int fromPage, bool alsoReading)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(acknowledge);
        ArgumentOutOfRangeException.ThrowIfNotEqual(password.Length, 4);
        ArgumentOutOfRangeException.ThrowIfNotEqual(acknowledge.Length, 2);
        int configuration = _layout.ConfigurationPage * PageSize;
        Memory[configuration + 3] = (byte)fromPage;
        Memory[configuration + PageSize] = alsoReading ? ReadProtection : (byte)0;
        password.CopyTo(Memory, configuration + (2 * PageSize));
        acknowledge.CopyTo(Memory, configuration + (3 * PageSize));
    }

    /// <inheritdoc/>
    protected override AirAnswer? AnswerSpecial(AirFrame frame, ReadOnlySpan<byte> command) => command switch
    {
        [GetVersion] => Framed(frame, [0x00, 0x04, 0x04, 0x02, 0x01, 0x00, _layout.StorageCode, 0x03]),
        [FastRead, var first, var last] => Fast(frame, first, last),
        [ReadCounter, 0x02] when IsCounting => Framed(frame, [(byte)_counter, (byte)(_counter >> 8), (byte)(_counter >> 16)]),
        [ReadSignature, 0x00] => Framed(frame, _signature),
        [PasswordAuthentication, _, _, _, _] => Authenticate(frame, command[1..]),
        _ => Refuse(frame, InvalidArgument),
    };

    /// <inheritdoc/>
    protected override void Selected()
    {
        base.Selected();
        _authenticated = false;
        _counter += IsCounting ? 1 : 0;
    }

    /// <inheritdoc/>
    protected override bool MayRead(int page) => _authenticated || page < FirstProtected || (Memory[AccessPlace] & ReadProtection) == 0;

    /// <inheritdoc/>
    protected override bool MayWrite(int page) =>
        page >= 2 && page < Pages && !IsLocked(page) && !IsLockedDynamically(page) && (_authenticated || page < FirstProtected);

    /// <inheritdoc/>
    protected override bool OnlySets(int page) => base.OnlySets(page) || page == _layout.ConfigurationPage - 1;

    /// <inheritdoc/>
    protected override byte Readable(int place) => place >= (_layout.ConfigurationPage + 2) * PageSize ? (byte)0 : Memory[place];

    private int FirstProtected => Memory[(_layout.ConfigurationPage * PageSize) + 3];

    private int AccessPlace => (_layout.ConfigurationPage + 1) * PageSize;

    private static Layout LayoutOf(NtagModel model) => model switch
    {
        NtagModel.Ntag213 => new Layout(45, 41, 0x0F, 0x12, 2),
        NtagModel.Ntag215 => new Layout(135, 131, 0x11, 0x3E, 16),
        _ => new Layout(231, 227, 0x13, 0x6D, 16),
    };

    // NDEF message TLV (type 03, length of one or three bytes) and terminator TLV (FE), NFC Forum Type 2 Tag §2.3.
    private void StoreMessage(byte[] message)
    {
        byte[] length = [(byte)message.Length];
        if (message.Length >= 0xFF)
        {
            length = [0xFF, 0, 0];
            BinaryPrimitives.WriteUInt16BigEndian(length.AsSpan(1), (ushort)Math.Min(message.Length, ushort.MaxValue));
        }

        byte[] stored = [0x03, .. length, .. message, 0xFE];
        if (stored.Length > _layout.SizeInEights * 8)
        {
            throw new ArgumentException($"The message needs {stored.Length} bytes, the tag has {_layout.SizeInEights * 8}.", nameof(message));
        }

        stored.CopyTo(Memory, FirstUserPage * PageSize);
    }

    private AirAnswer Fast(AirFrame frame, int first, int last)
    {
        if (first > last || last >= Pages)
        {
            return Refuse(frame, InvalidArgument);
        }

        byte[] bytes = new byte[(last - first + 1) * PageSize];
        for (int i = 0; i < bytes.Length; i++)
        {
            int place = (first * PageSize) + i;
            if (!MayRead(place / PageSize))
            {
                return Refuse(frame, InvalidArgument);
            }

            bytes[i] = Readable(place);
        }

        return Framed(frame, bytes);
    }

    private AirAnswer Authenticate(AirFrame frame, ReadOnlySpan<byte> password)
    {
        int limit = Memory[AccessPlace] & 0x07;
        if (limit > 0 && _failures >= limit)
        {
            return Refuse(frame, AuthenticationLimit);
        }

        int stored = (_layout.ConfigurationPage + 2) * PageSize;
        _authenticated = password.SequenceEqual(Memory.AsSpan(stored, PageSize));
        _failures = _authenticated ? 0 : _failures + 1;
        return _authenticated ? Framed(frame, Memory.AsSpan(stored + PageSize, 2)) : Refuse(frame, InvalidArgument);
    }

    // One bit for each two (NTAG213) or sixteen pages from page 16 on, §8.5.3.
    private bool IsLockedDynamically(int page)
    {
        int locks = (_layout.ConfigurationPage - 1) * PageSize;
        if (page < 16 || page >= _layout.ConfigurationPage - 1)
        {
            return false;
        }

        int bit = (page - 16) / _layout.PagesALockBit;
        return (Memory[locks + (bit / 8)] >> (bit % 8) & 1) != 0;
    }

    private sealed record Layout(int PageCount, int ConfigurationPage, byte StorageCode, byte SizeInEights, int PagesALockBit);
}
