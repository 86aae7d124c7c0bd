namespace Iot.Device.Ssd13xx.Commands.Ssd1306Commands;

/// <summary>Switches the charge pump that feeds the glass.</summary>
/// <param name="enableChargePump">True switches it on.</param>
public class SetChargePump(bool enableChargePump = false) : ISsd1306Command
{
    /// <inheritdoc/>
    public byte Id => 0x8D;

    /// <summary>True switches it on.</summary>
    public bool EnableChargePump { get; } = enableChargePump;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, (byte)(EnableChargePump ? 0x14 : 0x10)];
}

/// <summary>Sets the clock of the display.</summary>
public class SetDisplayClockDivideRatioOscillatorFrequency : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="displayClockDivideRatio">Divide ratio less one, 0 to 15.</param>
    /// <param name="oscillatorFrequency">Oscillator frequency, 0 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SetDisplayClockDivideRatioOscillatorFrequency(byte displayClockDivideRatio = 0x00, byte oscillatorFrequency = 0x08)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(displayClockDivideRatio, (byte)15);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oscillatorFrequency, (byte)15);
        DisplayClockDivideRatio = displayClockDivideRatio;
        OscillatorFrequency = oscillatorFrequency;
    }

    /// <inheritdoc/>
    public byte Id => 0xD5;

    /// <summary>Divide ratio less one.</summary>
    public byte DisplayClockDivideRatio { get; }

    /// <summary>Oscillator frequency.</summary>
    public byte OscillatorFrequency { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, (byte)((OscillatorFrequency << 4) | DisplayClockDivideRatio)];
}

/// <summary>Sets the pre-charge periods.</summary>
public class SetPreChargePeriod : ISsd1306Command
{
    /// <summary>Makes the command.</summary>
    /// <param name="phase1Period">Clocks of phase 1, 1 to 15.</param>
    /// <param name="phase2Period">Clocks of phase 2, 1 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SetPreChargePeriod(byte phase1Period = 0x02, byte phase2Period = 0x02)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(phase1Period, (byte)1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(phase1Period, (byte)15);
        ArgumentOutOfRangeException.ThrowIfLessThan(phase2Period, (byte)1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(phase2Period, (byte)15);
        Phase1Period = phase1Period;
        Phase2Period = phase2Period;
    }

    /// <inheritdoc/>
    public byte Id => 0xD9;

    /// <summary>Clocks of phase 1.</summary>
    public byte Phase1Period { get; }

    /// <summary>Clocks of phase 2.</summary>
    public byte Phase2Period { get; }

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, (byte)((Phase2Period << 4) | Phase1Period)];
}

/// <summary>Sets the level of deselected rows.</summary>
/// <param name="level">The level.</param>
public class SetVcomhDeselectLevel(SetVcomhDeselectLevel.DeselectLevel level = SetVcomhDeselectLevel.DeselectLevel.Vcc0_77) : ISsd1306Command
{
    /// <summary>Levels as parts of Vcc.</summary>
    public enum DeselectLevel
    {
        /// <summary>0.65 Vcc.</summary>
        Vcc0_65 = 0x00,

        /// <summary>0.77 Vcc.</summary>
        Vcc0_77 = 0x20,

        /// <summary>0.83 Vcc.</summary>
        Vcc0_83 = 0x30,

        /// <summary>Vcc; the datasheet does not have it.</summary>
        Vcc1_00 = 0x40,
    }

    /// <inheritdoc/>
    public byte Id => 0xDB;

    /// <summary>The level.</summary>
    public DeselectLevel Level { get; } = level;

    /// <inheritdoc/>
    public byte[] GetBytes() => [Id, (byte)Level];
}
