using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.TestFramework;
using PaymentCode.Core.Applet;

namespace PaymentCode.Firmware.Tests
{
    [TestClass]
    public class SelfTestReportTests
    {
        private const string Report = "E21D C90103 C8020104 C8020201 C803060101 C8020703 C803030204 C8020800";

        [TestMethod]
        public void A_report_has_these_bytes()
        {
            SelfTestReport report = new SelfTestReport(new byte[]
            {
                SelfTestApplet.Display, SelfTestApplet.Memory, SelfTestApplet.Clock, SelfTestApplet.Nfc, SelfTestApplet.Button, SelfTestApplet.Serial,
            });
            report.State = SelfTestApplet.StateComplete;
            report.Set(SelfTestApplet.Display, SelfTestApplet.Answers, new byte[0]);
            report.Good(SelfTestApplet.Memory);
            report.Set(SelfTestApplet.Clock, SelfTestApplet.Good, new byte[] { 1 });
            report.Set(SelfTestApplet.Nfc, SelfTestApplet.NotFitted, new byte[0]);
            report.Fault(SelfTestApplet.Button, SelfTestApplet.Stuck);
            Assert.AreEqual(Hex.Text(Hex.Bytes(Report)), Hex.Text(report.ToBytes()));
            Assert.AreEqual(SelfTestApplet.Button, report.FirstFault);

            report.Clear();
            Assert.AreEqual(SelfTestApplet.NotTested, report.OutcomeOf(SelfTestApplet.Button));
            Assert.AreEqual((byte)0, report.FirstFault);
        }

        [TestMethod]
        public void A_report_is_read_back()
        {
            SelfTestReport report;
            Assert.IsTrue(SelfTestReport.TryParse(Hex.Bytes(Report), out report));
            Assert.AreEqual(SelfTestApplet.StateComplete, report.State);
            Assert.AreEqual(6, report.Count);
            Assert.AreEqual(SelfTestApplet.Display, report.PartAt(0));
            Assert.AreEqual(SelfTestApplet.Answers, report.OutcomeOf(SelfTestApplet.Display));
            Assert.AreEqual("01", Hex.Text(report.DetailOf(SelfTestApplet.Clock)));
            Assert.AreEqual(SelfTestApplet.Stuck, report.ReasonOf(SelfTestApplet.Button));
            Assert.AreEqual((byte)0, report.ReasonOf(SelfTestApplet.Clock));
            Assert.AreEqual(SelfTestApplet.NotTested, report.OutcomeOf(SelfTestApplet.Buzzer));
        }

        [TestMethod]
        public void Objects_that_are_not_known_are_passed_over()
        {
            SelfTestReport report;
            Assert.IsTrue(SelfTestReport.TryParse(Hex.Bytes("E20A C90101 CA0155 C8020201"), out report));
            Assert.AreEqual(1, report.Count);
        }

        [TestMethod]
        public void What_is_no_report_is_refused()
        {
            string[] wrong = new string[]
            {
                "", // nothing
                "E1 03 C90101", // another template
                "E2 03 C90101 00", // something behind it
                "E2 04 C8020201", // no state
                "E2 06 C90101 C90101", // two
                "E2 04 C9020101", // one of two bytes
                "E2 06 C90101 C80102", // a part without outcome
                "E2 0B C90101 C8020201 C8020202", // a part twice
                "E2 10 C90101 C80B02010000000000000000 00", // nine bytes of detail
                "E2 07 C90101 C8020201 C8", // cut short
            };
            for (int i = 0; i < wrong.Length; i++)
            {
                SelfTestReport report;
                Assert.IsFalse(SelfTestReport.TryParse(Hex.Bytes(wrong[i]), out report), wrong[i]);
                Assert.IsNull(report);
            }
        }

        [TestMethod]
        public void More_parts_than_a_board_can_have_are_refused()
        {
            byte[] data = new byte[2 + 3 + 17 * 4];
            data[0] = 0xE2;
            data[1] = (byte)(data.Length - 2);
            data[2] = 0xC9;
            data[3] = 1;
            for (int i = 0; i < 17; i++)
            {
                data[5 + 4 * i] = 0xC8;
                data[6 + 4 * i] = 2;
                data[7 + 4 * i] = (byte)(i + 1);
            }

            SelfTestReport report;
            Assert.IsFalse(SelfTestReport.TryParse(data, out report));
        }
    }
}
