using System.Net.Sockets;
using PaymentCode.Core.Link;
using PaymentCode.Emulation;

namespace PaymentCode.Boards.Tests;

/// <summary>The board's cable open to other programs.</summary>
[TestClass]
public sealed class SerialEndpointTests
{
    private static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    [TestMethod]
    [DataRow("")]
    [DataRow("pty")]
    [DataRow("pty:")]
    [DataRow("tcp:")]
    [DataRow("tcp:65536")]
    [DataRow("tcp:-1")]
    [DataRow("tcp: 1")]
    [DataRow("com:3")]
    [DataRow("/dev/ttyUSB0")]
    public void Another_address_is_refused_by_name(string address)
    {
        FormatException refusal = Assert.ThrowsExactly<FormatException>(() => SerialEndpoint.Open(address));
        StringAssert.Contains(refusal.Message, $"\"{address}\"");
    }

    [TestMethod]
    public void A_pseudo_terminal_carries_every_byte_both_ways_and_goes_with_its_link()
    {
        string link = Path.Combine(Path.GetTempPath(), $"token-{Guid.NewGuid():N}");
        using (SerialEndpoint endpoint = SerialEndpoint.Open("pty:" + link))
        {
            Assert.AreEqual(link, endpoint.Name);
            using FileStream program = new(link, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            program.Write(EveryByte);
            CollectionAssert.AreEqual(EveryByte, ReadAll(endpoint, EveryByte.Length));
            endpoint.Write(EveryByte);
            byte[] received = new byte[EveryByte.Length];
            program.ReadExactly(received);
            CollectionAssert.AreEqual(EveryByte, received);
            Assert.AreEqual(0, endpoint.Read(new byte[10]));
        }

        Assert.IsFalse(Path.Exists(link));
        Assert.IsNull(new FileInfo(link).LinkTarget);
    }

    [TestMethod]
    public void A_pseudo_terminal_lives_on_when_a_program_closes_it_and_another_opens_it()
    {
        string link = Path.Combine(Path.GetTempPath(), $"token-{Guid.NewGuid():N}");
        using SerialEndpoint endpoint = SerialEndpoint.Open("pty:" + link);
        for (byte round = 1; round <= 3; round++)
        {
            using (FileStream program = new(link, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
            {
                program.Write([round, 0x03, 0x0D, 0x11]);
            }

            CollectionAssert.AreEqual(new byte[] { round, 0x03, 0x0D, 0x11 }, ReadAll(endpoint, 4));
            Assert.AreEqual(0, endpoint.Read(new byte[10]));
        }
    }

    [TestMethod]
    public void A_pseudo_terminal_that_nobody_reads_never_blocks()
    {
        string link = Path.Combine(Path.GetTempPath(), $"token-{Guid.NewGuid():N}");
        using SerialEndpoint endpoint = SerialEndpoint.Open("pty:" + link);
        for (int i = 0; i < 1000; i++)
        {
            endpoint.Write(EveryByte);
        }

        Assert.IsTrue(Path.Exists(link));
    }

    [TestMethod]
    public void A_link_left_behind_is_replaced_and_a_file_is_not()
    {
        string path = Path.Combine(Path.GetTempPath(), $"token-{Guid.NewGuid():N}");
        File.CreateSymbolicLink(path, "/dev/pts/999999");
        SerialEndpoint.Open("pty:" + path).Dispose();
        Assert.IsNull(new FileInfo(path).LinkTarget);

        File.WriteAllText(path, "precious");
        IOException refusal = Assert.ThrowsExactly<IOException>(() => SerialEndpoint.Open("pty:" + path));
        StringAssert.Contains(refusal.Message, path);
        Assert.AreEqual("precious", File.ReadAllText(path));
        File.Delete(path);
    }

    [TestMethod]
    public void A_TCP_port_serves_one_program_after_the_other()
    {
        using TcpEndpoint endpoint = new(0);
        Assert.AreEqual($"tcp:127.0.0.1:{endpoint.Port}", endpoint.Name);
        for (byte round = 1; round <= 3; round++)
        {
            using TcpClient program = new("127.0.0.1", endpoint.Port);
            program.GetStream().Write([round, 2, 3]);
            CollectionAssert.AreEqual(new byte[] { round, 2, 3 }, ReadAll(endpoint, 3));
            endpoint.Write([4, 5, round]);
            byte[] received = new byte[3];
            program.GetStream().ReadExactly(received);
            CollectionAssert.AreEqual(new byte[] { 4, 5, round }, received);
        }
    }

    [TestMethod]
    public void A_TCP_port_that_is_taken_is_named()
    {
        using TcpEndpoint first = new(0);
        IOException refusal = Assert.ThrowsExactly<IOException>(() => new TcpEndpoint(first.Port));
        StringAssert.Contains(refusal.Message, $"{first.Port}");
    }

    [TestMethod]
    public async Task A_token_in_real_time_talks_over_TCP_and_takes_errands()
    {
        TokenBoard board = new();
        using TcpEndpoint endpoint = new(0);
        RealTimeBoard<TokenBoard> token = new(board, board.Serial, endpoint);
        using CancellationTokenSource stop = new();
        Task run = Task.Factory.StartNew(() => token.Run(stop.Token), TaskCreationOptions.LongRunning);

        using TcpClient program = new("127.0.0.1", endpoint.Port);
        program.GetStream().Write(FrameEncoder.Encode(LinkControl.Sequence, [1, 1, 2, 3, 4], 0, 5));
        byte[] answer = new byte[12];
        await program.GetStream().ReadExactlyAsync(answer, stop.Token);
        Assert.AreEqual("7E8002010203040400", Convert.ToHexString(answer)[..18]);

        await token.DoAsync(b => b.PowerOff());
        Assert.IsFalse(board.IsPowered);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => token.DoAsync(_ => throw new InvalidOperationException()));
        await token.DoAsync(b => b.PowerOn());
        Assert.IsTrue(board.IsPowered);
        stop.Cancel();
        await run;
    }

    private static byte[] ReadAll(SerialEndpoint endpoint, int count)
    {
        byte[] buffer = new byte[count];
        int read = 0;
        SpinWait.SpinUntil(
            () =>
            {
                read += endpoint.Read(buffer.AsSpan(read));
                return read == count;
            },
            TimeSpan.FromSeconds(10));
        return buffer[..read];
    }

    [TestMethod]
    public void A_token_in_real_time_takes_no_more_from_its_cable_than_the_adapter_holds()
    {
        using CancellationTokenSource stop = new();
        using FullEndpoint endpoint = new(stop);
        TokenBoard board = new();
        new RealTimeBoard<TokenBoard>(board, board.Serial, endpoint).Run(stop.Token);
        int held = SerialLine.AdapterBufferSize - board.Serial.Room;
        Assert.IsTrue(endpoint.Taken - held <= board.NowMs * 12, $"{endpoint.Taken} bytes taken, {held} held after {board.NowMs} ms");
        Assert.IsTrue(endpoint.Taken >= SerialLine.AdapterBufferSize);
    }

    // A program that has always more to send; it stops the token when it has been asked often enough.
    private sealed class FullEndpoint(CancellationTokenSource stop) : SerialEndpoint
    {
        private int _asked;

        public int Taken { get; private set; }

        public override string Name => "full";

        public override int Read(Span<byte> buffer)
        {
            if (++_asked >= 40)
            {
                stop.Cancel();
                return 0;
            }

            Taken += buffer.Length;
            return buffer.Length;
        }

        public override void Write(ReadOnlySpan<byte> bytes)
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
