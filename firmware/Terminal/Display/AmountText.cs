namespace PaymentCode.Terminal
{
    /// <summary>Amounts as people write them.</summary>
    internal static class AmountText
    {
        /// <summary>Minor units with a point where the currency has one: 1234 with exponent 2 is 12.34.</summary>
        public static string Of(long minor, int exponent)
        {
            string digits = minor.ToString();
            while (digits.Length <= exponent)
            {
                digits = "0" + digits;
            }

            int point = digits.Length - exponent;
            return exponent == 0 ? digits : digits.Substring(0, point) + "." + digits.Substring(point, exponent);
        }
    }
}
