using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using PaymentCode.Bank.Audit;
using PaymentCode.Bank.Cards;
using PaymentCode.Bank.Customers;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Idempotency;
using PaymentCode.Bank.Ledger;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Phone;
using PaymentCode.Bank.Purchases;
using PaymentCode.Bank.Secrets;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;
using PaymentCode.Bank.Tokens;
using PaymentCode.Bank.Transfers;
using PaymentCode.Bank.Withdrawals;

namespace PaymentCode.Bank;

/// <summary>The bank server, put together from its features.</summary>
public static class BankApp
{
    private const int LongestFrame = 8 * 1024 * 1024;

    /// <summary>Opens the database, checks the master key against it and builds the server; the caller runs and disposes it.</summary>
    /// <exception cref="BankStartException">An option is wrong; the message says which and what to do.</exception>
    public static WebApplication Create(BankOptions options) => Create(options, null);

    /// <summary>As <see cref="Create(BankOptions)"/>, for those whose own thread runs <see cref="BankOptions.Background"/> and may not be held up.</summary>
    /// <exception cref="BankStartException">An option is wrong; the message says which and what to do.</exception>
    public static Task<WebApplication> CreateAsync(BankOptions options) => CreateAsync(options, null);

    /// <summary>As <see cref="Create(BankOptions)"/>; tests put their own services in the place of some.</summary>
    internal static WebApplication Create(BankOptions options, Action<IServiceCollection>? replace) =>
        CreateAsync(options, replace).GetAwaiter().GetResult();

    private static async Task<WebApplication> CreateAsync(BankOptions options, Action<IServiceCollection>? replace)
    {
        ListenAddresses.Check(options);
        var keys = new KeyRing(options.MasterKey, options.Randomness);
        var database = await BankDatabase.OpenAsync(options.Connection, options.Time, options.Background);
        await MasterKeyCheck.EnsureAsync(database, keys);

        var named = new WebApplicationOptions { ApplicationName = typeof(BankApp).Assembly.GetName().Name };
        var builder = options.Server is null ? WebApplication.CreateSlimBuilder(named) : WebApplication.CreateEmptyBuilder(named);
        builder.Logging.ClearProviders();
        options.Logging?.Invoke(builder.Logging);
        if (options.Server is { } server)
        {
            builder.Services.AddRoutingCore().AddSingleton(server);
        }
        else
        {
            UseKestrel(builder.WebHost, options);
        }

        AddServices(builder.Services, options, keys, database);
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        MapFeatures(app);
        return app;
    }

    private static void UseKestrel(ConfigureWebHostBuilder host, BankOptions options)
    {
        host.UseUrls(options.Urls);
        host.UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestFrame;
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = options.Certificate);
        });
    }

    private static void AddServices(IServiceCollection services, BankOptions options, KeyRing keys, BankDatabase database)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Time);
        services.AddSingleton(options.Randomness);
        services.AddSingleton(options.Background);
        services.AddSingleton(keys);
        services.AddSingleton(_ => database);
        services.AddBankOpenApi();
        services.AddProblemDetails(details => details.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Clear());
        services.AddConcurrencyLimits();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ClerkAuthentication>(ClerkAuthentication.SchemeName, null);
        services.AddAuthorization();
        services.Configure<RouteHandlerOptions>(route => route.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.Converters.Add(new UtcTimeConverter());
        });
        services.AddSingleton<LedgerBook>().AddSingleton<IdempotentRequests>();
        services.AddAudit().AddTokens().AddCustomers().AddWithdrawals().AddTerminals().AddPurchases().AddCards().AddTransfers().AddPaymentKeys();
    }

    private static void MapFeatures(WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.HandleExceptionAsync,
            SuppressDiagnosticsCallback = static failure => Problems.IsOfTheCaller(failure.Exception),
        });
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseAuthorization();
        if (app.Services.GetRequiredService<BankOptions>().Server is null)
        {
            // A server that calls from one thread needs no limit on how many work at a time, and the limiter would keep a timer, and with it the bank, as long as the process.
            app.UseRateLimiter();
        }

        app.MapOpenApi();
        app.MapTokens();
        app.MapCustomers();
        app.MapWithdrawals();
        app.MapTerminals();
        app.MapPaymentCodes();
        app.MapPhonePage();
        app.MapOrders();
        app.MapCards();
        app.MapReceivers();
        app.MapAudit();
    }
}
