using System.Device.Gpio;
using System.Device.I2c;
using Iot.Device.Ssd13xx.Commands;

namespace Iot.Device.Ssd13xx;

/// <summary>
/// The display driver of nanoFramework.Iot.Device.Ssd13xx 1.3.689 with its faults: it ignores transfer results (an absent display goes
/// unnoticed), and <see cref="SendCommand(ISsd1306Command)"/> puts the command into the frame buffer and sends all of that buffer, whose
/// rest the display takes for more commands. Write commands with the I2cDevice instead.
/// </summary>
public class Ssd1306 : Ssd13xx
{
    /// <summary>The usual address.</summary>
    public const byte DefaultI2cAddress = 0x3C;

    /// <summary>The address with SA0 high.</summary>
    public const byte SecondaryI2cAddress = 0x3D;

    /// <summary>Initialises a 128×64 display.</summary>
    /// <param name="i2cDevice">The display; disposed with the driver.</param>
    /// <param name="resetPin">GPIO number of RES#, or -1.</param>
    public Ssd1306(I2cDevice i2cDevice, int resetPin = -1)
        : base(i2cDevice, DisplayResolution.OLED128x64, DisplayOrientation.Landscape, resetPin)
    {
    }

    /// <summary>Initialises a display.</summary>
    /// <param name="i2cDevice">The display; disposed with the driver.</param>
    /// <param name="res">Its resolution.</param>
    /// <param name="orientation">How the picture stands.</param>
    /// <param name="resetPin">GPIO number of RES#, or -1.</param>
    /// <param name="gpio">Controller for the reset pin.</param>
    /// <param name="shouldDispose">Whether to dispose the controller.</param>
    public Ssd1306(
        I2cDevice i2cDevice,
        DisplayResolution res,
        DisplayOrientation orientation = DisplayOrientation.Landscape,
        int resetPin = -1,
        GpioController? gpio = null,
        bool shouldDispose = true)
        : base(i2cDevice, res, orientation, resetPin, gpio, shouldDispose)
    {
    }

    /// <summary>Sends a command, and after it what is in the frame buffer as more commands: a fault of upstream's.</summary>
    /// <param name="command">The command.</param>
    public void SendCommand(ISsd1306Command command) => SendBytes(command);

    /// <summary>Sends a command, and after it what is in the frame buffer as more commands: a fault of upstream's.</summary>
    /// <param name="command">The command.</param>
    public override void SendCommand(ISharedCommand command) => SendBytes(command);

    /// <summary>Disposes the I2C device.</summary>
    /// <param name="disposing">False on the collector's thread.</param>
    protected override void Dispose(bool disposing) => base.Dispose(disposing);

    private void SendBytes(ICommand? command)
    {
        byte[]? bytes = command?.GetBytes();
        if (bytes == null || bytes.Length == 0)
        {
            throw new ArgumentNullException(nameof(command), "There is no command, or it has no bytes.");
        }

        SendThroughFrameBuffer(controlByte: 0x00, bytes);
    }
}
