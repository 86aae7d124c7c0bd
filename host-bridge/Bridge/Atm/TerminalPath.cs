namespace PaymentCode.Bridge.Atm;

/// <summary>The paths of docs/PROTOCOLS.md section 6: <c>/terminals/{id}/sessions/{sid}/…</c>.</summary>
static class TerminalPath
{
    public const int PartsInSession = 6;
    public const int SessionPart = 4;

    const string DispensedEnd = "/dispensed";
    const string NotDispensedEnd = "/not-dispensed";

    public static string Sessions(string terminalId) => $"/terminals/{terminalId}/sessions";

    public static string Frame(string terminalId, string sessionId) => $"{Sessions(terminalId)}/{sessionId}/frame";

    public static string Digits(string terminalId, string sessionId) => $"{Sessions(terminalId)}/{sessionId}/digits";

    public static string Dispensed(string terminalId, string sessionId) => Sessions(terminalId) + "/" + sessionId + DispensedEnd;

    public static string NotDispensed(string terminalId, string sessionId) => Sessions(terminalId) + "/" + sessionId + NotDispensedEnd;

    public static bool IsReport(string path) =>
        path.EndsWith(DispensedEnd, StringComparison.Ordinal) || path.EndsWith(NotDispensedEnd, StringComparison.Ordinal);
}
