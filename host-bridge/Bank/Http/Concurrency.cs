using Microsoft.AspNetCore.RateLimiting;

namespace PaymentCode.Bank.Http;

/// <summary>
/// How many requests of the expensive kinds are worked on at a time, so that strangers can neither fill the memory with frames nor the
/// processors with password hashes.
/// </summary>
internal static class Concurrency
{
    public const string LogIn = "log-in";
    public const string Terminals = "terminals";

    public static IServiceCollection AddConcurrencyLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddConcurrencyLimiter(LogIn, options => (options.PermitLimit, options.QueueLimit) = (2 * Environment.ProcessorCount, 64));
        limiter.AddConcurrencyLimiter(Terminals, options => (options.PermitLimit, options.QueueLimit) = (32, 256));
        limiter.OnRejected = (context, _) => new ValueTask(Problems.WriteAsync(context.HttpContext, Refusal.Busy));
    });
}
