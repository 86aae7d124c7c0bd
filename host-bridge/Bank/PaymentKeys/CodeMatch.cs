using System.Security.Cryptography;
using System.Text;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>How an authenticator compares with what the account's key makes of its index.</summary>
internal enum CodeMatch
{
    /// <summary>No code of this index, or none for this amount.</summary>
    None,

    /// <summary>A code that is good now.</summary>
    Good,

    /// <summary>It was good within the last ten minutes.</summary>
    Expired,

    /// <summary>It will be good within the next five minutes: the device's clock is fast.</summary>
    Ahead,

    /// <summary>It was made after the batch was retired, or is still shown ten minutes later.</summary>
    Retired,
}

/// <summary>Compares authenticators. Only <see cref="CodeMatch.Good"/> is ever accepted; the others name the reason of a refusal.</summary>
internal static class CodeMatching
{
    private const int LookBackSeconds = 600;
    private const int LookForwardSeconds = 300;

    /// <summary>Looks for the code among those that the account's device may have made.</summary>
    /// <param name="key">The account's key.</param>
    /// <param name="code">The code.</param>
    /// <param name="amountMinor">What the terminal claims.</param>
    /// <param name="currency">ISO 4217 number of the currency it claims.</param>
    /// <param name="nowSeconds">Now, Unix seconds.</param>
    /// <param name="retiredSeconds">When the batch was retired; null if it is in use.</param>
    public static CodeMatch Find(
        byte[] key, PaymentCodeNumber code, long amountMinor, int currency, long nowSeconds, long? retiredSeconds)
    {
        bool Fits(int validity, long step) => IsAuthenticator(key, code, validity, step, PaymentCodeNumber.NoAmount, PaymentCodeNumber.NoAmount)
            | IsAuthenticator(key, code, validity, step, amountMinor, currency);

        foreach (var validity in PaymentCodeTime.Validities())
        {
            var newest = PaymentCodeTime.NewestGoodStep(validity, nowSeconds);
            for (var step = newest; step > newest - PaymentCodeTime.GoodSteps; step--)
            {
                if (Fits(validity, step))
                {
                    var begun = step * PaymentCodeTime.StepSeconds(validity);
                    return begun > retiredSeconds ? CodeMatch.Retired : CodeMatch.Good;
                }
            }
        }

        foreach (var validity in PaymentCodeTime.Validities())
        {
            var newest = PaymentCodeTime.NewestGoodStep(validity, nowSeconds);
            for (var step = newest - PaymentCodeTime.GoodSteps; PaymentCodeTime.GoodUntil(validity, step) > nowSeconds - LookBackSeconds; step--)
            {
                if (Fits(validity, step))
                {
                    return CodeMatch.Expired;
                }
            }

            for (var step = newest + 1; PaymentCodeTime.GoodFrom(validity, step) <= nowSeconds + LookForwardSeconds; step++)
            {
                if (Fits(validity, step))
                {
                    return CodeMatch.Ahead;
                }
            }
        }

        return CodeMatch.None;
    }

    private static bool IsAuthenticator(byte[] key, PaymentCodeNumber code, int validity, long step, long amountMinor, int currency)
    {
        var expected = PaymentCodeNumber.Authenticate(key, code.Prefix, code.Index, validity, step, amountMinor, currency);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(code.Authenticator));
    }
}
