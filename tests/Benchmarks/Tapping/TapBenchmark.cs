using System.Globalization;
using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Emulation;

namespace PaymentCode.Benchmarks.Tapping;

/// <summary>
/// From the moment a card or token comes into the reach of the terminal's reader to APPROVED on its display, in emulated time: SPI at 2 MHz, the air's
/// and the cards' own delays, 115,200 baud, the bank asking every 50 ms. Each part's share is measured, many taps at different moments.
/// </summary>
internal static class TapBenchmark
{
    private const int TargetMs = 500;
    private const int PollMs = 50;

    internal static int Run(BenchmarkOptions options)
    {
        int taps = options.Number("taps", 20);
        int bankMs = options.Number("bank", 10);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taps} taps, the bank takes {bankMs} ms for its answer and asks every {PollMs} ms"));
        Console.WriteLine("share of each part in ms, mean (longest)   found and read | until the bank asks | its answer | verdict, journal, display | all");
        bool reached = Report("bank card", taps, tap => TapCard(tap, bankMs));
        reached &= Report("token, second tap", taps, tap => TapToken(tap, bankMs));
        return reached ? 0 : 1;
    }

    private static bool Report(string name, int taps, Func<int, double[]> measure)
    {
        double[][] all = [.. Enumerable.Range(0, taps).Select(measure)];
        string shares = string.Join(" | ", Enumerable.Range(0, all[0].Length).Select(part =>
            string.Create(CultureInfo.InvariantCulture, $"{all.Average(tap => tap[part]),5:F0} ({all.Max(tap => tap[part]),3:F0})")));
        double longest = all.Max(tap => tap[^1]);
        Console.WriteLine($"{name,-18} {shares}   {(longest < TargetMs ? "reached" : "MISSED")}: under {TargetMs} ms");
        return longest < TargetMs;
    }

    private static double[] TapCard(int tap, int bankMs)
    {
        TerminalBoard board = new(seed: 1);
        Counter counter = new(board, board.Step, bankMs);
        counter.Begin(TerminalApplet.DirectPresent, tap);
        BankCard card = new("4111111111111111", "301231", new byte[16]);
        board.Field.Bring(card.Contactless);
        return counter.Finish(TerminalApplet.EventCardRead);
    }

    private static double[] TapToken(int tap, int bankMs)
    {
        TokenBoard token = TokenBoard.WithPn532(seed: 2);
        BankOnLine.OverSerial(token.Serial, token.Step).SetUp([2, 2, 3, 4, 5, 6, 7, 8]);
        using ShopCounter shop = new(new TerminalBoard(seed: 1), token);
        Counter counter = new(shop.Terminal, shop.Step, bankMs);
        counter.Begin(TerminalApplet.DirectPresent, 0);
        shop.Tap();
        counter.Await(TerminalApplet.EventTokenPresent);
        counter.AskToken();
        counter.Direct(TerminalApplet.DirectPresentAgain);
        shop.TakeToken();
        shop.Advance(1000);
        token.Button.PressFor(100);
        for (int ms = 0; ms < 1000; ms += PollMs)
        {
            counter.Poll();
            shop.Advance(PollMs);
        }

        shop.Advance(tap * 7 % 80);
        shop.Tap();
        return counter.Finish(TerminalApplet.EventCodeRead);
    }

    /// <summary>The terminal, set up, with the bank on its line.</summary>
    private sealed class Counter
    {
        private readonly TerminalBoard _board;
        private readonly Action _step;
        private readonly int _bankMs;
        private readonly BankOnLine _bank;
        private uint _acknowledged;
        private uint _transaction;
        private double _readMs;

        public Counter(TerminalBoard board, Action step, int bankMs)
        {
            (_board, _step, _bankMs) = (board, step, bankMs);
            _bank = BankOnLine.OverSerial(board.Serial, Step);
            _bank.SetUp([1, 2, 3, 4, 5, 6, 7, 8]);
            TlvList configuration = new TlvList()
                .Add(TerminalApplet.TagTerminalId, Bytes.FromAscii("SHOP0001")).AddBcd(TokenApplet.TagCurrency, 156, 2)
                .AddNumber(TokenApplet.TagExponent, 2, 1).Add(TokenApplet.TagPayee, Bytes.FromAscii("Corner Shop"))
                .AddNumber(TerminalApplet.TagLanguage, TerminalApplet.LanguageEnglish, 1);
            _bank.Secured(TokenApplet.InsPutData, TerminalApplet.TagConfiguration, configuration.ToBytes());
        }

        private double NowMs => _board.Time.NowNs / (double)VirtualClock.NsPerMs;

        /// <summary>A purchase of 12.34 is typed, and the bank says what to wait for; then comes the moment of the tap.</summary>
        public void Begin(byte directive, int tap)
        {
            Poll();
            Pass(1500);
            foreach (char key in "1234#")
            {
                _board.Keypad.PressFor(key, TerminalBoard.KeyMs);
                Pass(2 * TerminalBoard.KeyMs);
            }

            Await(TerminalApplet.EventStarted);
            Direct(directive);
            Pass(500 + (tap * 7 % 80));
        }

        public void Direct(byte directive, TlvList? fields = null)
        {
            TlvList data = new TlvList().AddNumber(TerminalApplet.TagTransaction, _transaction, 4).AddNumber(TerminalApplet.TagDirective, directive, 1);
            _bank.Secured(TerminalApplet.InsDirect, 0, (fields == null ? data : data.AddAll(fields)).ToBytes());
        }

        /// <summary>The bank has the token make a code.</summary>
        public void AskToken()
        {
            BankOnLine token = new(apdu =>
            {
                byte[] data = new TlvList().AddNumber(TerminalApplet.TagTransaction, _transaction, 4).Add(TerminalApplet.TagCommand, apdu).ToBytes();
                TlvList.TryParse(_bank.Secured(TerminalApplet.InsExchange, 0, data), out TlvList answer);
                return answer.Find(TerminalApplet.TagResponse) ?? [];
            });
            token.Open(2);
            token.Secured(TokenApplet.InsPutData, TokenApplet.TagClock, [0x6B, 0x49, 0xD2, 0x00]);
            TransactionData purchase = new()
            {
                Type = TokenApplet.TypePurchase,
                AmountMinor = 1234,
                CurrencyNumeric = 156,
                Exponent = 2,
                Payee = "Corner Shop",
                Reservation = 7,
                Holder = TokenApplet.HolderToken,
                Nonce = 7,
                ExpiresAt = 0x6B49D200 + 300,
            };
            token.Secured(TokenApplet.InsGenerateCode, 0, purchase.ToBytes());
        }

        public byte Poll()
        {
            byte[] query = new TlvList().AddNumber(TerminalApplet.TagSequence, _acknowledged, 4).ToBytes();
            TlvList.TryParse(_bank.Secured(TerminalApplet.InsGetEvent, 0, query), out TlvList answer);
            if (!answer.TryGetNumber(TerminalApplet.TagEvent, 1, out ulong kind))
            {
                return 0;
            }

            answer.TryGetNumber(TerminalApplet.TagSequence, 4, out ulong sequence);
            answer.TryGetNumber(TerminalApplet.TagTransaction, 4, out ulong transaction);
            (_acknowledged, _transaction) = ((uint)sequence, (uint)transaction);
            return (byte)kind;
        }

        public void Await(byte kind)
        {
            while (Poll() != kind)
            {
                Pass(PollMs);
            }
        }

        /// <summary>The bank asks until it hears of the card and approves; ends when the display says so.</summary>
        /// <returns>Milliseconds until all is read, until the bank asks, for its answer, for the verdict until it is displayed, and all of them.</returns>
        public double[] Finish(byte kind)
        {
            double began = NowMs;
            _readMs = 0;
            while (Poll() != kind)
            {
                Pass(PollMs);
            }

            double asked = NowMs;
            Pass(_bankMs);
            double decided = NowMs;
            TlvList amount = new TlvList().AddBcd(TokenApplet.TagAmount, 1234, 6).AddBcd(TokenApplet.TagCurrency, 156, 2).AddNumber(TokenApplet.TagExponent, 2, 1);
            Direct(TerminalApplet.DirectApproved, amount);

            // The headline's colour, in the last row of its pixels: green and nothing else.
            while ((_board.Panel.PixelAt(2, 38) & 0xFF00FF) != 0)
            {
                Step();
            }

            return [_readMs - began, asked - _readMs, decided - asked, NowMs - decided, NowMs - began];
        }

        // The terminal sounds in the step in which it has read a card.
        private void Step()
        {
            _step();
            _readMs = _readMs == 0 && _board.Buzzer.IsSounding ? NowMs : _readMs;
        }

        private void Pass(int ms)
        {
            for (double until = NowMs + ms; NowMs < until;)
            {
                Step();
            }
        }
    }
}
