using PaymentCode.Bank.Http;
using PaymentCode.Bank.Ledger;

namespace PaymentCode.Bank.Customers;

/// <summary>What is asked of a customer's data.</summary>
internal static class CustomerRules
{
    private const int PinLength = 6;

    public static Refusal? Check(RegisterCustomer request) =>
        request.Name.Trim().Length is 0 or > 80 || request.Name.Any(char.IsControl) ? Invalid("name is 1 to 80 characters.")
        : !IsPhone(request.Phone) ? Invalid("phone is 7 to 15 digits, with or without + before them.")
        : !TryNormaliseCard(request.Card, out _) ? Invalid("card is 12 to 19 digits with a right check digit (ISO/IEC 7812-1, Luhn).")
        : request.Password.Length is < 8 or > 128 ? Invalid("password is 8 to 128 characters.")
        : CheckPin(request.PickupPin, "pickupPin");

    /// <summary>Six digits that are neither all equal nor a run; <paramref name="name"/> is the field's.</summary>
    public static Refusal? CheckPin(string pin, string name)
    {
        if (pin.Length != PinLength || !pin.All(char.IsAsciiDigit))
        {
            return Invalid($"{name} is 6 digits.");
        }

        var step = pin[1] - pin[0];
        for (var i = 1; i < pin.Length; i++)
        {
            if (pin[i] - pin[i - 1] != step)
            {
                return null;
            }
        }

        return step is >= -1 and <= 1 ? Invalid($"{name} must not be six equal digits or a run.") : null;
    }

    public static bool IsPhone(string phone)
    {
        var digits = phone.StartsWith('+') ? phone[1..] : phone;
        return digits.Length is >= 7 and <= 15 && digits.All(char.IsAsciiDigit);
    }

    /// <summary>Takes the blanks out and checks length and check digit (Luhn, ISO/IEC 7812-1 annex B).</summary>
    public static bool TryNormaliseCard(string card, out string number)
    {
        number = card.Replace(" ", "", StringComparison.Ordinal);
        if (number.Length is < 12 or > 19 || !number.All(char.IsAsciiDigit))
        {
            return false;
        }

        return Luhn.IsRight(number) && number.Trim('0').Length > 0;
    }

    /// <summary>First six and last four digits, what PCI DSS 3.4.1 lets be shown.</summary>
    public static string Mask(string number) => number.Length < 14
        ? new string('*', number.Length - 4) + number[^4..]
        : number[..6] + new string('*', number.Length - 10) + number[^4..];

    private static Refusal Invalid(string detail) => new("invalid-customer", 400, detail);
}
