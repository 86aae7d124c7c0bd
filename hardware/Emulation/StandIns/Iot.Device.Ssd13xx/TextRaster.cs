namespace Iot.Device.Ssd13xx;

/// <summary>Text as a bitmap for <see cref="Ssd13xx.DrawBitmap"/>.</summary>
internal static class TextRaster
{
    public static byte[] Draw(string text, IFont font)
    {
        if (font.Width is not (8 or 16))
        {
            throw new Exception($"A font must be 8 or 16 pixels wide, not {font.Width}.");
        }

        int bytesPerRow = font.Width / 8;
        byte[] bitmap = new byte[text.Length * bytesPerRow * font.Height];
        for (int i = 0; i < text.Length; i++)
        {
            byte[] rows = font[text[i]];
            for (int place = 0; place < font.Height * bytesPerRow; place++)
            {
                int column = (i * bytesPerRow) + (place % bytesPerRow);
                int row = place / bytesPerRow;
                bitmap[(row * text.Length * bytesPerRow) + column] = place < rows.Length ? rows[place] : (byte)0;
            }
        }

        return bitmap;
    }
}
