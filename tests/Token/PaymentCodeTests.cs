using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Symbols;
using static PaymentCode.Token.Tests.TestPayments;

namespace PaymentCode.Token.Tests;

/// <summary>Payment codes on the token, from the bank's key to what the display shows.</summary>
[TestClass]
public sealed class PaymentCodeTests
{
    private static readonly string[] FirstCodes = ["711234567890286831", "710000000000", "710000000001"];

    [TestMethod]
    public void A_press_shows_the_code_of_the_vectors_as_a_QR_code_and_as_digits()
    {
        TokenHost host = Stocked();
        host.Board.Press();
        Assert.AreEqual(FirstCodes[0], Shown(host.Board));
        AssertIsQrCodeOf(host.Board, FirstCodes[0]);

        host.Board.Press();
        Assert.AreEqual("711 234 567", ScreenText.Large(host.Board.Oled, 11, 2, 3));
        Assert.AreEqual("890 286 831", ScreenText.Large(host.Board.Oled, 38, 2, 3));
        host.Board.Press();
        AssertIsQrCodeOf(host.Board, FirstCodes[0]);
        Assert.AreEqual((1u, 2), Left(host));
    }

    [TestMethod]
    [DataRow(30)]
    [DataRow(60)]
    [DataRow(180)]
    [DataRow(600)]
    public void A_code_is_lit_for_as_long_as_it_is_good_and_then_dark(int validity)
    {
        TokenHost host = Stocked(validity);
        long setAtMs = host.Board.NowMs;
        host.Board.Press();
        string code = Shown(host.Board);
        Assert.AreEqual(18, code.Length);
        int step = validity / 5 * 2;
        long goodUntil = (VectorTime / step * step) + validity;
        while (Shown(host.Board) == code)
        {
            host.Board.Advance(200);
        }

        long goodForMs = (goodUntil - VectorTime) * 1000;
        Assert.IsTrue(Math.Abs(host.Board.NowMs - setAtMs - goodForMs) <= 1500, $"{host.Board.NowMs - setAtMs} ms instead of {goodForMs}");
        Assert.IsFalse(host.Board.Oled.IsOn);
    }

    [TestMethod]
    public void The_time_left_counts_down_beside_the_symbol()
    {
        TokenHost host = Stocked();
        host.Board.Press();
        string first = ScreenText.Beside(host.Board.Oled, 74, 0);
        host.Board.Advance(5000);
        string later = ScreenText.Beside(host.Board.Oled, 74, 0);
        Assert.AreEqual(5, Seconds(first) - Seconds(later));
        Assert.AreEqual(FirstCodes[0], Shown(host.Board));
    }

