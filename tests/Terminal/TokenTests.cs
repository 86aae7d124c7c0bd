using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;
using PaymentCode.Token.Tests;

namespace PaymentCode.Terminal.Tests;

/// <summary>A token at the terminal: two emulated PN532s in one place and in one time, the bank behind the terminal's channel.</summary>
[TestClass]
public sealed class TokenTests : IDisposable
{
    private readonly SharedTime _time = new();
    private readonly TerminalHost _host;
    private readonly TokenBoard _token;
    private uint _transaction;

    public TokenTests()
    {
        TerminalBoard terminal = new(1, TestTerminal.ConfiguredImage);
        _token = TokenBoard.WithPn532(2, TestToken.PersonalisedImage);
        _time.Run(terminal.Time, terminal.Step);
        _time.Run(_token.Time, _token.Step);
        _host = new TerminalHost(terminal, ms => _time.Advance(ms * VirtualClock.NsPerMs));
        Assert.AreEqual(StatusWord.Success, _host.Open(TestTerminal.Keys(2)));
        _host.Idle(1500);
    }

    public void Dispose() => _time.Dispose();

    private Pn532Chip Antenna => _token.Pn532;

    [TestMethod]
    public void A_purchase_takes_two_taps_and_the_button()
    {
        Begin();
        Tap();
        TerminalEvent present = _host.Await(TerminalApplet.EventTokenPresent);
        CollectionAssert.AreEqual(TestToken.Serial, present.Fields.Find(TokenApplet.TagSerial));
        TransactionData purchase = Ask();
        Assert.AreEqual(StatusWord.Success, _host.Direct(_transaction, TerminalApplet.DirectPresentAgain));
        _host.Board.Field.Remove(Antenna);
        _host.Advance(300);
        Assert.AreEqual("YOUR TOKEN", _host.Headline);
        Press();
        Tap();
        TerminalEvent code = _host.Await(TerminalApplet.EventCodeRead);
        Assert.IsTrue(AuthorizationPayload.TryParse(code.Fields.Find(TerminalApplet.TagPayload), out AuthorizationPayload payload));
        CollectionAssert.AreEqual(AuthorizationCode.Authenticator(TestToken.Keys(2).Code, 1, purchase.Challenge()), payload.Authenticator);
        Assert.AreEqual(StatusWord.Success, _host.Approve(_transaction));
        _host.Advance(300);
        Assert.AreEqual("APPROVED", _host.Headline);
        Assert.IsEmpty(_host.Board.FirmwareFaults);
        Assert.IsEmpty(_host.Board.Reader.UnknownCommands);
    }

    [TestMethod]
    public void A_token_that_stays_at_the_reader_gives_its_code_as_soon_as_it_is_lit()
    {
        Begin();
        Tap();
        _host.Await(TerminalApplet.EventTokenPresent);
        Ask();
        Assert.AreEqual(StatusWord.Success, _host.Direct(_transaction, TerminalApplet.DirectPresentAgain));
        _host.Idle(2000);
        Assert.AreEqual(0, _host.Poll().Kind, "the field alone confirms nothing");
        Press();
        _host.Await(TerminalApplet.EventCodeRead);
    }

