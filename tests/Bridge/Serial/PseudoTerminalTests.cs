using PaymentCode.Boards;
using PaymentCode.Bridge.Serial;

namespace PaymentCode.Bridge.Tests.Serial;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class PseudoTerminalTests
{
    static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    readonly string _folder = Directory.CreateTempSubdirectory("paymentcode-pty-").FullName;
    readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));
    PseudoTerminal _board = null!;

    string Name => Path.Combine(_folder, "token");

    [TestInitialize]
    public void PlugIn() => _board = new PseudoTerminal(Name);

    [TestCleanup]
    public void Unplug()
    {
        _board.Dispose();
        _patience.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestMethod]
    public async Task Every_byte_passes_unchanged_both_ways()
    {
        await using ISerialChannel line = await SerialPorts.Parse(Name).OpenAsync(_patience.Token);
        await line.WriteAsync(AllBytes, _patience.Token);
        byte[] heard = new byte[256];
        for (int length = 0; length < heard.Length; length += _board.Read(heard.AsSpan(length)))
        {
            _patience.Token.ThrowIfCancellationRequested();
        }

        CollectionAssert.AreEqual(AllBytes, heard);
        _board.Write(AllBytes);
        byte[] received = new byte[256];
        for (int length = 0; length < received.Length;)
        {
            int count = await line.ReadAsync(received.AsMemory(length), _patience.Token);
            Assert.AreNotEqual(0, count);
            length += count;
        }

        CollectionAssert.AreEqual(AllBytes, received);
    }

    [TestMethod]
    public async Task A_line_that_another_program_has_is_busy_until_it_is_closed()
    {
        ISerialChannel first = await SerialPorts.Parse(Name).OpenAsync(default);
        SerialException refusal = await Assert.ThrowsExactlyAsync<SerialException>(async () => await SerialPorts.Parse(Name).OpenAsync(default));
        Assert.AreEqual(SerialFault.Busy, refusal.Fault);
        Assert.AreEqual($"{Name}: in use by another program. Close it, or give another port.", refusal.Message);
        await first.DisposeAsync();
        await using ISerialChannel second = await SerialPorts.Parse(Name).OpenAsync(default);
    }

    [TestMethod]
    public async Task A_line_whose_board_is_gone_ends()
    {
        await using ISerialChannel line = await SerialPorts.Parse(Name).OpenAsync(default);
        _board.Dispose();
        Assert.AreEqual(0, await line.ReadAsync(new byte[16], _patience.Token));
        await Assert.ThrowsExactlyAsync<SerialException>(async () => await line.WriteAsync(new byte[] { 1 }, _patience.Token));
    }

    [TestMethod]
    public async Task Waiting_for_bytes_can_be_cancelled_and_loses_none()
    {
        await using ISerialChannel line = await SerialPorts.Parse(Name).OpenAsync(default);
        using CancellationTokenSource cancelled = new();
        ValueTask<int> reading = line.ReadAsync(new byte[16], cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await reading);
        _board.Write([0x55]);
        byte[] buffer = new byte[16];
        Assert.AreEqual(1, await line.ReadAsync(buffer, _patience.Token));
        Assert.AreEqual(0x55, buffer[0]);
    }
}
