using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using PaymentCode.Bank.Http;
using PaymentCode.Bank.Idempotency;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Withdrawals;

namespace PaymentCode.Bank.Customers;

/// <summary>A new pick-up PIN.</summary>
/// <param name="Pin">6 digits.</param>
public sealed record NewPin(string Pin);

/// <summary>Opens or closes cardless withdrawal to a customer.</summary>
/// <param name="Enabled">Whether it is open.</param>
public sealed record WithdrawalSwitch(bool Enabled);

/// <summary>The account as its owner sees it.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Limits">Limits and what is left of them today.</param>
public sealed record AccountView(CustomerView Customer, AccountLimits Limits);

/// <summary>Limits of a customer.</summary>
/// <param name="Single">Largest single withdrawal.</param>
/// <param name="Daily">Largest sum of a day.</param>
/// <param name="LeftToday">What may still be reserved today.</param>
public sealed record AccountLimits(string Single, string Daily, string LeftToday);

/// <summary>The endpoints of customers and of the clerks that serve them.</summary>
internal static class CustomerEndpoints
{
    public static IServiceCollection AddCustomers(this IServiceCollection services)
    {
        services.AddSingleton<IPasswordHasher<Customer>, PasswordHasher<Customer>>();
        services.AddSingleton<PickupPin>().AddSingleton<Throttle>().AddSingleton<Registration>().AddSingleton<LogIn>()
            .AddSingleton<PaymentPassword>();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, CustomerAuthentication>(CustomerAuthentication.SchemeName, null);
        return services;
    }

    public static void MapCustomers(this IEndpointRouteBuilder app)
    {
        var clerk = app.MapGroupFor("/clerk/customers", ClerkAuthentication.SchemeName).WithTags("customers");
        clerk.MapPost("/", RegisterAsync).Produces<CustomerView>(201).ProducesProblem(409).ProducesProblem(422);
        clerk.MapGet("/", ListAsync);
        clerk.MapGet("/{id}", FindAsync);
        clerk.MapPost("/{id}/deposits", DepositAsync).Produces<DepositView>(201).ProducesProblem(404).ProducesProblem(409)
            .ProducesProblem(422);
        clerk.MapPost("/{id}/withdrawals", SwitchAsync);
        clerk.MapPost("/{id}/pickup-pin", ChangePinAsync);

        var customer = app.MapGroupFor("/customer", CustomerAuthentication.SchemeName).WithTags("customer");
        customer.MapPost("/login", LogInAsync).AllowAnonymous().RequireRateLimiting(Concurrency.LogIn);
        customer.MapPost("/logout", LogOutAsync);
        customer.MapGet("/account", AccountAsync);
        app.MapPaymentPasswords();
    }

    private static async Task<IResult> RegisterAsync(
        RegisterCustomer request, HttpContext context, IdempotentRequests requests, Registration registration)
    {
        if (CustomerRules.Check(request) is { } refusal)
        {
            return refusal.ToResult();
        }

        var hash = registration.HashPassword(request.Password);
        return await requests.RunAsync(context, request, StatusCodes.Status201Created, transaction =>
            registration.RegisterAsync(transaction, request, hash));
    }

    private static async Task<Ok<List<CustomerView>>> ListAsync(string? phone, BankDatabase database)
    {
        var customers = await database.ReadAsync(transaction => Customer.NewestAsync(transaction, phone));
        return TypedResults.Ok(customers.Select(customer => customer.ToView()).ToList());
    }

    private static async Task<Results<Ok<CustomerView>, ProblemHttpResult>> FindAsync(string id, BankDatabase database)
    {
        var customer = await database.ReadAsync(transaction => Customer.FindAsync(transaction, id));
        return customer is null ? Refusal.NotFound("customer").ToResult() : TypedResults.Ok(customer.ToView());
    }

    private static Task<IResult> DepositAsync(
        string id, Deposit request, HttpContext context, IdempotentRequests requests, Registration registration) =>
        requests.RunAsync(context, request, StatusCodes.Status201Created, transaction =>
            registration.DepositAsync(transaction, id, request));

    private static async Task<Results<Ok<CustomerView>, ProblemHttpResult>> SwitchAsync(
        string id, WithdrawalSwitch request, BankDatabase database, Reservations reservations)
    {
        var outcome = await database.AttemptAsync(transaction => reservations.SwitchAsync(transaction, id, request.Enabled));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.Ok(outcome.Value!);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePinAsync(
        string id, NewPin request, BankDatabase database, Registration registration)
    {
        if (CustomerRules.CheckPin(request.Pin, "pin") is { } invalid)
        {
            return invalid.ToResult();
        }

        var outcome = await database.AttemptAsync(transaction => registration.ChangePinAsync(transaction, id, request.Pin));
        return outcome.Refusal is { } refusal ? refusal.ToResult() : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<LogInView>, ProblemHttpResult>> LogInAsync(LogInRequest request, HttpContext context, LogIn logIn)
    {
        var outcome = await logIn.StartAsync(request);
        return outcome.Refusal is { } refusal ? refusal.ToResult(context) : TypedResults.Ok(outcome.Value!);
    }

    private static async Task<NoContent> LogOutAsync(HttpContext context, LogIn logIn)
    {
        await logIn.EndAsync(BearerAuthentication.TokenOf(context.Request));
        return TypedResults.NoContent();
    }

    private static async Task<Ok<AccountView>> AccountAsync(HttpContext context, BankDatabase database, Reservations reservations)
    {
        var view = await database.ReadAsync(transaction => reservations.AccountAsync(transaction, context.CallerId()));
        return TypedResults.Ok(view);
    }
}
