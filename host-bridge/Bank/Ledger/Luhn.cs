namespace PaymentCode.Bank.Ledger;

/// <summary>The check digit of card numbers (ISO/IEC 7812-1 annex B).</summary>
public static class Luhn
{
    /// <summary>The digits with their check digit.</summary>
    public static string Append(string digits) => digits + (char)('0' + ((10 - (Sum(digits, 1) % 10)) % 10));

    /// <summary>Whether the last digit is the check digit of the others.</summary>
    public static bool IsRight(string number) => Sum(number, 0) % 10 == 0;

    // Every second digit from the right is doubled, beginning with the second of the whole number.
    private static int Sum(string digits, int place)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var doubled = (i + place) % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return sum;
    }
}
