namespace PaymentCode.Terminal
{
    /// <summary>The screens' colours: five bits of red at the top, six of green, five of blue.</summary>
    internal static class Colours
    {
        public const ushort Black = 0x0000;
        public const ushort White = 0xFFFF;
        public const ushort Grey = 0xA534;
        public const ushort Yellow = 0xFFE0;
        public const ushort Blue = 0x0253;
        public const ushort Green = 0x0480;
        public const ushort Red = 0xB000;
    }
}