    [TestMethod]
    public void Indices_are_used_once_and_in_their_order()
    {
        TokenHost host = Stocked(30);
        for (int i = 0; i < 3; i++)
        {
            host.Board.Press();
            StringAssert.StartsWith(Shown(host.Board), FirstCodes[i][..12]);
            Assert.AreEqual((1u, 2 - i), Left(host));
            host.Board.Advance(31000);
        }

        host.Board.Press();
        Assert.AreEqual("NONE LEFT", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual((1u, 0), Left(host));
    }

    [TestMethod]
    public void A_code_that_was_put_away_comes_back_while_it_is_good_and_uses_no_other_index()
    {
        TokenHost host = Stocked();
        host.Board.Press();
        host.Board.Hold();
        Assert.AreEqual("", Shown(host.Board));
        host.Board.Press();
        Assert.AreEqual(FirstCodes[0], Shown(host.Board));
        Assert.AreEqual((1u, 2), Left(host));
    }

    [TestMethod]
    public void A_clock_that_lost_its_time_makes_no_code_and_the_display_says_so()
    {
        TokenHost host = Stocked();
        byte[] image = host.Board.FramImage;
        TokenBoard board = new(9, image);
        board.Advance(200);
        board.Press();
        Assert.AreEqual("NO TIME", ScreenText.Headword(board.Oled));
        TokenHost again = new(board);
        Assert.AreEqual(StatusWord.Success, again.Open(TestToken.Keys(2)));
        Assert.AreEqual((1u, 3), Left(again));
    }

    [TestMethod]
    public void A_clock_that_is_set_back_prolongs_no_code_and_one_set_forward_ends_it()
    {
        TokenHost host = Stocked();
        host.Board.Press();
        Assert.AreEqual(StatusWord.Success, host.SetClock(VectorTime - 3600));
        host.Board.Advance(61000);
        Assert.AreEqual("", Shown(host.Board));

        host.Board.Press();
        Assert.AreEqual(18, Shown(host.Board).Length);
        Assert.AreEqual(StatusWord.Success, host.SetClock(VectorTime + 3600));
        host.Board.Advance(300);
        Assert.AreEqual("", Shown(host.Board));
    }

    [TestMethod]
    public void A_transaction_has_precedence_and_a_press_for_it_makes_no_payment_code()
    {
        TokenHost host = Stocked();
        host.Board.Press();
        TransactionData withdrawal = TestToken.Withdrawal();
        withdrawal.ExpiresAt = VectorTime + 600;
        Assert.AreEqual(StatusWord.Success, host.Generate(withdrawal));
        host.Board.Advance(200);
        Assert.AreEqual("", Shown(host.Board));
        host.Board.Press();
        Assert.AreEqual(TokenApplet.OutcomeConfirmed, host.Status(withdrawal.Nonce).Outcome);
        Assert.AreEqual((1u, 2), Left(host));

        Assert.AreEqual(StatusWord.Success, host.Cancel(withdrawal.Nonce));
        host.Board.Press();
        Assert.AreEqual("CANCELLED", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual((1u, 2), Left(host));
    }

    [TestMethod]
    public void The_batch_that_is_here_already_keeps_its_used_indices_and_takes_the_validity()
    {
        TokenHost host = Stocked(30);
        host.Board.Press();
        host.Board.Advance(31000);
        Assert.AreEqual(StatusWord.Success, Put(host, Batch(1, 600, 1234567890, 0, 1)));
        Assert.AreEqual((1u, 2), Left(host));
        host.Board.Press();
        StringAssert.StartsWith(Shown(host.Board), FirstCodes[1]);
        host.Board.Advance(200000);
        StringAssert.StartsWith(Shown(host.Board), FirstCodes[1]);
    }

    [TestMethod]
    public void Another_batch_takes_the_place_of_the_old_one_but_no_older_one_of_the_same_key()
    {
        TokenHost host = Stocked();
        Assert.AreEqual(StatusWord.Success, Put(host, Batch(5, 60, 7, 8)));
        Assert.AreEqual((5u, 2), Left(host));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, Put(host, Batch(4, 60, 1, 2, 3)));
        Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, Put(host, Batch(5, 60, 9, 10)));
        Assert.AreEqual((5u, 2), Left(host));

        byte[] other = [.. Enumerable.Repeat((byte)9, 32)];
        Assert.AreEqual(StatusWord.Success, Put(host, new PaymentKeyData(other, 2, 71, 60, 1, [0, 0, 0, 0, 5])));
        Assert.AreEqual((1u, 1), Left(host));
    }

    [TestMethod]
    public void The_largest_batch_is_taken_and_fits_one_command()
    {
        TokenHost host = Stocked();
        Assert.AreEqual(StatusWord.Success, Put(host, Batch(2, 600, [.. Enumerable.Range(0, 50).Select(i => 9999999950L + i)])));
        Assert.AreEqual((2u, 50), Left(host));
    }

