namespace Iot.Device.Card;

/// <summary>What a status word says (EMV 4.3 Book 3, §6.3.5).</summary>
public enum ErrorType
{
    /// <summary>9000.</summary>
    ProcessCompletedNormal = 0,

    /// <summary>62xx or 63xx.</summary>
    ProcessCompletedWarning = 1,

    /// <summary>64xx or 65xx.</summary>
    ProcessAbortedExecution = 2,

    /// <summary>66xx to 6Fxx.</summary>
    ProcessAbortedChecking = 3,

    /// <summary>6283.</summary>
    StateNonVolatileMemoryUnchangedSelectedFileInvalidated = 4,

    /// <summary>6300.</summary>
    StateNonVolatileMemoryChangedAuthenticationFailed = 5,

    /// <summary>63Cx.</summary>
    StateNonVolatileMemoryChanged = 6,

    /// <summary>6983.</summary>
    CommandNotAllowedAuthenticationMethodBlocked = 7,

    /// <summary>6984.</summary>
    CommandNotAllowedReferenceDataInvalidated = 8,

    /// <summary>6985.</summary>
    CommandNotAllowedConditionsNotSatisfied = 9,

    /// <summary>6A81.</summary>
    WrongParameterP1P2FunctionNotSupported = 10,

    /// <summary>6A82.</summary>
    WrongParameterP1P2FileNotFound = 11,

    /// <summary>6A83.</summary>
    WrongParameterP1P2RecordNotFound = 12,

    /// <summary>6A88.</summary>
    ReferenceDataNotFound = 13,

    /// <summary>6Cxx.</summary>
    WrongLength = 14,

    /// <summary>61xx.</summary>
    BytesStillAvailable = 15,

    /// <summary>6Dxx.</summary>
    InstructionCodeNotSupportedOrInvalid = 16,

    /// <summary>None of these.</summary>
    Unknown = 17,

    /// <summary>9000.</summary>
    Success = ProcessCompletedNormal,
}
