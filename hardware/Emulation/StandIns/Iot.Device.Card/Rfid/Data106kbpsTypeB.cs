namespace Iot.Device.Rfid;

/// <summary>A card of ISO/IEC 14443 type B, from its ATQB.</summary>
public class Data106kbpsTypeB
{
    private const int IdLength = 4;
    private const int ReservedFrameWaitingInteger = 15;

    // Upstream's figures for FWI 0 to 14, in microseconds; 1203.3 should be 1208.2.
    private static readonly float[] FrameWaitingTimes =
    [
        302.1f, 604.1f, 1203.3f, 2416.5f, 4833.0f, 9666.1f, 19332.2f, 38664.3f, 77328.6f, 154657.2f, 309314.5f, 618628.9f, 1237257.8f,
        2474515.6f, 4949031.3f,
    ];

    /// <summary>Takes an ATQB apart.</summary>
    /// <param name="atqb">50, PUPI (4), application data (4), protocol information (3).</param>
    /// <exception cref="ArgumentOutOfRangeException">It ends inside PUPI or application data (the device's Array.Copy throws this type).</exception>
    /// <exception cref="IndexOutOfRangeException">It is empty, or ends inside the protocol information.</exception>
    public Data106kbpsTypeB(byte[] atqb)
    {
        Command = atqb[0];
        NfcId = Part(atqb, 1);
        ApplicationData = Part(atqb, 1 + IdLength);
        BitRates = atqb[9];
        MaxFrameSize = (MaxFrameSize)(atqb[10] & 0xF0);

        // Upstream looks at five bits, so that the lowest of the frame size counts too.
        ISO14443_4Compliance = (atqb[10] & 0x1F) == 1;
        int frameWaitingInteger = atqb[11] >> 4;
        FrameWaitingTime = frameWaitingInteger == ReservedFrameWaitingInteger ? 0 : FrameWaitingTimes[frameWaitingInteger];
        ApplicationType = (ApplicationType)(atqb[11] & 0x0C);
        NadSupported = (atqb[11] & 0x02) != 0;
        CidSupported = (atqb[11] & 0x01) != 0;
    }

    /// <summary>The reader's number of the card.</summary>
    public byte TargetNumber { get; set; }

    /// <summary>PUPI.</summary>
    public byte[] NfcId { get; set; }

    /// <summary>Application data.</summary>
    public byte[] ApplicationData { get; set; }

    /// <summary>First byte of the ATQB, 50.</summary>
    public byte Command { get; set; }

    /// <summary>Largest frame the card takes.</summary>
    public MaxFrameSize MaxFrameSize { get; set; }

    /// <summary>Bit rates it can do.</summary>
    public byte BitRates { get; set; }

    /// <summary>Whether it speaks ISO/IEC 14443-4.</summary>
    public bool ISO14443_4Compliance { get; set; }

    /// <summary>Whether it supports NAD.</summary>
    public bool NadSupported { get; set; }

    /// <summary>Whether it supports CID.</summary>
    public bool CidSupported { get; set; }

    /// <summary>Frame waiting time in microseconds; 0 where the ATQB has a reserved value.</summary>
    public float FrameWaitingTime { get; set; }

    /// <summary>Coding of the application data.</summary>
    public ApplicationType ApplicationType { get; set; }

    private static byte[] Part(byte[] atqb, int start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atqb.Length, start + IdLength, nameof(atqb));
        return atqb[start..(start + IdLength)];
    }
}
