namespace PaymentCode.Bank.Tests.Support;

/// <summary>
/// The same keys and numbers in every run: a wrong payment code is taken for an expired one once in some thousand (six digits, some hundred steps that are looked at), and a test
/// that asks for the reason must not depend on that. A restarted bank goes on in the stream.
/// </summary>
public sealed class SeededRandomness : Randomness
{
    private readonly Random _random = new(1);
    private readonly Lock _lock = new();

    public override void Fill(Span<byte> bytes)
    {
        lock (_lock)
        {
            _random.NextBytes(bytes);
        }
    }
}
