using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>A board with keys: SELECT, the secure channel, and the loading of keys; what is under the channel is the kind's.</summary>
internal abstract class FakeBoard
{
    private readonly byte[] _aid;
    private readonly Scp03Card _channel;
    private KeySet _keys;
    private uint _sequence;

    protected FakeBoard(string serial, byte[] aid, KeySet keys)
    {
        Serial = serial;
        _aid = aid;
        _keys = keys;
        _channel = new Scp03Card(aid);
    }

    public string Serial { get; }

    public byte KeyVersion => _keys.Version;

    /// <summary>Key 4 of the set.</summary>
    protected byte[] FourthKey => _keys.Code;

    /// <summary>Protected commands in clear, in the order of their arrival.</summary>
    public List<string> Commands { get; } = [];

    public Lock Lock { get; } = new();

    /// <summary>One command APDU, its answer.</summary>
    public byte[] Process(byte[] apdu)
    {
        lock (Lock)
        {
            Assert.IsTrue(CommandApdu.TryParse(apdu, 0, apdu.Length, out var command));
            return Answer(command).ToBytes();
        }
    }

    /// <summary>The power was off: the channel is gone.</summary>
    public void CloseChannel() => _channel.Close();

    /// <summary>A command under the channel.</summary>
    protected abstract ResponseApdu Execute(CommandApdu command);

    /// <summary>A command outside the channel.</summary>
    protected virtual ResponseApdu ExecutePlain(CommandApdu command) => new(StatusWord.SecurityStatusNotSatisfied);

    private ResponseApdu Answer(CommandApdu command)
    {
        switch (command.Ins)
        {
            case TokenApplet.InsSelect:
                _channel.Close();
                return command.Data.AsSpan().SequenceEqual(_aid) ? new ResponseApdu(StatusWord.Success, [0x6F, 0x0B, 0x84, 0x09, .. _aid]) : new ResponseApdu(StatusWord.ApplicationNotFound);
            case TokenApplet.InsInitializeUpdate:
                return new ResponseApdu(
                    StatusWord.Success, _channel.InitializeUpdate(command.Data, _keys.Channel(), ++_sequence, [.. Convert.FromHexString(Serial), 0, 0]));
            case TokenApplet.InsExternalAuthenticate:
                return new ResponseApdu(_channel.ExternalAuthenticate(command));
        }

        if (command.Cla != TokenApplet.ClaSecure)
        {
            return ExecutePlain(command);
        }

        var status = _channel.Unwrap(command, out var plain);
        if (status != StatusWord.Success)
        {
            return new ResponseApdu(status);
        }

        Commands.Add(Convert.ToHexString([plain.Ins, plain.P1, plain.P2, .. plain.Data]));
        return _channel.Wrap(plain.Ins == TokenApplet.InsPutKey ? PutKey(plain) : Execute(plain));
    }

    private ResponseApdu PutKey(CommandApdu command)
    {
        if (!KeySet.TryParse(command.Data, 0, _channel.DecryptKey, out var keys) || keys.Version <= _keys.Version)
        {
            return new ResponseApdu(StatusWord.WrongData);
        }

        _keys = keys;
        return new ResponseApdu(StatusWord.Success, keys.Answer());
    }
}
