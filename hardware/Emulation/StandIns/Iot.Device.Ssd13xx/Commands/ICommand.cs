namespace Iot.Device.Ssd13xx.Commands;

/// <summary>A command of a display controller.</summary>
public interface ICommand
{
    /// <summary>Its code.</summary>
    byte Id { get; }

    /// <summary>Code and parameters as they are sent.</summary>
    byte[] GetBytes();
}
