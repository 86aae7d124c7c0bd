using PaymentCode.Boards;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Token.Tests;

/// <summary>The power fails at each byte that the firmware writes: afterwards the token is in the old state or in the new one.</summary>
[TestClass]
public sealed class PowerCutTests
{
    private const uint Nonce = 0x11223344;

    [TestMethod]
    public void A_cut_while_a_request_is_recorded_leaves_no_prompt_and_no_second_one_for_its_nonce()
    {
        int cuts = AtEachByte(
            () => TestToken.Ready(),
            host => host.Generate(TestToken.Withdrawal()),
            host =>
            {
                byte outcome = host.Status(Nonce).Outcome;
                Assert.IsTrue(outcome is TokenApplet.OutcomeUnknown or TokenApplet.OutcomeFailed, $"outcome {outcome}");
                Assert.AreEqual(StatusWord.Success, host.Generate(TestToken.Withdrawal()));
                byte again = host.Status(Nonce).Outcome;
                Assert.AreEqual(outcome == TokenApplet.OutcomeUnknown ? TokenApplet.OutcomePending : outcome, again);
            });
        Assert.IsTrue(cuts > 50);
    }

    [TestMethod]
    public void A_cut_while_the_customer_confirms_never_loses_a_counter_and_never_leaves_a_code()
    {
        int cuts = AtEachByte(
            () => TestToken.Asking(TestToken.Withdrawal(holder: TokenApplet.HolderPhone)),
            host => host.Board.Press(),
            host =>
            {
                TransactionStatus status = host.Status(Nonce);
                Assert.IsTrue(
                    status.Outcome == TokenApplet.OutcomeFailed || (status.Outcome == TokenApplet.OutcomeEnded && status.Counter == 1),
                    $"outcome {status.Outcome}");
                Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.Send(0x80, TokenApplet.InsGetCode, 0).StatusWord);

                host.Generate(TestToken.Withdrawal(nonce: 2));
                host.Board.Press();
                Assert.AreEqual(status.Outcome == TokenApplet.OutcomeEnded ? 2 : 1, host.Status(2).Counter);
            });
        Assert.IsTrue(cuts > 50);
    }

    [TestMethod]
    public void A_cut_while_the_restart_records_the_loss_loses_nothing()
    {
        AtEachByte(
            () =>
            {
                TokenHost host = TestToken.Asking();
                host.Board.Press();
                host.Board.PowerOff();
                return host;
            },
            host =>
            {
                host.Board.PowerOn();
                host.Board.Advance(100);
            },
            host => Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome));
    }

    [TestMethod]
    public void A_cut_while_a_code_is_ended_leaves_it_ended()
    {
        AtEachByte(
            () =>
            {
                TokenHost host = TestToken.Asking();
                host.Board.Press();
                return host;
            },
            host => host.Cancel(Nonce),
            host =>
            {
                Assert.AreEqual(TokenApplet.OutcomeEnded, host.Status(Nonce).Outcome);
                Assert.AreEqual(1, host.Status(Nonce).Counter);
            });
    }

    [TestMethod]
    public void A_cut_at_any_byte_of_the_first_loading_leaves_a_blank_token_or_a_whole_one()
    {
        int wholes = 0;
        int cuts = AtEachByte(
            () => new TokenHost(new TokenBoard(5)),
            host => host.Send(TestToken.FirstKeys(TestToken.Keys(1))),
            host =>
            {
                if (host.Information().LifeCycle == TokenApplet.LifeCycleInitialised)
                {
                    wholes++;
                    CollectionAssert.AreEqual(TestToken.Serial, host.Information().Serial);
                    Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(1)));
                    return;
                }

                Assert.AreEqual(TokenApplet.LifeCycleBlank, host.Information().LifeCycle);
                Assert.AreEqual(StatusWord.Success, host.Send(TestToken.FirstKeys(TestToken.Keys(1))).StatusWord);
            },
            reopen: false);
        Assert.IsTrue(cuts > 400);
        Assert.IsTrue(wholes > 0);
    }

    [TestMethod]
    public void A_cut_at_any_byte_of_a_key_change_leaves_the_old_keys_or_the_new_ones_and_the_version_never_falls()
    {
        int news = 0;
        int cuts = AtEachByte(
            () => TestToken.Ready(),
            host => host.PutKeys(TestToken.Keys(3)),
            host =>
            {
                byte version = host.Information().NewestKeyVersion;
                Assert.IsTrue(version is 2 or 3);
                news += version - 2;
                Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(version)));
                Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.PutKeys(TestToken.Keys(version)));
                Assert.AreEqual(version == 3, host.Board.FramImage.AsSpan().IndexOf(TestToken.Keys(2).Code) < 0);
            },
            reopen: false);
        Assert.IsTrue(cuts > 600);
        Assert.IsTrue(news > 300);
    }

    [TestMethod]
    public void A_cut_at_any_byte_of_erasing_keys_leaves_them_whole_or_gone()
    {
        int gone = 0;
        AtEachByte(
            () => TestToken.Ready(),
            host => host.Secured(TokenApplet.InsDeleteKey, 0, 0xD2, 1, 2),
            host =>
            {
                bool isGone = host.Information().LifeCycle == TokenApplet.LifeCycleInitialised;
                gone += isGone ? 1 : 0;
                Assert.AreEqual(isGone, host.Board.FramImage.AsSpan().IndexOf(TestToken.Keys(2).Code) < 0);
                Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(isGone ? (byte)1 : (byte)2)));
                Assert.AreEqual(StatusWord.ConditionsOfUseNotSatisfied, host.PutKeys(TestToken.Keys(2)));
            },
            reopen: false);
        Assert.IsTrue(gone > 300);
    }

    [TestMethod]
    public void The_sequence_counter_of_the_channel_never_falls_and_its_challenges_never_repeat()
    {
        HashSet<string> challenges = [];
        AtEachByte(
            () => new TokenHost(new TokenBoard(1, TestToken.PersonalisedImage)),
            host =>
            {
                string answer = InitializeUpdate(host);
                Assert.IsTrue(answer.Length == 0 || challenges.Add(answer));
            },
            host =>
            {
                string next = InitializeUpdate(host);
                Assert.AreEqual(64, next.Length);
                Assert.IsFalse(challenges.Contains(next));
                Assert.IsTrue(Convert.ToInt32(next[58..], 16) is 2 or 3);
            },
            reopen: false);
    }

    [TestMethod]
    public void A_cut_while_a_payment_code_is_made_never_gives_an_index_twice()
    {
        HashSet<string> indices = [];
        int cuts = AtEachByte(
            () => TestPayments.Stocked(),
            host => host.Board.Press(),
            host =>
            {
                Assert.AreEqual("", TestPayments.Shown(host.Board));
                (_, int remaining) = TestPayments.Left(host);
                Assert.IsTrue(remaining is 2 or 3, $"{remaining} left");
                host.Board.Press();
                StringAssert.StartsWith(TestPayments.Shown(host.Board), remaining == 3 ? "711234567890" : "710000000000");
                indices.Add(TestPayments.Shown(host.Board));
            });
        Assert.IsTrue(cuts > 300);
        Assert.IsTrue(indices.Count > 1);
    }

    [TestMethod]
    public void A_cut_at_any_byte_of_a_batch_leaves_the_old_one_or_the_new_one()
    {
        HashSet<(uint, int)> states = [];
        int cuts = AtEachByte(
            () => TestPayments.Stocked(),
            host => TestPayments.Put(host, TestPayments.Batch(2, 60, 5, 6)),
            host => states.Add(TestPayments.Left(host)));
        Assert.IsTrue(cuts > 500);
        CollectionAssert.AreEquivalent(new[] { (1u, 3), (2u, 2) }, states.ToArray());
    }

    [TestMethod]
    public void A_cut_at_any_byte_of_the_first_batch_leaves_it_whole_or_no_byte_of_the_key()
    {
        HashSet<(uint, int)> states = [];
        AtEachByte(
            () => TestToken.Ready(),
            host => TestPayments.Put(host, TestPayments.Batch(1, 60, 5, 6)),
            host =>
            {
                (uint Batch, int Remaining) left = TestPayments.Left(host);
                states.Add(left);
                Assert.AreEqual(left.Batch == 1, TestPayments.Holds(host.Board.FramImage, 1));
            });
        CollectionAssert.AreEquivalent(new[] { (0u, 0), (1u, 2) }, states.ToArray());
    }

    [TestMethod]
    public void A_cut_at_any_byte_of_a_revocation_leaves_the_key_whole_or_erases_it_everywhere()
    {
        int erased = 0;
        AtEachByte(
            () => TestPayments.Stocked(),
            host => host.Secured(TokenApplet.InsPutData, TokenApplet.TagPaymentKeyData),
            host =>
            {
                bool isGone = TestPayments.Left(host).Batch == 0;
                erased += isGone ? 1 : 0;
                Assert.AreEqual(!isGone, TestPayments.Holds(host.Board.FramImage, 1));
            });
        Assert.IsTrue(erased > 300);
    }

    [TestMethod]
    public void A_cut_at_any_byte_of_new_keys_leaves_no_payment_key_beside_them()
    {
        AtEachByte(
            () => TestPayments.Stocked(),
            host => host.PutKeys(TestToken.Keys(3)),
            host =>
            {
                bool hasNewKeys = host.Information().NewestKeyVersion == 3;
                Assert.AreEqual(StatusWord.Success, host.Open(TestToken.Keys(hasNewKeys ? (byte)3 : (byte)2)));
                Assert.IsFalse(hasNewKeys && TestPayments.Holds(host.Board.FramImage, 1));
                Assert.AreEqual(TestPayments.Holds(host.Board.FramImage, 1) ? 3 : 0, TestPayments.Left(host).Remaining);
            },
            reopen: false);
    }

    // Runs an operation again and again, with one byte more stored each time before the power fails, until it comes to its end.
    private static int AtEachByte(Func<TokenHost> prepare, Action<TokenHost> operate, Action<TokenHost> check, bool reopen = true)
    {
        for (int bytes = 0; ; bytes++)
        {
            TokenHost host = prepare();
            TokenBoard board = host.Board;
            bool wasOn = board.IsPowered;
            board.Fram.PowerCutAfterWrites(bytes);
            operate(host);
            board.Advance(50);
            bool isCut = !board.IsPowered;
            board.Fram.CancelPowerCut();
            board.PowerOff();
            board.PowerOn();
            TokenHost again = new(board);
            if (reopen)
            {
                Assert.AreEqual(StatusWord.Success, again.Open(TestToken.Keys(2)), $"after {bytes} bytes");
            }

            check(again);
            if (!isCut)
            {
                Assert.IsTrue(bytes > 0 && (wasOn || bytes > 10), "the operation writes nothing");
                return bytes;
            }
        }
    }

    private static string InitializeUpdate(TokenHost host)
    {
        byte[] answer = host.Exchange(Convert.FromHexString("8050000008A1A2A3A4A5A6A7A8"));
        return answer.Length == 34 ? Convert.ToHexString(answer.AsSpan(0, 32)) : "";
    }
}
