namespace System.Device.Gpio;

/// <summary>Told of an edge by <see cref="GpioController.RegisterCallbackForPinValueChangedEvent"/>.</summary>
/// <param name="sender">The controller.</param>
/// <param name="pinValueChangedEventArgs">Pin and edge.</param>
public delegate void PinChangeEventHandler(object sender, PinValueChangedEventArgs pinValueChangedEventArgs);
