using PaymentCode.Emulation;

namespace nanoFramework.Runtime.Native;

/// <summary>The microcontroller's own reset.</summary>
public class Power
{
    /// <summary>
    /// Restarts the board; no instruction follows. The emulated one loses its power, and whoever drives it switches it on again: what the
    /// firmware finds then is the same.
    /// </summary>
    /// <param name="rebootOption">What to start.</param>
    /// <exception cref="PowerLostException">Always.</exception>
    public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot)
    {
        EmulatedBoard.Powered.PowerOff();
        throw new PowerLostException();
    }
}
