using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Device
{
    /// <summary>What every application of a board refuses in the same way; each answers null where there is nothing to refuse.</summary>
    public static class CommandChecks
    {
        /// <summary>An answer of a status word alone.</summary>
        public static ResponseApdu Status(ushort statusWord)
        {
            return new ResponseApdu(statusWord);
        }

        /// <summary>6882 or 6E00 where the command's class is not the one that its instruction has.</summary>
        public static ResponseApdu WrongClass(CommandApdu command, byte right)
        {
            if (command.Cla == right)
            {
                return null;
            }

            return Status(command.Cla == TokenApplet.ClaSecure ? StatusWord.SecureMessagingNotSupported : StatusWord.ClassNotSupported);
        }

        /// <summary>6982 or 6E00 where a command that only the bank can give does not come through its channel.</summary>
        public static ResponseApdu Unprotected(CommandApdu command)
        {
            if (command.Cla == TokenApplet.ClaSecure)
            {
                return null;
            }

            return Status(command.Cla == TokenApplet.ClaPlain ? StatusWord.SecurityStatusNotSatisfied : StatusWord.ClassNotSupported);
        }

        /// <summary>6A86 or 6700 where P1 P2 or the data's length differ from what the instruction takes.</summary>
        public static ResponseApdu WrongForm(CommandApdu command, int p1P2, int length)
        {
            if (((command.P1 << 8) | command.P2) != p1P2)
            {
                return Status(StatusWord.IncorrectP1P2);
            }

            return command.Data.Length == length ? null : Status(StatusWord.WrongLength);
        }

        /// <summary>SELECT by name (ISO/IEC 7816-4 §11.2.2): the FCI, or the refusal.</summary>
        public static ResponseApdu Select(CommandApdu command, byte[] aid)
        {
            if (command.P1 != TokenApplet.SelectByName || command.P2 != 0)
            {
                return Status(StatusWord.IncorrectP1P2);
            }

            if (!Bytes.Same(command.Data, aid))
            {
                return Status(StatusWord.ApplicationNotFound);
            }

            TlvWriter name = new TlvWriter(2 + aid.Length);
            name.Write(TokenApplet.TagAid, aid);
            TlvWriter template = new TlvWriter(4 + aid.Length);
            template.Write(TokenApplet.TagFci, name.ToArray());
            return new ResponseApdu(StatusWord.Success, template.ToArray());
        }
    }
}
