using System.Net;
using System.Net.Sockets;
using PaymentCode.Bridge.Serial;

namespace PaymentCode.Bridge.Tests.Serial;

[TestClass]
public sealed class SerialPortTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("tcp:")]
    [DataRow("tcp:host")]
    [DataRow("tcp:host:")]
    [DataRow("tcp::7000")]
    [DataRow("tcp:host:0")]
    [DataRow("tcp:host:65536")]
    [DataRow("tcp:host:-1")]
    [DataRow("tcp:host:70 00")]
    [DataRow("/dev/tty\0USB0")]
    public void A_name_that_is_no_port_is_refused(string name)
    {
        SerialException refusal = Assert.ThrowsExactly<SerialException>(() => SerialPorts.Parse(name));
        Assert.AreEqual(SerialFault.NotSerial, refusal.Fault);
    }

    [TestMethod]
    public async Task A_missing_device_is_absent()
    {
        SerialException refusal = await OpenFailsAsync("/dev/no-such-device");
        Assert.AreEqual(SerialFault.Absent, refusal.Fault);
        StringAssert.Contains(refusal.Message, "/dev/no-such-device: no such device. Is the board plugged in?");
    }

    [TestMethod]
    public async Task A_dangling_link_is_absent()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("paymentcode-");
        string link = Path.Combine(folder.FullName, "token");
        File.CreateSymbolicLink(link, "/dev/pts/no-such-terminal");
        Assert.AreEqual(SerialFault.Absent, (await OpenFailsAsync(link)).Fault);
        folder.Delete(recursive: true);
    }

    [TestMethod]
    public async Task A_file_a_directory_and_the_null_device_are_not_serial()
    {
        string file = Path.GetTempFileName();
        foreach (string name in new[] { file, Path.GetTempPath(), "/dev/null" })
        {
            SerialException refusal = await OpenFailsAsync(name);
            Assert.AreEqual(SerialFault.NotSerial, refusal.Fault, name);
        }

        File.Delete(file);
    }

    [TestMethod]
    public async Task A_tcp_port_where_nobody_listens_is_absent()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.AreEqual(SerialFault.Absent, (await OpenFailsAsync($"tcp:127.0.0.1:{port}")).Fault);
    }

    [TestMethod]
    public async Task A_tcp_line_carries_bytes_both_ways_and_ends_with_zero()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        await using ISerialChannel line = await SerialPorts.Parse($"tcp:localhost:{((IPEndPoint)listener.LocalEndpoint).Port}").OpenAsync(default);
        using TcpClient board = await listener.AcceptTcpClientAsync();
        await line.WriteAsync(new byte[] { 0x7E, 0x01 }, default);
        byte[] buffer = new byte[8];
        await board.GetStream().ReadExactlyAsync(buffer.AsMemory(0, 2));
        Assert.AreEqual("7E01", Convert.ToHexString(buffer, 0, 2));
        await board.GetStream().WriteAsync(new byte[] { 0x11, 0x13, 0x00 });
        await ReadExactlyAsync(line, buffer.AsMemory(0, 3));
        Assert.AreEqual("111300", Convert.ToHexString(buffer, 0, 3));
        board.Close();
        Assert.AreEqual(0, await line.ReadAsync(buffer, default));
    }

    static async Task ReadExactlyAsync(ISerialChannel line, Memory<byte> buffer)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        while (!buffer.IsEmpty)
        {
            int count = await line.ReadAsync(buffer, patience.Token);
            Assert.AreNotEqual(0, count, "the line ended");
            buffer = buffer[count..];
        }
    }

    static async Task<SerialException> OpenFailsAsync(string name) =>
        await Assert.ThrowsExactlyAsync<SerialException>(async () => await SerialPorts.Parse(name).OpenAsync(default));
}
