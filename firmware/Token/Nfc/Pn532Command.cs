namespace PaymentCode.Token
{
    /// <summary>The commands of the PN532 that a target needs (UM0701-02 §7.2, §7.3). The answer's code is the command's and one.</summary>
    internal static class Pn532Command
    {
        /// <summary>In no frame: nothing is on its way.</summary>
        public const byte None = 0x00;

        public const byte GetFirmwareVersion = 0x02;
        public const byte SetParameters = 0x12;
        public const byte SamConfiguration = 0x14;
        public const byte TgGetData = 0x86;
        public const byte TgInitAsTarget = 0x8C;
        public const byte TgSetData = 0x8E;
    }
}
