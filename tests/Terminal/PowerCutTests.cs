using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal.Tests;

/// <summary>The power fails at each byte that the firmware writes: afterwards the journal says what is to be reversed.</summary>
[TestClass]
public sealed class PowerCutTests
{
    [TestMethod]
    public void A_cut_while_a_transaction_begins_leaves_none_or_an_aborted_one()
    {
        int cuts = AtEachByte(
            () =>
            {
                TerminalHost host = TestTerminal.Ready();
                host.Type("1234");
                return host;
            },
            host => host.Type("#"),
            host =>
            {
                byte state = host.Journal(1);
                Assert.IsTrue(state is TerminalApplet.JournalUnknown or TerminalApplet.JournalAborted, $"journal {state}");
                if (state == TerminalApplet.JournalAborted)
                {
                    Assert.AreEqual(1u, host.Await(TerminalApplet.EventAborted).Transaction);
                }

                host.Idle(1500);
                host.Type("1#");
                Assert.AreNotEqual(0u, host.Await(TerminalApplet.EventStarted).Transaction);
            });
        Assert.IsTrue(cuts > 30, $"{cuts} cuts");
    }

    [TestMethod]
    public void A_cut_while_a_verdict_is_taken_leaves_it_taken_or_the_transaction_aborted()
    {
        HashSet<byte> states = [];
        int cuts = AtEachByte(
            () => TestTerminal.Presenting(out _),
            host => host.Approve(1),
            host =>
            {
                byte state = host.Journal(1);
                Assert.IsTrue(state is TerminalApplet.JournalApproved or TerminalApplet.JournalAborted, $"journal {state}");
                states.Add(state);
                Assert.AreEqual(
                    state == TerminalApplet.JournalApproved ? StatusWord.Success : StatusWord.ConditionsOfUseNotSatisfied, host.Approve(1), "the bank asks again");
                if (state == TerminalApplet.JournalAborted)
                {
                    Assert.AreEqual(1u, host.Await(TerminalApplet.EventAborted).Transaction);
                }
                else
                {
                    Assert.AreEqual(0, host.Poll().Kind);
                }
            });
        Assert.IsTrue(cuts > 15, $"{cuts} cuts");
        Assert.IsTrue(states.Contains(TerminalApplet.JournalAborted));
    }

    [TestMethod]
    public void Power_lost_between_the_bank_s_yes_and_the_display_leaves_an_approval_in_the_journal()
    {
        TerminalHost host = TestTerminal.Presenting(out uint transaction);
        byte[] approved = host.Wrap(TerminalApplet.InsDirect, 0, TerminalHost.Directive(transaction, TerminalApplet.DirectApproved, TestTerminal.Amount(1234)));
        host.Exchange(approved);
        host.Board.PowerOff();
        host.Board.Advance(1000);
        host.Board.PowerOn();
        host.ResetLink();
        Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)));
        Assert.AreEqual(TerminalApplet.JournalApproved, host.Journal(transaction));
        host.Idle(1500);
        host.Type("*4");
        Assert.IsTrue(ScreenText.Shows(host.Panel, "APPROVED"));
    }

    [TestMethod]
    public void A_cut_while_a_password_goes_out_leaves_neither_digits_nor_block()
    {
        int cuts = AtEachByte(
            () =>
            {
                TerminalHost host = WaitingTests.In("password", out _);
                host.Type("9753");
                return host;
            },
            host => host.Type("#"),
            host =>
            {
                Assert.AreEqual(TerminalApplet.JournalAborted, host.Journal(1));
                TerminalEvent said = host.Await(TerminalApplet.EventAborted);
                Assert.AreEqual(1u, said.Transaction);
            });
        Assert.IsTrue(cuts > 20, $"{cuts} cuts");
    }

    [TestMethod]
    public void A_cut_while_the_restart_aborts_what_was_open_loses_nothing()
    {
        AtEachByte(
            () =>
            {
                TerminalHost host = TestTerminal.Presenting(out _);
                host.Board.PowerOff();
                return host;
            },
            host =>
            {
                host.Board.PowerOn();
                host.Board.Advance(200);
            },
            host => Assert.AreEqual(TerminalApplet.JournalAborted, host.Journal(1)));
    }

    [TestMethod]
    public void A_cut_while_keys_or_a_configuration_are_taken_leaves_the_old_ones_or_the_new_ones()
    {
        byte[] configuration = TestTerminal.Configuration(TerminalApplet.LanguageChinese, "Other Shop").ToBytes();
        AtEachByte(
            () => TestTerminal.Ready(),
            host => host.Secured(TokenApplet.InsPutData, TerminalApplet.TagConfiguration, configuration),
            host =>
            {
                host.Idle(1500);
                Assert.IsTrue(
                    (host.Headline == "WELCOME" && ScreenText.Shows(host.Panel, TestTerminal.Shop)) || (host.Headline == "欢迎使用" && ScreenText.Shows(host.Panel, "Other Shop")));
            });
    }

    private static int AtEachByte(Func<TerminalHost> make, Action<TerminalHost> act, Action<TerminalHost> check)
    {
        TerminalHost whole = make();
        long before = whole.Board.Fram.BytesWritten;
        act(whole);
        int bytes = (int)(whole.Board.Fram.BytesWritten - before);
        for (int cut = 0; cut < bytes; cut++)
        {
            TerminalHost host = make();
            host.Board.Fram.PowerCutAfterWrites(cut);
            act(host);
            Assert.IsFalse(host.Board.IsPowered, $"cut at byte {cut} of {bytes}");
            host.Board.Fram.CancelPowerCut();
            host.Board.PowerOn();
            host.Advance(300);
            host.ResetLink();
            Assert.AreEqual(StatusWord.Success, host.Open(TestTerminal.Keys(2)), $"cut at byte {cut}");
            check(host);
        }

        return bytes;
    }
}
