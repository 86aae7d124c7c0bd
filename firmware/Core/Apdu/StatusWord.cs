namespace PaymentCode.Core.Apdu
{
    /// <summary>Status words, named as in ISO/IEC 7816-4 §5.6; what the token means by each is in docs/PROTOCOLS.md §1.4.</summary>
    public static class StatusWord
    {
        /// <summary>Done.</summary>
        public const ushort Success = 0x9000;

        /// <summary>Wrong length.</summary>
        public const ushort WrongLength = 0x6700;

        /// <summary>Secure messaging not supported for this instruction.</summary>
        public const ushort SecureMessagingNotSupported = 0x6882;

        /// <summary>Security status not satisfied: no secure channel, or a wrong MAC, after which the channel is closed.</summary>
        public const ushort SecurityStatusNotSatisfied = 0x6982;

        /// <summary>Authentication method blocked: authentication is being delayed.</summary>
        public const ushort AuthenticationMethodBlocked = 0x6983;

        /// <summary>Reference data not usable: the transaction counter is at FFFF, new keys are needed.</summary>
        public const ushort ReferenceDataNotUsable = 0x6984;

        /// <summary>Conditions of use not satisfied.</summary>
        public const ushort ConditionsOfUseNotSatisfied = 0x6985;

        /// <summary>Incorrect parameters in the data field.</summary>
        public const ushort WrongData = 0x6A80;

        /// <summary>File or application not found.</summary>
        public const ushort ApplicationNotFound = 0x6A82;

        /// <summary>Incorrect parameters P1 P2.</summary>
        public const ushort IncorrectP1P2 = 0x6A86;

        /// <summary>Referenced data not found: key version, tag or nonce.</summary>
        public const ushort ReferencedDataNotFound = 0x6A88;

        /// <summary>Instruction not supported.</summary>
        public const ushort InstructionNotSupported = 0x6D00;

        /// <summary>Class not supported.</summary>
        public const ushort ClassNotSupported = 0x6E00;

        /// <summary>No precise diagnosis: the device failed, its state is unchanged.</summary>
        public const ushort NoPreciseDiagnosis = 0x6F00;
    }
}
