namespace PaymentCode.Workbench;

/// <summary>The shop's terminal; <c>Picture</c> rises when its display changes.</summary>
internal sealed record TerminalStateView(
    string TerminalId, string Shop, string Serial, bool Powered, bool Attached, string Screen, int Picture, bool GreenLed, bool RedLed, bool Buzzing, IReadOnlyList<string> Field);

/// <summary>An order of a terminal's.</summary>
/// <param name="Kind"><c>purchase</c> or <c>transfer</c>.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="State">How it stands at the bank.</param>
/// <param name="Reason">Why it was refused; null where it was not.</param>
/// <param name="Amount">Decimal string.</param>
/// <param name="Currency">ISO 4217 code.</param>
internal sealed record OrderRow(string Kind, string Reference, string State, string? Reason, string Amount, string Currency);

/// <summary>How the till's last scan of a payment code ended.</summary>
/// <param name="Outcome"><c>approved</c>, <c>refused</c> or <c>unreachable</c>.</param>
/// <param name="Reason">Why; empty when approved.</param>
/// <param name="Amount">Decimal string.</param>
/// <param name="Currency">ISO 4217 code.</param>
internal sealed record ScanView(string Outcome, string Reason, string Amount, string Currency);

/// <summary>The shop: the newest order of its terminal, and what its till scanned last.</summary>
internal sealed record ShopStateView(OrderRow? Order, ScanView? Scan, int Shots);

/// <summary>A payment code that the phone shows.</summary>
internal sealed record PhoneCodeView(string Digits, string Until);

/// <summary>The customer's phone: how many payment codes it still has, and the one that it shows.</summary>
internal sealed record PhoneStateView(int Codes, PhoneCodeView? Code);

/// <summary>Somebody whom the customer sends money to.</summary>
internal sealed record ReceiverView(string Name, string Phone);

/// <summary>The key of the customer's payment codes, and where it is.</summary>
internal sealed record PaymentKeyView(int KeyVersion, bool OnToken, bool OnPhone);

/// <summary>A payment by code.</summary>
internal sealed record PaymentRow(string PaymentId, string Merchant, string Amount, string Currency, string State, string At);
