using System.Net.Sockets;

namespace PaymentCode.Boards.Contactless;

/// <summary>
/// Offers a running token to pcscd's virtual reader, as it would lie on a contactless one: every command goes over the emulated air, from a
/// reader's PN532 to the token's own. While the token is off, or pcscd is not there, there is no card; both are looked for again.
/// </summary>
public sealed class PcscToken
{
    private const int LookMs = 500;
    private const int PollMs = 1;
    private const int WakeMs = 20;
    private const int Attempts = 5;
    private const int AgainMs = 30;
    private const int PatienceMs = 5_000;

    // PROTOCOLS.md 10: what fits into the frames of both chips.
    private const int LongestCommand = 253;

    private const byte ErrorMask = 0x3F;

    private readonly RealTimeBoard<TokenBoard> _running;
    private readonly string _host;
    private readonly int _port;
    private byte[]? _atr;

    /// <summary>A token that runs, and where vpcd listens.</summary>
    /// <param name="running">The token, with a PN532.</param>
    /// <param name="host">Name or address.</param>
    /// <param name="port">Port.</param>
    public PcscToken(RealTimeBoard<TokenBoard> running, string host, int port)
    {
        _running = running;
        _host = host;
        _port = port;
    }

    /// <summary>Serves until it is told to stop; the token has to run until then.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        TokenReader reader = null!;
        await _running.DoAsync(token =>
        {
            reader = new TokenReader(token);
            reader.Approach();
        }).ConfigureAwait(false);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await SetUpAsync(reader, stop).ConfigureAwait(false);
                    await ServeAsync(reader, stop).ConfigureAwait(false);
                }
                catch (Exception e) when (e is SocketException or IOException or TimeoutException)
                {
                    // No pcscd, no card, or an end in the middle: it begins anew.
                }

                await Task.Delay(LookMs, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
        finally
        {
            await _running.DoAsync(_ => reader.Dispose()).ConfigureAwait(false);
        }
    }

    private async Task SetUpAsync(TokenReader reader, CancellationToken stop)
    {
        await PassAsync(WakeMs, stop).ConfigureAwait(false);
        await CommandAsync(reader, [0x14, 0x01], stop).ConfigureAwait(false);

        // Activation is tried once and not for ever: a token that is off is no card.
        await CommandAsync(reader, [0x32, 0x05, 0xFF, 0x01, 0x01], stop).ConfigureAwait(false);
    }

    private async Task ServeAsync(TokenReader reader, CancellationToken stop)
    {
        if (!await TryActivateAsync(reader, stop).ConfigureAwait(false))
        {
            return;
        }

        using VpcdLink link = await VpcdLink.ConnectAsync(_host, _port, stop).ConfigureAwait(false);
        while (true)
        {
            (VpcdLink.Request? request, byte[] apdu) = await link.ReceiveAsync(stop).ConfigureAwait(false);
            switch (request)
            {
                case VpcdLink.Request.PowerOff:
                    await SwitchOffAsync(reader, stop).ConfigureAwait(false);
                    break;
                case VpcdLink.Request.Reset:
                    await SwitchOffAsync(reader, stop).ConfigureAwait(false);
                    await DemandAsync(reader, stop).ConfigureAwait(false);
                    break;
                case VpcdLink.Request.PowerOn:
                    await DemandAsync(reader, stop).ConfigureAwait(false);
                    break;
                case VpcdLink.Request.GetAtr:
                    await DemandAsync(reader, stop).ConfigureAwait(false);
                    await link.SendAsync(_atr!, stop).ConfigureAwait(false);
                    break;
                case VpcdLink.Request.Apdu:
                    await DemandAsync(reader, stop).ConfigureAwait(false);
                    await link.SendAsync(await ExchangeAsync(reader, apdu, stop).ConfigureAwait(false), stop).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>The token has to be there, activated, or there is no card any more.</summary>
    private async Task DemandAsync(TokenReader reader, CancellationToken stop)
    {
        if (_atr != null && await CommandAsync(reader, [0x00, 0x06], stop).ConfigureAwait(false) is [0x00])
        {
            return;
        }

        if (!await TryActivateAsync(reader, stop).ConfigureAwait(false))
        {
            throw new IOException("The token does not answer.");
        }
    }

    private async Task<bool> TryActivateAsync(TokenReader reader, CancellationToken stop)
    {
        _atr = null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // Count, number, SENS_RES, SEL_RES, length of the identifier, identifier, ATS.
            byte[] target = await CommandAsync(reader, [0x4A, 0x01, 0x00], stop).ConfigureAwait(false);
            if (target is [0x01, 0x01, _, _, _, _, ..] && target.Length > 6 + target[5])
            {
                _atr = ContactlessAtr.FromAts(target.AsSpan(6 + target[5]));
                return true;
            }

            // A token that has just been let go takes a step or two to listen again.
            await PassAsync(AgainMs, stop).ConfigureAwait(false);
        }

        return false;
    }

    private async Task SwitchOffAsync(TokenReader reader, CancellationToken stop)
    {
        _atr = null;
        await CommandAsync(reader, [0x32, 0x01, 0x00], stop).ConfigureAwait(false);
    }

    private async Task<byte[]> ExchangeAsync(TokenReader reader, byte[] apdu, CancellationToken stop)
    {
        if (apdu.Length > LongestCommand)
        {
            return [0x67, 0x00];
        }

        byte[] answer = await CommandAsync(reader, [0x40, 0x01, .. apdu], stop).ConfigureAwait(false);
        if (answer.Length > 0 && (answer[0] & ErrorMask) == 0)
        {
            return answer[1..];
        }

        _atr = null;
        throw new IOException("The token did not answer the command.");
    }

    private async Task<byte[]> CommandAsync(TokenReader reader, byte[] command, CancellationToken stop)
    {
        long endsMs = 0;
        await _running.DoAsync(token =>
        {
            endsMs = token.NowMs + PatienceMs;
            reader.Begin(command);
        }).ConfigureAwait(false);
        for (bool isOver = false; !isOver;)
        {
            byte[]? answer = null;
            await _running.DoAsync(token =>
            {
                isOver = token.NowMs >= endsMs;
                answer = reader.TryFinish();
            }).ConfigureAwait(false);
            if (answer != null)
            {
                return answer;
            }

            await Task.Delay(PollMs, stop).ConfigureAwait(false);
        }

        throw new TimeoutException("The reader's chip does not answer.");
    }

    /// <summary>Waits for time of the token's, which is late where the computer is busy.</summary>
    private async Task PassAsync(int ms, CancellationToken stop)
    {
        long beganMs = -1;
        for (bool isOver = false; !isOver;)
        {
            await _running.DoAsync(token =>
            {
                beganMs = beganMs < 0 ? token.NowMs : beganMs;
                isOver = token.NowMs >= beganMs + ms;
            }).ConfigureAwait(false);
            await Task.Delay(PollMs, stop).ConfigureAwait(false);
        }
    }
}
