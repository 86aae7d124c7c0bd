namespace nanoFramework.Runtime.Native;

/// <summary>What <see cref="Power.RebootDevice"/> starts.</summary>
public enum RebootOption
{
    /// <summary>Everything.</summary>
    NormalReboot = 0,

    /// <summary>The boot loader.</summary>
    EnterNanoBooter = 1,

    /// <summary>The interpreter alone.</summary>
    ClrOnly = 2,

    /// <summary>The chip maker's boot loader.</summary>
    EnterProprietaryBooter = 8,
}
