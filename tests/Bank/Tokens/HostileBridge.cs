using PaymentCode.Boards;
using PaymentCode.Bridge.Link;
using PaymentCode.Bridge.Tests;
using PaymentCode.Wire;

namespace PaymentCode.Bank.Tests.RealTokens;

/// <summary>
/// A bridge in an attacker's hands, with the real token behind it. Every APDU on its way passes <see cref="OnCommand"/> or <see cref="OnResponse"/> with its number in
/// the attack; what they return goes on instead, and null goes nowhere.
/// </summary>
internal sealed class HostileBridge : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly BoardLine _line;
    private readonly ManualTime _bankTime;
    private readonly ImpatientTime _lineTime = new(longest: TimeSpan.FromSeconds(1));
    private readonly Random _random = new(1);
    private SerialLinkHost _link = null!;
    private int _number;
    private volatile bool _isSilent;

    private HostileBridge(TokenBoard board, ManualTime bankTime)
    {
        _line = new BoardLine(board);
        _bankTime = bankTime;
        Socket = new RelaySocket(CarryAsync);
    }

    public RelaySocket Socket { get; }

    public Func<int, byte[], byte[]?> OnCommand { get; set; } = Honest;

    public Func<int, byte[], byte[]?> OnResponse { get; set; } = Honest;

    /// <summary>Commands and responses that passed since <see cref="Attack"/>, as the bank and the token sent them.</summary>
    public List<byte[]> Commands { get; } = [];

    public List<byte[]> Responses { get; } = [];

    public static async Task<HostileBridge> CreateAsync(TokenBoard board, ManualTime bankTime)
    {
        var bridge = new HostileBridge(board, bankTime);
        bridge._link = new SerialLinkHost(await bridge._line.OpenAsync(default), bridge._lineTime, bridge._random);
        await bridge._link.ResetAsync(default);
        return bridge;
    }

    /// <summary>From here on, numbered from 0.</summary>
    public void Attack(Func<int, byte[], byte[]?> onCommand, Func<int, byte[], byte[]?> onResponse)
    {
        (OnCommand, OnResponse) = (onCommand, onResponse);
        _number = 0;
        Commands.Clear();
        Responses.Clear();
    }

    public void Behave() => Attack(Honest, Honest);

    /// <summary>Waits for what the bank does. Where it waits for an answer that this bridge keeps, its ten seconds pass.</summary>
    public async Task<T> SettleAsync<T>(Task<T> asked)
    {
        while (!asked.IsCompleted)
        {
            if (_isSilent && _bankTime.IsWaitedFor(AnswerTime))
            {
                _bankTime.Advance(AnswerTime);
            }

            await Task.Yield();
        }

        return await asked;
    }

    public static byte[]? Honest(int number, byte[] apdu) => apdu;

    /// <summary>Gives the token an APDU of the attacker's own.</summary>
    public Task<byte[]> InjectAsync(byte[] apdu) => _link.TransceiveAsync(apdu, default);

    public async ValueTask DisposeAsync()
    {
        Socket.Leave();
        await _link.DisposeAsync();
    }

    private async Task CarryAsync(RelayMessage command)
    {
        _isSilent = false;
        var number = _number++;
        Commands.Add(command.Apdu);
        if (OnCommand(number, command.Apdu) is not { } toToken)
        {
            _isSilent = true;
            return;
        }

        var response = await _link.TransceiveAsync(toToken, default);
        Responses.Add(response);
        if (OnResponse(number, response) is not { } toBank)
        {
            _isSilent = true;
            return;
        }

        Socket.SayRaw([(byte)RelayMessageType.Response, .. BitConverter.GetBytes(command.Id).Reverse(), .. toBank]);
    }
}
