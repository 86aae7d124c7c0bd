namespace Iot.Device.Card;

/// <summary>A status word taken apart.</summary>
public class ProcessError
{
    /// <summary>Takes it apart.</summary>
    /// <param name="errorToProcess">SW1 and SW2; with fewer bytes the error is unknown.</param>
    public ProcessError(SpanByte errorToProcess)
    {
        if (errorToProcess.Length < 2)
        {
            ErrorType = ErrorType.Unknown;
            return;
        }

        byte sw1 = errorToProcess[0];
        byte sw2 = errorToProcess[1];
        ErrorType = TypeOf(sw1, sw2);
        CorrectLegnthOrBytesAvailable = sw1 switch
        {
            0x61 or 0x6C => sw2,
            0x63 => (byte)(sw2 & 0x0F),
            _ => 0,
        };
    }

    /// <summary>What it says.</summary>
    public ErrorType ErrorType { get; internal set; }

    /// <summary>The right length, the bytes that wait, or the tries that are left. The spelling is upstream's.</summary>
    public byte CorrectLegnthOrBytesAvailable { get; internal set; }

    private static ErrorType TypeOf(byte sw1, byte sw2) => (sw1, sw2) switch
    {
        (0x90, 0x00) => ErrorType.ProcessCompletedNormal,
        (0x61, _) => ErrorType.BytesStillAvailable,
        (0x62, 0x83) => ErrorType.StateNonVolatileMemoryUnchangedSelectedFileInvalidated,
        (0x63, >= 0xC0) => ErrorType.StateNonVolatileMemoryChanged,
        (0x63, 0x00) => ErrorType.StateNonVolatileMemoryChangedAuthenticationFailed,
        (0x63, _) when (sw2 & 0x0F) != 0 => ErrorType.StateNonVolatileMemoryChangedAuthenticationFailed,
        (0x62 or 0x63, _) => ErrorType.ProcessCompletedWarning,
        (0x64 or 0x65, _) => ErrorType.ProcessAbortedExecution,
        (0x69, 0x83) => ErrorType.CommandNotAllowedAuthenticationMethodBlocked,
        (0x69, 0x84) => ErrorType.CommandNotAllowedReferenceDataInvalidated,
        (0x69, 0x85) => ErrorType.CommandNotAllowedConditionsNotSatisfied,
        (0x6A, 0x81) => ErrorType.WrongParameterP1P2FunctionNotSupported,
        (0x6A, 0x82) => ErrorType.WrongParameterP1P2FileNotFound,
        (0x6A, 0x83) => ErrorType.WrongParameterP1P2RecordNotFound,
        (0x6A, 0x88) => ErrorType.ReferenceDataNotFound,
        (0x6C, _) => ErrorType.WrongLength,
        (0x6D, _) => ErrorType.InstructionCodeNotSupportedOrInvalid,
        _ when sw1 is >= 0x66 and <= 0x6F => ErrorType.ProcessAbortedChecking,
        _ => ErrorType.Unknown,
    };
}
