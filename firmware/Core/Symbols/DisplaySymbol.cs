namespace PaymentCode.Core.Symbols
{
    /// <summary>Text as a symbol that readers already know, drawn on the display in one call. A frame is 1,024 bytes in page format
    /// (<see cref="MatrixSymbol.FrameLength"/>); it is written whole, or not at all if the answer is false.</summary>
    public static class DisplaySymbol
    {
        /// <summary>Columns that a QR code takes with text beside it.</summary>
        public const int QrColumnsBesideText = 64;

        /// <summary>Draws a QR code in the middle of a display that is lit all over. 18 digits are version 1, level Q, modules of 2 pixels.</summary>
        /// <param name="text">ASCII.</param>
        /// <param name="frame">The frame buffer.</param>
        /// <param name="reason">Why there is none, fit to be shown; null if there is one.</param>
        public static bool TryRenderQr(string text, byte[] frame, out string reason) => TryRenderQr(text, DisplayFrame.Width, frame, out reason);

        /// <summary>Draws a QR code in the left <see cref="QrColumnsBesideText"/> columns and leaves the other 64 unlit, for text beside it.</summary>
        /// <param name="text">ASCII.</param>
        /// <param name="frame">The frame buffer.</param>
        /// <param name="reason">Why there is none, fit to be shown; null if there is one.</param>
        public static bool TryRenderQrBesideText(string text, byte[] frame, out string reason) => TryRenderQr(text, QrColumnsBesideText, frame, out reason);

        /// <summary>Draws a Code 128 symbol, <paramref name="height"/> rows high; the rows below stay unlit, for text. At most 12 digits, or 6 other
        /// characters, fit on 128 columns with their quiet zones: 18 digits do not (they are 134 modules and 20 of quiet zone).</summary>
        /// <param name="text">Characters from space to tilde.</param>
        /// <param name="height">Rows, 16 to 64.</param>
        /// <param name="frame">The frame buffer.</param>
        /// <param name="reason">Why there is none, fit to be shown; null if there is one.</param>
        public static bool TryRenderCode128(string text, int height, byte[] frame, out string reason)
            => Code128.TryEncode(text, out BarSymbol symbol, out reason) && symbol.TryRender(frame, height, out reason);

        /// <summary>Draws an Interleaved 2 of 5 symbol, <paramref name="height"/> rows high; the rows below stay unlit, for text. At most 14 digits fit.</summary>
        /// <param name="digits">Digits, an even number of them, at least 6.</param>
        /// <param name="height">Rows, 16 to 64.</param>
        /// <param name="frame">The frame buffer.</param>
        /// <param name="reason">Why there is none, fit to be shown; null if there is one.</param>
        public static bool TryRenderItf(string digits, int height, byte[] frame, out string reason)
            => Interleaved2Of5.TryEncode(digits, out BarSymbol symbol, out reason) && symbol.TryRender(frame, height, out reason);

        static bool TryRenderQr(string text, int columns, byte[] frame, out string reason)
        {
            for (int i = 0; text != null && i < text.Length; i++)
            {
                if (text[i] > 0x7F)
                {
                    reason = "only ASCII is drawn; character " + (i + 1).ToString() + " is not";
                    return false;
                }
            }

            if (!QrPicture.TryFit(text == null ? null : Bytes.FromAscii(text), QrLevel.L, columns, out QrPicture picture, out reason))
            {
                return false;
            }

            picture.Render(frame);
            return true;
        }
    }
}
