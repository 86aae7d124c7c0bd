namespace System.IO.Ports;

/// <summary>Told that bytes arrived.</summary>
/// <param name="sender">The port.</param>
/// <param name="e">Why.</param>
public delegate void SerialDataReceivedEventHandler(object sender, SerialDataReceivedEventArgs e);
