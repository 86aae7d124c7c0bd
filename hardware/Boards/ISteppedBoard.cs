namespace PaymentCode.Boards;

/// <summary>A device that lives in steps on a virtual clock.</summary>
public interface ISteppedBoard
{
    /// <summary>Its time in milliseconds since it was made.</summary>
    long NowMs { get; }

    /// <summary>One turn of its life, some milliseconds.</summary>
    void Step();
}
