using PaymentCode.Bridge.Link;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bridge.Tokens;

/// <summary>
/// Looks whether the token holds a code that its customer released to a phone, so that the computer can show the picture. It asks only while the bank
/// does not use the token, so that its commands never wait.
/// </summary>
public sealed class ReleasedCodeWatcher
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LeastIdle = TimeSpan.FromMilliseconds(500);

    readonly TokenPort _port;
    readonly TimeProvider _time;
    byte[] _last = [];

    /// <summary>Makes the watcher.</summary>
    /// <param name="port">Where the token is.</param>
    /// <param name="time">The clock for the pauses.</param>
    public ReleasedCodeWatcher(TokenPort port, TimeProvider time)
    {
        _port = port;
        _time = time;
    }

    /// <summary>A code was released: the payload of docs/PROTOCOLS.md section 3. Once for each code.</summary>
    public event Action<byte[]>? Released;

    /// <summary>Looks once a second until cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(Pause, _time, cancellation);
            if (_port is { Token: not null, Kind: BoardKind.Token } && _port.Idle >= LeastIdle)
            {
                await LookAsync(cancellation);
            }
        }
    }

    async Task LookAsync(CancellationToken cancellation)
    {
        byte[] answer;
        try
        {
            answer = await _port.TransceiveAsync(new CommandApdu(TokenApplet.ClaPlain, TokenApplet.InsGetCode, 0, 0, null, 256).ToBytes(), cancellation);
        }
        catch (LinkException)
        {
            // The port reports it and looks for the token again.
            return;
        }

        if (ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response)
            && response.StatusWord == StatusWord.Success
            && AuthorizationPayload.TryParse(response.Data, out _)
            && !response.Data.AsSpan().SequenceEqual(_last))
        {
            _last = response.Data;
            Released?.Invoke(response.Data);
        }
    }
}
