using System.Net;
using System.Net.Sockets;
using PaymentCode.Boards.Contactless;

namespace PaymentCode.Boards.Tests.Contactless;

[TestClass]
public sealed class ContactlessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [TestMethod]
    [DataRow("01", "3B80800101")]
    [DataRow("0575339203", "3B80800101")]
    [DataRow("067577810280", "3B8180018080")]
    [DataRow("0200", "3B80800101")]
    [DataRow("0A78807002" + "4A434F5031", "3B8580014A434F503123")]
    public void The_ATR_is_made_of_the_historical_bytes_of_the_ATS(string ats, string atr) =>
        Assert.AreEqual(atr, Convert.ToHexString(ContactlessAtr.FromAts(Convert.FromHexString(ats))));

    [TestMethod]
    [DataRow("")]
    [DataRow("02")]
    [DataRow("0600")]
    [DataRow("0270")]
    [DataRow("1200" + "00000000000000000000000000000000")]
    public void What_is_no_ATS_is_refused(string ats) =>
        Assert.ThrowsExactly<FormatException>(() => ContactlessAtr.FromAts(Convert.FromHexString(ats)));

    [TestMethod]
    public async Task The_messages_of_vpcd_have_these_bytes()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<VpcdLink> connecting = VpcdLink.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, default);
        using TcpClient reader = await listener.AcceptTcpClientAsync();
        using VpcdLink link = await connecting;
        await reader.GetStream().WriteAsync(Convert.FromHexString("000100" + "000101" + "000102" + "000104" + "000103" + "0000" + "000480CA00E1"));
        VpcdLink.Request?[] expected =
            [VpcdLink.Request.PowerOff, VpcdLink.Request.PowerOn, VpcdLink.Request.Reset, VpcdLink.Request.GetAtr, null, null, VpcdLink.Request.Apdu];
        foreach (VpcdLink.Request? request in expected)
        {
            (VpcdLink.Request? received, byte[] apdu) = await link.ReceiveAsync(default);
            Assert.AreEqual(request, received);
            Assert.AreEqual(request == VpcdLink.Request.Apdu ? "80CA00E1" : "", Convert.ToHexString(apdu));
        }

        await link.SendAsync([0x3B, 0x80, 0x80, 0x01, 0x01], default);
        byte[] sent = new byte[7];
        await reader.GetStream().ReadExactlyAsync(sent);
        Assert.AreEqual("00053B80800101", Convert.ToHexString(sent));

        reader.Client.Shutdown(SocketShutdown.Send);
        await Assert.ThrowsExactlyAsync<EndOfStreamException>(async () => await link.ReceiveAsync(default));
    }

    [TestMethod]
    public async Task A_token_in_a_virtual_reader_answers_over_the_emulated_air_and_goes_when_it_is_switched_off()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        TokenBoard board = TokenBoard.WithPn532(3);
        using SerialEndpoint endpoint = SerialEndpoint.Open("tcp:0");
        RealTimeBoard<TokenBoard> running = new(board, board.Serial, endpoint);
        using CancellationTokenSource stop = new();
        using CancellationTokenSource removed = new();
        Task runner = Task.Factory.StartNew(() => running.Run(stop.Token), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task inReader = new PcscToken(running, "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port).RunAsync(removed.Token);
        for (int insertion = 0; insertion < 2; insertion++)
        {
            using TcpClient reader = await listener.AcceptTcpClientAsync().WaitAsync(Patience);
            Assert.AreEqual("3B80800101", await AskAsync(reader, "04"));
            Assert.AreEqual("6F0B8409F0504159434F4445019000", await AskAsync(reader, "00A4040009F0504159434F444501"));
            await SayAsync(reader, "02");
            Assert.AreEqual("6985", (await AskAsync(reader, "8036000000"))[^4..]);
            await SayAsync(reader, "00");
            Assert.AreEqual("3B80800101", await AskAsync(reader, "04"));
            Assert.AreEqual("6982", await AskAsync(reader, "84DADF22F8" + new string('0', 2 * 248)));
            Assert.AreEqual("6700", await AskAsync(reader, "84DADF22F9" + new string('0', 2 * 249)));
            Assert.AreEqual("6700", await AskAsync(reader, new string('0', 2 * 65535)));

            await running.DoAsync(token => token.PowerOff());
            Assert.AreEqual("", await AskAsync(reader, "04"));
            await running.DoAsync(token => token.PowerOn());
        }

        await removed.CancelAsync();
        await inReader;
        await stop.CancelAsync();
        await runner;
    }

    private static async Task SayAsync(TcpClient reader, string message)
    {
        byte[] bytes = Convert.FromHexString(message);
        await reader.GetStream().WriteAsync(new byte[] { (byte)(bytes.Length >> 8), (byte)bytes.Length }.Concat(bytes).ToArray());
    }

    private static async Task<string> AskAsync(TcpClient reader, string message)
    {
        await SayAsync(reader, message);
        byte[] header = new byte[2];
        if (await reader.GetStream().ReadAtLeastAsync(header, 2, throwOnEndOfStream: false).AsTask().WaitAsync(Patience) < 2)
        {
            return "";
        }

        byte[] answer = new byte[(header[0] << 8) | header[1]];
        await reader.GetStream().ReadExactlyAsync(answer);
        return Convert.ToHexString(answer);
    }
}
