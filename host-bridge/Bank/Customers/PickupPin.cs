using System.Security.Cryptography;
using PaymentCode.Bank.Secrets;

namespace PaymentCode.Bank.Customers;

/// <summary>
/// The six-digit pick-up PIN. A million values are no secret to anyone with a copy of the database, however slow the hash, so it is an
/// HMAC under a key derived from the master key, bound to the customer.
/// </summary>
internal sealed class PickupPin
{
    private readonly KeyRing _keys;
    private readonly byte[] _nobody;

    public PickupPin(KeyRing keys, Randomness randomness)
    {
        _keys = keys;
        _nobody = randomness.Bytes(32);
    }

    public byte[] Mac(string customerId, string pin) => _keys.MacText("pickup PIN", customerId, pin);

    /// <summary>Checks a PIN. For an unknown customer the same work is done, and the answer is no.</summary>
    public bool Check(Customer? customer, string pin)
    {
        var fits = CryptographicOperations.FixedTimeEquals(Mac(customer?.Id ?? "0000000000000000", pin), customer?.PinMac ?? _nobody);
        return fits && customer is not null;
    }
}