    [TestMethod]
    public void Malformed_data_change_nothing()
    {
        TokenHost host = Stocked();
        byte[] good = Batch(2, 60, 4, 5).ToBytes();
        for (int length = 1; length < good.Length; length++)
        {
            Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsPutData, TokenApplet.TagPaymentKeyData, good[..length]).StatusWord);
        }

        Assert.AreEqual(StatusWord.WrongData, host.Secured(TokenApplet.InsPutData, TokenApplet.TagPaymentKeyData, [.. good, 0]).StatusWord);
        Assert.AreEqual((1u, 3), Left(host));
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Secured(TokenApplet.InsPutData, 0xDF23, good).StatusWord);
        Assert.AreEqual(StatusWord.WrongLength, host.Secured(TokenApplet.InsGetData, TokenApplet.TagPaymentKeyData, 0).StatusWord);
    }

    [TestMethod]
    public void Key_and_indices_are_neither_put_nor_asked_for_without_the_channel()
    {
        TokenHost host = Stocked();
        Assert.AreEqual(StatusWord.SecurityStatusNotSatisfied, host.Send(0x80, TokenApplet.InsPutData, 0xDF22, Batch(2, 60, 4).ToBytes()).StatusWord);
        Assert.AreEqual(StatusWord.ReferencedDataNotFound, host.Send(0x80, TokenApplet.InsGetData, 0xDF22).StatusWord);
        host.ResetLink();
        Assert.AreEqual("6982", Convert.ToHexString(host.Exchange(Convert.FromHexString("84CADF22080102030405060708"))));
    }

    [TestMethod]
    public void The_answer_about_the_batch_has_the_bytes_of_the_protocol()
    {
        TokenHost host = Stocked();
        ResponseApdu answer = host.Secured(TokenApplet.InsGetData, TokenApplet.TagPaymentKeyData);
        Assert.AreEqual("DF52020001" + "DF550400000001" + "DF570103", Convert.ToHexString(answer.Data));
        host.Secured(TokenApplet.InsPutData, TokenApplet.TagPaymentKeyData);
        answer = host.Secured(TokenApplet.InsGetData, TokenApplet.TagPaymentKeyData);
        Assert.AreEqual("DF52020000" + "DF550400000000" + "DF570100", Convert.ToHexString(answer.Data));
    }

    [TestMethod]
    [DataRow("revoked")]
    [DataRow("new keys")]
    [DataRow("keys erased")]
    public void The_key_is_erased_from_the_memory_by_revocation_and_with_the_bank_s_keys(string how)
    {
        TokenHost host = Stocked();
        host.Board.Press();
        Assert.IsTrue(Holds(host.Board.FramImage, 1));
        ushort status = how switch
        {
            "revoked" => host.Secured(TokenApplet.InsPutData, TokenApplet.TagPaymentKeyData).StatusWord,
            "new keys" => host.PutKeys(TestToken.Keys(3)),
            _ => host.Secured(TokenApplet.InsDeleteKey, 0, 0xD2, 1, 2).StatusWord,
        };
        Assert.AreEqual(StatusWord.Success, status);
        Assert.IsFalse(Holds(host.Board.FramImage, 1));
        host.Board.Advance(300);
        Assert.AreEqual("", Shown(host.Board));
        host.Board.Press();
        Assert.AreEqual("", Shown(host.Board));
    }

    [TestMethod]
    public void A_display_that_fails_shows_no_code_and_the_index_stays_used()
    {
        TokenHost host = Stocked();
        host.Board.Advance(61000);
        host.Board.Faults.RemoveI2c(1, 0x3C);
        host.Board.Press();
        host.Board.Faults.Clear();
        host.Board.Advance(1500);
        Assert.AreEqual("FAILED", ScreenText.Headword(host.Board.Oled));
        Assert.AreEqual((1u, 2), Left(host));
    }

    [TestMethod]
    public void A_memory_that_fails_lets_no_code_out()
    {
        TokenHost host = Stocked();
        host.Board.Faults.RemoveI2c(1, 0x50);
        host.Board.Press();
        Assert.AreEqual("", Shown(host.Board));
        Assert.AreEqual("FAILED", ScreenText.Headword(host.Board.Oled));
        host.Board.Faults.Clear();
        host.Board.Advance(6000);
        host.Board.Press();
        Assert.AreEqual(FirstCodes[0][..12], Shown(host.Board)[..12]);
    }

    [TestMethod]
    public void A_token_without_a_key_lights_its_idle_screen_at_a_press()
    {
        TokenHost host = TestToken.Ready();
        host.Board.Advance(61000);
        host.Board.Press();
        Assert.AreEqual("READY", ScreenText.Headword(host.Board.Oled));
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "Waits for your bank"));
        Assert.AreEqual(StatusWord.Success, host.SetClock(VectorTime));
        Assert.AreEqual(StatusWord.Success, Put(host, Batch(1, 60, 4)));
        host.Board.Advance(200);
        Assert.IsTrue(ScreenText.Shows(host.Board.Oled, "Press = payment code"));
    }

    private static int Seconds(string time) => (int.Parse(time.Split(':')[0]) * 60) + int.Parse(time.Split(':')[1]);

    private static void AssertIsQrCodeOf(TokenBoard board, string digits)
    {
        Assert.IsTrue(QrPicture.TryFit(Bytes.FromAscii(digits), QrLevel.M, 64, out QrPicture picture, out string reason), reason);
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                (int column, int row) = ((x - picture.Left) / picture.ModulePixels, (y - picture.Top) / picture.ModulePixels);
                bool isInside = x >= picture.Left && y >= picture.Top && column < picture.Symbol.Size && row < picture.Symbol.Size;
                Assert.AreEqual(!(isInside && picture.Symbol.IsDark(column, row)), board.Oled.IsLit(x, y), $"pixel {x}, {y}");
            }
        }
    }
}
