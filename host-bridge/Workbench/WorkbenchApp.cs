using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using PaymentCode.Workbench.Http;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>The workbench: worlds by REST, and the page that shows them (docs/WORKBENCH.md).</summary>
public static class WorkbenchApp
{
    private const int LongestBody = 4096;

    /// <summary>Builds the server; the caller runs and disposes it.</summary>
    /// <exception cref="WorkbenchStartException">An option is wrong; the message says which and what to do.</exception>
    public static WebApplication Create(WorkbenchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Access.Check(options);
        var storage = BankStorage.Open(options.Databases);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(WorkbenchApp).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = options.Certificate);
        });
        AddServices(builder.Services, options, storage);
        var app = builder.Build();
        app.UseExceptionHandler(handler => handler.Run(Refusals.HandleExceptionAsync));
        app.UseStatusCodePages();
        app.Use(Access.Guard(options));
        app.MapOpenApi();
        var world = app.MapWorlds();
        world.MapDevices();
        world.MapCodes();
        world.MapShop();
        world.MapBank();
        world.MapEvents();
        world.MapStories();
        app.MapPage();
        return app;
    }

    private static void AddServices(IServiceCollection services, WorkbenchOptions options, BankStorage storage)
    {
        services.AddSingleton(options).AddSingleton(storage);
        services.AddSingleton<Worlds>().AddHostedService(provider => provider.GetRequiredService<Worlds>());
        services.AddOpenApi(document => document.AddDocumentTransformer((openApi, _, _) =>
        {
            openApi.Info.Title = "PaymentCode workbench";
            openApi.Info.Version = "1";
            return Task.CompletedTask;
        }));
        services.AddProblemDetails(details => details.CustomizeProblemDetails = context => Describe(context.ProblemDetails));
        services.Configure<RouteHandlerOptions>(route => route.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
    }

    // What the framework itself refuses.
    private static void Describe(ProblemDetails problem)
    {
        problem.Extensions.Clear();
        if (problem.Type?.StartsWith("urn:", StringComparison.Ordinal) == true)
        {
            return;
        }

        (problem.Title, problem.Detail) = problem.Status switch
        {
            StatusCodes.Status400BadRequest => ("malformed", "This is no request as HTTP has them."),
            StatusCodes.Status413PayloadTooLarge => ("too-large", "A body has at most 4 KiB."),
            StatusCodes.Status415UnsupportedMediaType => ("malformed", "A body is application/json."),
            _ => ("not-found", "There is nothing at this address, or not for this method."),
        };
        problem.Type = "urn:paymentcode:" + problem.Title;
    }
}
