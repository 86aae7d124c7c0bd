namespace PaymentCode.Emulation;

/// <summary>
/// Registers that ReadRegister and WriteRegister reach: the contactless interface unit (6301 to 633E hex), the random number switch, and
/// the ports among the special function registers (PN532/C1 datasheet §8.6.23 and §8.2). Others read as 0 and take nothing.
/// </summary>
internal sealed class Pn532Registers
{
    public const int TxMode = 0x6302;
    public const int RxMode = 0x6303;
    public const int TxAuto = 0x6305;
    public const int ManualRcv = 0x630D;
    public const int Status2 = 0x6338;
    public const int Control = 0x633C;
    public const int BitFraming = 0x633D;
    public const int Coll = 0x633E;
    public const int P3 = 0xFFB0;
    public const int P7 = 0xFFF7;

    /// <summary>TxMode, RxMode: check bytes are made and checked by the chip.</summary>
    public const byte CrcEnable = 0x80;

    /// <summary>Status2: frames are enciphered.</summary>
    public const byte Crypto1On = 0x08;

    private const int First = 0x6300;
    private const int ControlSwitchRng = 0x6106;

    // Reset values of the datasheet's register descriptions; registers that are not named are 0.
    private static readonly (int Address, byte Value)[] Defaults =
    [
        (0x6301, 0x3B), (0x6304, 0x80), (0x6306, 0x10), (0x6307, 0x84), (0x6308, 0x84), (0x6309, 0x4D), (0x630C, 0x62),
        (0x6311, 0xFF), (0x6312, 0xFF), (0x6313, 0x88), (0x6314, 0x26), (0x6315, 0x87), (0x6316, 0x48), (0x6317, 0x88), (0x6318, 0x20),
        (0x6319, 0x20), (0x6326, 0x40), (0x6327, 0x80), (0x6331, 0x20), (0x6332, 0x80), (0x6334, 0x14), (0x6337, 0x21),
        (0x633B, 0x08), (0x633C, 0x10), (0x633E, 0xA0),
    ];

    private readonly byte[] _ciu = new byte[0x40];
    private readonly Dictionary<int, byte> _others = [];

    public Pn532Registers() => Reset();

    public byte this[int address]
    {
        get => address - First is >= 0 and < 0x40 ? _ciu[address - First] : _others.GetValueOrDefault(address);
        set
        {
            if (address - First is > 0 and < 0x3F)
            {
                _ciu[address - First] = value;
            }
            else if (_others.ContainsKey(address))
            {
                _others[address] = value;
            }
        }
    }

    public void Reset()
    {
        Array.Clear(_ciu);
        foreach ((int address, byte value) in Defaults)
        {
            this[address] = value;
        }

        _others[ControlSwitchRng] = 0x00;
        _others[P3] = 0x3F;
        _others[P7] = 0x06;
        foreach (int configuration in (int[])[0xFFFC, 0xFFFD, 0xFFF4, 0xFFF5])
        {
            _others[configuration] = 0x00;
        }
    }
}
