using System.Security.Cryptography;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Tests.PaymentKeys;

/// <summary>What a simulation found.</summary>
/// <param name="Guesses">Random codes tried.</param>
/// <param name="Hits">How many would have been accepted.</param>
/// <param name="Runs">Runs of ten tries at one terminal.</param>
/// <param name="RunsWithHit">Runs in which at least one was.</param>
/// <param name="Expected">Chance of one guess by the formula: accounts × look-ahead × steps × variants / codes.</param>
public sealed record GuessingResult(long Guesses, long Hits, long Runs, long RunsWithHit, double Expected)
{
    /// <summary>How many standard deviations the hits lie from what the formula says.</summary>
    public double Deviations => (Hits - (Guesses * Expected)) / Math.Sqrt(Guesses * Expected);
}

/// <summary>
/// Random guesses against the codes that the bank would accept, docs/PAYMENT-CODES.md. The index space is scaled down; authenticators, validities, steps,
/// amounts and moments are the real ones, made and compared by the functions that token and bank use.
/// </summary>
public sealed class GuessingSimulation
{
    private const int Authenticators = 1_000_000;
    private const int TriesAtTerminal = 10;
    private const long ClaimedMinor = 1250;
    private const int ClaimedCurrency = 156;
    private readonly int _indices;
    private readonly int _accounts;
    private readonly Random _random;
    private readonly byte[][] _keys;
    private readonly int[] _live;

    /// <summary>Gives each account three live indices of its own, anywhere in the scaled index space.</summary>
    public GuessingSimulation(int indices, int accounts, int seed)
    {
        (_indices, _accounts, _random) = (indices, accounts, new Random(seed));
        _keys = new byte[accounts][];
        for (var account = 0; account < accounts; account++)
        {
            _keys[account] = new byte[PaymentCodeNumber.KeyLength];
            _random.NextBytes(_keys[account]);
        }

        var shuffled = Enumerable.Range(0, indices).ToArray();
        _random.Shuffle(shuffled);
        _live = shuffled[..(accounts * PaymentBatch.LookAhead)];
    }

    /// <summary>Codes that are acceptable for one account at a moment.</summary>
    public static int AcceptableOfAccount => PaymentBatch.LookAhead * PaymentCodeTime.Validities().Length * PaymentCodeTime.GoodSteps * 2;

    /// <summary>Guesses at several moments.</summary>
    /// <param name="moments">How many moments, days apart.</param>
    /// <param name="runsOfMoment">Runs of ten tries at each.</param>
    public GuessingResult Run(int moments, int runsOfMoment)
    {
        long hits = 0;
        long runsWithHit = 0;
        for (var moment = 0; moment < moments; moment++)
        {
            var acceptable = AcceptableAt(1_790_000_000L + (86_413L * moment));
            for (var run = 0; run < runsOfMoment; run++)
            {
                var before = hits;
                for (var attempt = 0; attempt < TriesAtTerminal; attempt++)
                {
                    hits += acceptable.Contains(_random.NextInt64((long)_indices * Authenticators)) ? 1 : 0;
                }

                runsWithHit += hits > before ? 1 : 0;
            }
        }

        var runs = (long)moments * runsOfMoment;
        return new GuessingResult(
            runs * TriesAtTerminal, hits, runs, runsWithHit, (double)_accounts * AcceptableOfAccount / ((double)_indices * Authenticators));
    }

    /// <summary>
    /// Share of live indices among the neighbours of indices that were seen, with the real permutation at full size: what aiming would gain.
    /// </summary>
    /// <param name="accounts">Accounts, each with a batch.</param>
    /// <param name="seen">Indices seen, ten neighbours of each are tried.</param>
    /// <param name="seed">Seed.</param>
    /// <returns>The share among the neighbours, and the share in the whole index space.</returns>
    public static (double Neighbours, double Anywhere) Aim(long accounts, int seen, int seed)
    {
        var permutation = new IndexPermutation(SHA256.HashData([(byte)seed]), [PaymentIndices.Prefix]);
        var random = new Random(seed);
        var live = 0L;
        for (var i = 0; i < seen; i++)
        {
            var index = permutation.Permute((random.NextInt64(accounts) * PaymentIndices.SlotSize) + random.Next(PaymentBatch.LookAhead));
            for (var distance = 1; distance <= 10; distance++)
            {
                var number = permutation.Invert((index + distance) % IndexPermutation.Count);
                live += number / PaymentIndices.SlotSize < accounts && number % PaymentIndices.SlotSize < PaymentBatch.LookAhead ? 1 : 0;
            }
        }

        return (live / (10.0 * seen), (double)accounts * PaymentBatch.LookAhead / IndexPermutation.Count);
    }

    /// <summary>Every code of the scaled space that the bank would accept now, as index × 10^6 + authenticator.</summary>
    private HashSet<long> AcceptableAt(long nowSeconds)
    {
        var acceptable = new HashSet<long>();
        for (var i = 0; i < _live.Length; i++)
        {
            foreach (var validity in PaymentCodeTime.Validities())
            {
                var newest = PaymentCodeTime.NewestGoodStep(validity, nowSeconds);
                for (var step = newest; step > newest - PaymentCodeTime.GoodSteps; step--)
                {
                    acceptable.Add(CodeOf(i, validity, step, PaymentCodeNumber.NoAmount, PaymentCodeNumber.NoAmount));
                    acceptable.Add(CodeOf(i, validity, step, ClaimedMinor, ClaimedCurrency));
                }
            }
        }

        return acceptable;
    }

    private long CodeOf(int live, int validity, long step, long amountMinor, int currency) =>
        ((long)_live[live] * Authenticators) + int.Parse(
            PaymentCodeNumber.Authenticate(
                _keys[live / PaymentBatch.LookAhead], PaymentIndices.Prefix, _live[live], validity, step, amountMinor, currency),
            System.Globalization.CultureInfo.InvariantCulture);
}
