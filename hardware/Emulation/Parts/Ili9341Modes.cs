using static PaymentCode.Emulation.Ili9341Command;

namespace PaymentCode.Emulation;

/// <summary>What the ILI9341's commands without parameters switch on and off.</summary>
internal sealed class Ili9341Modes
{
    public bool Awake { get; set; }

    public bool DisplayOn { get; private set; }

    public bool Inverted { get; private set; }

    public bool Idle { get; private set; }

    public bool Partial { get; private set; }

    /// <summary>VSCRSADD begins it; normal and partial mode end it (sections 8.2.13, 8.2.14 and 8.2.30).</summary>
    public bool Scrolls { get; set; }

    public bool TearingEffect { get; set; }

    public void Reset() =>
        (Awake, DisplayOn, Inverted, Idle, Partial, Scrolls, TearingEffect) = (false, false, false, false, false, false, false);

    /// <summary>Carries a command out.</summary>
    /// <returns>Whether it was one of these.</returns>
    public bool Execute(Ili9341Command command)
    {
        switch (command)
        {
            case PartialModeOn or NormalDisplayModeOn:
                Partial = command == PartialModeOn;
                Scrolls = false;
                return true;
            case DisplayInversionOff or DisplayInversionOn:
                Inverted = command == DisplayInversionOn;
                return true;
            case DisplayOff or Ili9341Command.DisplayOn:
                DisplayOn = command == Ili9341Command.DisplayOn;
                return true;
            case IdleModeOff or IdleModeOn:
                Idle = command == IdleModeOn;
                return true;
            case TearingEffectLineOff:
                TearingEffect = false;
                return true;
            default:
                return command == Nop;
        }
    }
}
