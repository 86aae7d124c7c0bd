namespace Iot.Device.Ssd13xx.Commands;

/// <summary>A command that all the controllers have.</summary>
public interface ISharedCommand : ICommand;
