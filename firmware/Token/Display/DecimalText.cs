namespace PaymentCode.Token
{
    /// <summary>Numbers with leading zeros.</summary>
    internal static class DecimalText
    {
        /// <summary>A number of 0 or more with at least so many digits.</summary>
        public static string Padded(long number, int digits)
        {
            string text = number.ToString();
            while (text.Length < digits)
            {
                text = "0" + text;
            }

            return text;
        }
    }
}
