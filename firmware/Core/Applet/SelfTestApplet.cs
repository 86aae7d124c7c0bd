namespace PaymentCode.Core.Applet
{
    /// <summary>Every number of the self-test, docs/PROTOCOLS.md §13: token, terminal and host take them from here.</summary>
    public static class SelfTestApplet
    {
        /// <summary>SELF TEST, class 80; P1 is one of the three below.</summary>
        public const byte InsSelfTest = 0x10;

        /// <summary>ECHO, class 80: the answer's data are the command's.</summary>
        public const byte InsEcho = 0x12;

        /// <summary>P1 of SELF TEST: what was found last, nothing is done.</summary>
        public const byte ReportLast = 0x00;

        /// <summary>P1 of SELF TEST: test now what needs no person and disturbs nothing, then report.</summary>
        public const byte TestNow = 0x01;

        /// <summary>P1 of SELF TEST: begin the test with a person, as holding the button does.</summary>
        public const byte BeginWithPerson = 0x02;

        /// <summary>Longest data of ECHO in bytes.</summary>
        public const int MaxEcho = 512;

        /// <summary>Template of the report.</summary>
        public const ushort TagReport = 0xE2;

        /// <summary>One part: part (1), outcome (1), detail (0 to 8).</summary>
        public const ushort TagPart = 0xC8;

        /// <summary>How far the test is, 1 byte, one of the State constants.</summary>
        public const ushort TagState = 0xC9;

        /// <summary>Nothing was tested since power-on.</summary>
        public const byte StateNever = 0x00;

        /// <summary>What needs no person was tested.</summary>
        public const byte StateAlone = 0x01;

        /// <summary>A test with a person is under way.</summary>
        public const byte StateRunning = 0x02;

        /// <summary>A test with a person came to its end.</summary>
        public const byte StateComplete = 0x03;

        /// <summary>Part: the display.</summary>
        public const byte Display = 0x01;

        /// <summary>Part: the FRAM.</summary>
        public const byte Memory = 0x02;

        /// <summary>Part: the token's button.</summary>
        public const byte Button = 0x03;

        /// <summary>Part: the terminal's keypad.</summary>
        public const byte Keypad = 0x04;

        /// <summary>Part: the LED, or LEDs.</summary>
        public const byte Led = 0x05;

        /// <summary>Part: the token's clock.</summary>
        public const byte Clock = 0x06;

        /// <summary>Part: the PN532.</summary>
        public const byte Nfc = 0x07;

        /// <summary>Part: the serial link, from the host and back to it.</summary>
        public const byte Serial = 0x08;

        /// <summary>Part: the terminal's buzzer.</summary>
        public const byte Buzzer = 0x09;

        /// <summary>Outcome: not tested. A person has to, or did not answer.</summary>
        public const byte NotTested = 0x00;

        /// <summary>Outcome: good. Detail of the clock: 1 byte, 01 the time is set, 00 it is not; of the PN532: IC, version, revision, support.</summary>
        public const byte Good = 0x01;

        /// <summary>Outcome: a fault. Detail: the reason, and what belongs to it.</summary>
        public const byte Fault = 0x02;

        /// <summary>Outcome: an optional part that is not there.</summary>
        public const byte NotFitted = 0x03;

        /// <summary>Outcome: it answers; whether a person can see it was not asked yet.</summary>
        public const byte Answers = 0x04;

        /// <summary>Reason: it does not answer.</summary>
        public const byte Silent = 0x01;

        /// <summary>Reason: it answers, and does not keep or say what it should. Of a wrong chip in the PN532's place: what it said follows, 4 bytes.</summary>
        public const byte Wrong = 0x02;

        /// <summary>Reason: a person said no.</summary>
        public const byte NotSeen = 0x03;

        /// <summary>Reason: it was down all the time.</summary>
        public const byte Stuck = 0x04;

        /// <summary>Reason: nothing came. Of the keypad: the keys that did not come follow, 2 bytes, bits 0 to 9 the digits, 10 the key *, 11 the key #.</summary>
        public const byte NothingCame = 0x05;

        /// <summary>Reason: the clock stands still.</summary>
        public const byte StandsStill = 0x06;
    }
}
