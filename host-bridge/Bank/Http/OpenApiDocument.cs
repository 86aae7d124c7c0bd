using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace PaymentCode.Bank.Http;

/// <summary>What the OpenAPI document says beyond the endpoints: its name, and which of them take a bearer token.</summary>
internal static class OpenApiDocument
{
    private const string Bearer = "bearer";

    public static IServiceCollection AddBankOpenApi(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "PaymentCode bank";
            document.Info.Version = "1";
            document.AddComponent(Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer });
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<IAuthorizeData>().Any() && !metadata.OfType<IAllowAnonymous>().Any())
            {
                operation.Security =
                    [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    });
}
