using System.Globalization;
using PaymentCode.Bridge.Atm;

namespace PaymentCode.Cli.Devices;

/// <summary>A cash dispenser that says what it does; its faults are chosen from outside.</summary>
/// <param name="result">What happens when it is told to pay.</param>
/// <param name="say">Where it says so.</param>
internal sealed class EmulatedDispenser(DispenseResult result, Action<string> say) : ICashDispenser
{
    public Task<DispenseResult> DispenseAsync(long amountMinor, string currency)
    {
        say(result switch
        {
            DispenseResult.Paid => $"the notes are in the tray ({amountMinor.ToString(CultureInfo.InvariantCulture)} minor units of {currency})",
            DispenseResult.NothingPaid => "the dispenser is empty: nothing was paid",
            _ => "the dispenser jammed: whether notes went out must be looked up in the machine",
        });
        return Task.FromResult(result);
    }
}
