using System.Text;
using PaymentCode.Bank.Ledger;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Bank.Terminals;

/// <summary>The data of DIRECT (docs/PROTOCOLS.md section 8.3).</summary>
internal static class Directive
{
    /// <summary>Wait for a card, token or tag. A terminal takes the same bytes for a repetition, so each further asking states another time.</summary>
    public static byte[] Present(TerminalOrder order, int seconds) => Of(order, TerminalApplet.DirectPresent).AddNumber(TerminalApplet.TagTimeout, (ulong)seconds, 1).ToBytes();

    /// <summary>Wait for the token with its code.</summary>
    public static byte[] PresentAgain(TerminalOrder order, int seconds) =>
        Of(order, TerminalApplet.DirectPresentAgain).AddNumber(TerminalApplet.TagTimeout, (ulong)seconds, 1).ToBytes();

    /// <summary>Ask for the password.</summary>
    /// <param name="order">The order.</param>
    /// <param name="account">PAN or surrogate number: digits.</param>
    public static byte[] Password(TerminalOrder order, string account) =>
        Of(order, TerminalApplet.DirectPassword).Add(BankCardApplet.TagPan, CompressedNumber(account)).ToBytes();

    /// <summary>Show what is going to happen, and ask for a confirmation.</summary>
    public static byte[] Confirm(TerminalOrder order, string maskedCard, string receiverAccount)
    {
        var list = Of(order, TerminalApplet.DirectConfirm).Add(TerminalApplet.TagMaskedCard, Encoding.ASCII.GetBytes(maskedCard));
        return AddAmount(list, order)
            .Add(TerminalApplet.TagReceiver, Encoding.ASCII.GetBytes(order.Receiver!))
            .Add(TerminalApplet.TagReceiverAccount, Encoding.ASCII.GetBytes(receiverAccount))
            .ToBytes();
    }

    /// <summary>Say that another device has to confirm.</summary>
    public static byte[] OtherDevice(TerminalOrder order) => Of(order, TerminalApplet.DirectOtherDevice).ToBytes();

    /// <summary>Approved.</summary>
    public static byte[] Approved(TerminalOrder order) => AddAmount(Of(order, TerminalApplet.DirectApproved), order).ToBytes();

    /// <summary>Refused, with the reason.</summary>
    public static byte[] Refused(TerminalOrder order) =>
        Of(order, TerminalApplet.DirectRefused).AddNumber(TerminalApplet.TagReason, OrderReason.ToByte(order.Reason), 1).ToBytes();

    /// <summary>Format cn (EMV Book 3 §4.3): two digits a byte, filled up with F.</summary>
    public static byte[] CompressedNumber(string digits) => Convert.FromHexString(digits.Length % 2 == 0 ? digits : digits + "F");

    private static TlvList Of(TerminalOrder order, byte directive) => new TlvList()
        .AddNumber(TerminalApplet.TagTransaction, (ulong)order.Number, 4)
        .AddNumber(TerminalApplet.TagDirective, directive, 1);

    private static TlvList AddAmount(TlvList list, TerminalOrder order)
    {
        var currency = Currency.Of(order.Currency);
        return list
            .AddBcd(TokenApplet.TagAmount, order.AmountMinor, 6)
            .AddBcd(TokenApplet.TagCurrency, currency.Numeric, 2)
            .AddNumber(TokenApplet.TagExponent, currency.Exponent, 1);
    }
}
