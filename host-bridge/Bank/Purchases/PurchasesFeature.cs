using PaymentCode.Bank.Terminals;

namespace PaymentCode.Bank.Purchases;

/// <summary>Registers the purchases feature; its endpoints are those of all orders at terminals.</summary>
internal static class PurchasesFeature
{
    public static IServiceCollection AddPurchases(this IServiceCollection services) =>
        services.AddSingleton<Refunds>().AddSingleton<TypedCodes>().AddSingleton<ITerminalBusiness, PurchaseRules>();
}
