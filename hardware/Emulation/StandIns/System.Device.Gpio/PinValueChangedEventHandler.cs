namespace System.Device.Gpio;

/// <summary>Told of an edge by <see cref="GpioPin.ValueChanged"/>.</summary>
/// <param name="sender">The pin.</param>
/// <param name="e">Pin and edge.</param>
public delegate void PinValueChangedEventHandler(object sender, PinValueChangedEventArgs e);
