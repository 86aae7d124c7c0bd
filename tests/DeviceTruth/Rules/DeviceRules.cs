namespace PaymentCode.DeviceTruth.Rules;

/// <summary>Everything that compiles against the device's libraries and still does not work on the board.</summary>
static class DeviceRules
{
    /// <summary>Judges assemblies that are loaded together.</summary>
    public static IReadOnlyList<Finding> Check(params IReadOnlyCollection<FirmwareImage> images) =>
    [
        .. images.SelectMany(SignatureRules.Check),
        .. images.SelectMany(BodyRules.Check),
        .. images.SelectMany(StaticRules.CheckMutable),
        .. StaticRules.CheckInitialisers(images),
        .. images.SelectMany(SizeRules.Check),
    ];
}