    [TestMethod]
    public void A_token_that_is_taken_away_before_it_was_pressed_is_no_trouble()
    {
        Begin();
        Tap();
        _host.Await(TerminalApplet.EventTokenPresent);
        Ask();
        _host.Direct(_transaction, TerminalApplet.DirectPresentAgain);
        _host.Advance(1000);
        _host.Board.Field.Remove(Antenna);
        _host.Advance(1000);
        Assert.AreEqual(0, _host.Poll().Kind);
        Assert.IsFalse(ScreenText.Shows(_host.Panel, "Too short. Hold it again."));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "taken away and held to it again")]
    [DataRow(false, DisplayName = "left at the reader")]
    public void A_purchase_that_is_declined_on_the_token_ends_when_the_terminal_sees_the_token(bool isTakenAway)
    {
        Begin();
        Tap();
        _host.Await(TerminalApplet.EventTokenPresent);
        Ask();
        _host.Direct(_transaction, TerminalApplet.DirectPresentAgain);
        _host.Idle(1000);
        Assert.AreEqual(0, _host.Poll().Kind, "the token asks its owner still");
        if (isTakenAway)
        {
            _host.Board.Field.Remove(Antenna);
            _host.Advance(300);
        }

        _token.Button.PressFor(2000);
        _host.Advance(2500);
        Tap();
        Assert.AreEqual(_transaction, _host.Await(TerminalApplet.EventDeclined).Transaction);
        _host.Advance(300);
        Assert.IsTrue(ScreenText.Shows(_host.Panel, "Declined"));
    }

    [TestMethod]
    public void Another_token_at_the_second_tap_ends_nothing()
    {
        Begin();
        Tap();
        _host.Await(TerminalApplet.EventTokenPresent);
        Ask();
        _host.Board.Field.Remove(Antenna);
        _host.Direct(_transaction, TerminalApplet.DirectPresentAgain);
        byte[] serial = [.. TestToken.Serial[..7], (byte)(TestToken.Serial[7] ^ 1)];
        byte[] information = new TokenInformation { Serial = serial, LifeCycle = TokenApplet.LifeCyclePersonalised }.ToBytes();
        Iso14443Card stranger = new([8, 1, 2, 3], apdu => apdu[1] == TokenApplet.InsGetData ? [.. information, 0x90, 0x00] : [0x90, 0x00]);
        _host.Board.Field.Bring(stranger);
        _host.Idle(2000);
        Assert.AreEqual(0, _host.Poll().Kind);
        _host.Board.Field.Remove(stranger);
        Press();
        Tap();
        _host.Await(TerminalApplet.EventCodeRead);
    }

    [TestMethod]
    public void A_token_that_leaves_while_the_bank_talks_to_it_is_reported_by_every_exchange()
    {
        Begin();
        Tap();
        _host.Await(TerminalApplet.EventTokenPresent);
        byte[] select = new CommandApdu(0, TokenApplet.InsSelect, 4, 0, TokenApplet.Aid()).ToBytes();
        Assert.AreEqual(TerminalApplet.ExchangeDone, _host.Pass(_transaction, select).Result);
        _host.Board.Field.Remove(Antenna);
        Assert.AreEqual(TerminalApplet.ExchangeCardGone, _host.Pass(_transaction, select).Result);
        Assert.AreEqual(TerminalApplet.ExchangeNoCard, _host.Pass(_transaction, select).Result);
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, _host.Pass(_transaction + 1, select).Status);
        Assert.AreEqual(StatusWord.Success, _host.Direct(_transaction, TerminalApplet.DirectPresent));
        Tap();
        _host.Await(TerminalApplet.EventTokenPresent);
        Assert.AreEqual(TerminalApplet.ExchangeDone, _host.Pass(_transaction, select).Result);
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(246)]
    public void A_command_for_the_card_has_4_to_245_bytes(int length)
    {
        Begin();
        Tap();
        _host.Await(TerminalApplet.EventTokenPresent);
        Assert.AreEqual(StatusWord.WrongData, _host.Pass(_transaction, new byte[length]).Status);
        Assert.AreEqual(TerminalApplet.ExchangeDone, _host.Pass(_transaction, new CommandApdu(0x80, TokenApplet.InsGetData, 0, 0xE1).ToBytes()).Result);
        byte[] longest = new CommandApdu(0x80, TokenApplet.InsGetData, 0, 0xE1, new byte[240]).ToBytes();
        Assert.HasCount(TerminalApplet.MaxCardCommand, longest);
        (_, byte result, byte[]? response) = _host.Pass(_transaction, longest);
        Assert.AreEqual(TerminalApplet.ExchangeDone, result);
        CollectionAssert.AreEqual(new byte[] { 0x67, 0x00 }, response);
    }

    [TestMethod]
    public void A_bank_card_in_place_of_the_token_is_unreadable_at_the_second_tap()
    {
        Begin();
        Tap();
        _host.Await(TerminalApplet.EventTokenPresent);
        Ask();
        _host.Board.Field.Remove(Antenna);
        _host.Direct(_transaction, TerminalApplet.DirectPresentAgain);
        _host.Board.Field.Bring(TestTerminal.Card().Contactless);
        TerminalEvent unreadable = _host.Await(TerminalApplet.EventUnreadable);
        CollectionAssert.AreEqual(new byte[] { 0x6A, 0x82 }, unreadable.Fields.Find(TerminalApplet.TagCardStatus));
    }

    private void Begin()
    {
        _host.Type("1234#");
        _transaction = _host.Await(TerminalApplet.EventStarted).Transaction;
        Assert.AreEqual(StatusWord.Success, _host.Direct(_transaction, TerminalApplet.DirectPresent));
        _host.Advance(200);
    }

    private void Tap() => _host.Board.Field.Bring(Antenna, 10);

    private void Press()
    {
        _host.Advance(500);
        _token.Button.PressFor(100);
        _host.Advance(500);
    }

    /// <summary>The bank asks the token for a code, through the terminal.</summary>
    private TransactionData Ask()
    {
        AirLink bank = new(_host, _transaction);
        Assert.AreEqual(StatusWord.Success, bank.Open(TestToken.Keys(2)));
        Assert.AreEqual(StatusWord.Success, bank.SetClock(TestToken.Noon));
        TransactionData purchase = new()
        {
            Type = TokenApplet.TypePurchase,
            AmountMinor = 1234,
            CurrencyNumeric = 156,
            Exponent = 2,
            Payee = TestTerminal.Shop,
            Reservation = 77,
            Holder = TokenApplet.HolderToken,
            Nonce = 0x01020304,
            ExpiresAt = TestToken.Noon + 300,
        };
        Assert.AreEqual(StatusWord.Success, bank.Generate(purchase));
        return purchase;
    }

    /// <summary>The bank at the token's far end, through the terminal's EXCHANGE.</summary>
    private sealed class AirLink(TerminalHost host, uint transaction) : BankLink
    {
        public override byte[] Exchange(byte[] apdu)
        {
            (ushort status, byte result, byte[]? response) = host.Pass(transaction, apdu);
            IsAnswered = status == StatusWord.Success && result == TerminalApplet.ExchangeDone;
            return response ?? [];
        }
    }
}
