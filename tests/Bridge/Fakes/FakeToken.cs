using PaymentCode.Core.Applet;
using PaymentCode.Core.Link;

namespace PaymentCode.Bridge.Tests;

/// <summary>A token that answers SELECT, GET DATA, and everything else with its own bytes reversed and 9000.</summary>
sealed class FakeToken
{
    public byte[] Serial { get; } = [1, 2, 3, 4, 5, 6, 7, 8];

    public byte[] SelectAnswer { get; set; } = Convert.FromHexString("6F0B8409F0504159434F4445019000");

    /// <summary>What SELECT of the terminal application gets, if anything but the answer to every SELECT.</summary>
    public byte[]? TerminalSelectAnswer { get; set; }

    public byte[]? InformationAnswer { get; set; }

    public List<string> Executed { get; } = [];

    /// <summary>Called with each command before it is executed.</summary>
    public Action<byte[]>? OnCommand { get; set; }

    /// <summary>The token's receiver after it was switched on.</summary>
    public Func<byte, byte[]?> NewLink() => new SerialLinkCard((command, length) => Execute(command[..length]), () => { }).Receive;

    byte[] Execute(byte[] command)
    {
        OnCommand?.Invoke(command);
        lock (Executed)
        {
            Executed.Add(Convert.ToHexString(command));
        }

        return command[1] switch
        {
            TokenApplet.InsSelect when TerminalSelectAnswer is not null && command.AsSpan(5, 9).SequenceEqual(TerminalApplet.Aid()) => TerminalSelectAnswer,
            TokenApplet.InsSelect => SelectAnswer,
            TokenApplet.InsGetData => InformationAnswer ?? [.. Information().ToBytes(), 0x90, 0x00],
            _ => [.. command.Reverse(), 0x90, 0x00],
        };
    }

    TokenInformation Information() => new()
    {
        Serial = Serial,
        FirmwareVersion = 0x000100,
        LifeCycle = TokenApplet.LifeCyclePersonalised,
        DisplayWidth = 128,
        DisplayHeight = 64,
        Formats = TokenApplet.FormatMatrix,
        NewestKeyVersion = 2,
        Flags = TokenApplet.FlagClockValid,
    };
}
