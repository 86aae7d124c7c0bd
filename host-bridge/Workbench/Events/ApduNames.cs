using System.Globalization;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Workbench.Events;

/// <summary>Commands and status words by the names that docs/PROTOCOLS.md gives them.</summary>
internal static class ApduNames
{
    /// <summary>The name of a command, and what else its header says.</summary>
    public static (string Name, string Detail, IReadOnlyDictionary<string, string> Fields) OfCommand(byte[] apdu)
    {
        if (!CommandApdu.TryParse(apdu, 0, apdu.Length, out var command))
        {
            return ("NO COMMAND", $"{apdu.Length} bytes that are no APDU", new Dictionary<string, string>());
        }

        var header = $"{command.Cla:X2} {command.Ins:X2} {command.P1:X2} {command.P2:X2}";
        var fields = new Dictionary<string, string>
        {
            ["header"] = header,
            ["data"] = Convert.ToHexString(command.Data),
            ["le"] = command.Le < 0 ? "" : command.Le.ToString(CultureInfo.InvariantCulture),
        };
        var isProtected = command.Cla == TokenApplet.ClaSecure && command.Ins != TokenApplet.InsExternalAuthenticate;
        return (NameOf(command), $"{header}, {command.Data.Length} bytes{(isProtected ? ", encrypted and with a MAC (SCP03)" : "")}", fields);
    }

    /// <summary>The name of an answer's status word.</summary>
    public static (string Name, string Detail, bool IsRefusal, IReadOnlyDictionary<string, string> Fields) OfResponse(byte[] apdu)
    {
        if (!ResponseApdu.TryParse(apdu, 0, apdu.Length, out var response))
        {
            return ("NO ANSWER", $"{apdu.Length} bytes that are no APDU", false, new Dictionary<string, string>());
        }

        var word = response.StatusWord;
        var fields = new Dictionary<string, string> { ["sw"] = word.ToString("X4", CultureInfo.InvariantCulture), ["data"] = Convert.ToHexString(response.Data) };
        return ($"{word:X4} {NameOf(word)}", $"{response.Data.Length} bytes", word != StatusWord.Success, fields);
    }

    private static string NameOf(CommandApdu command) => (command.Cla, command.Ins) switch
    {
        (TokenApplet.ClaIso, TokenApplet.InsSelect) => "SELECT",
        (_, TokenApplet.InsGetData) => "GET DATA",
        (_, TokenApplet.InsInitializeUpdate) => "INITIALIZE UPDATE",
        (_, TokenApplet.InsExternalAuthenticate) => "EXTERNAL AUTHENTICATE",
        (_, TokenApplet.InsPutKey) => "PUT KEY",
        (_, TokenApplet.InsDeleteKey) => "DELETE KEY",
        (_, TokenApplet.InsPutData) => "PUT DATA " + ((command.P1 << 8) | command.P2) switch
        {
            TokenApplet.TagClock => "(clock)",
            TokenApplet.TagPaymentKeyData => "(payment codes)",
            TerminalApplet.TagConfiguration => "(configuration)",
            var tag => $"({tag:X4})",
        },
        (_, TokenApplet.InsGenerateCode) => "GENERATE CODE",
        (_, TokenApplet.InsGetStatus) => "GET STATUS",
        (_, TokenApplet.InsCancel) => "CANCEL",
        (_, TokenApplet.InsGetCode) => "GET CODE",
        (_, TerminalApplet.InsGetEvent) => "GET EVENT",
        (_, TerminalApplet.InsDirect) => "DIRECT",
        (_, TerminalApplet.InsExchange) => "EXCHANGE",
        (_, TerminalApplet.InsSetAmount) => "SET AMOUNT",
        (TokenApplet.ClaPlain, BankCardApplet.InsGetProcessingOptions) => "GET PROCESSING OPTIONS",
        _ => $"INS {command.Ins:X2}",
    };

    private static string NameOf(ushort word) => word switch
    {
        StatusWord.Success => "done",
        StatusWord.WrongLength => "wrong length",
        StatusWord.SecureMessagingNotSupported => "secure messaging not supported",
        StatusWord.SecurityStatusNotSatisfied => "security status not satisfied",
        StatusWord.AuthenticationMethodBlocked => "authentication is being delayed",
        StatusWord.ReferenceDataNotUsable => "counter used up",
        StatusWord.ConditionsOfUseNotSatisfied => "conditions of use not satisfied",
        StatusWord.WrongData => "wrong data",
        StatusWord.ApplicationNotFound => "application not found",
        StatusWord.IncorrectP1P2 => "wrong P1 P2",
        StatusWord.ReferencedDataNotFound => "referenced data not found",
        StatusWord.InstructionNotSupported => "instruction not supported",
        StatusWord.ClassNotSupported => "class not supported",
        _ => "the device failed",
    };
}
