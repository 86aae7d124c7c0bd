using PaymentCode.Workbench.Events;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench.Stories;

/// <summary>A step of a story.</summary>
/// <param name="Id">Its name; texts belong to the page.</param>
/// <param name="Part">The device that it is done at.</param>
/// <param name="Control">What is used there.</param>
/// <param name="IsDone">Whether the world shows that it was done, whoever did it.</param>
/// <param name="IsWaiting">Whether something has to happen before it can be done.</param>
/// <param name="DoAsync">Does it for the visitor.</param>
internal sealed record StoryStep(string Id, string Part, string Control, Func<bool> IsDone, Func<bool> IsWaiting, Func<Task> DoAsync);

/// <summary>A story.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Steps">Its steps in order.</param>
/// <param name="Failure">Why it cannot come to its end any more, as the bank names it; null while it can.</param>
internal sealed record StoryPlan(string Id, IReadOnlyList<StoryStep> Steps, Func<string?> Failure);

/// <summary>Leads a visitor through a story. What is done is seen in the world; a step once done stays so.</summary>
internal sealed class StoryDesk
{
    private readonly WorldParts _parts;
    private readonly Dictionary<string, Func<WorldParts, StoryPlan>> _plans = new()
    {
        ["withdrawal"] = WithdrawalStory.Tell,
        ["purchase"] = PurchaseStory.Tell,
        ["transfer"] = TransferStory.Tell,
        ["paymentcode"] = PaymentCodeStory.Tell,
    };

    private int _done;

    /// <summary>No story yet.</summary>
    public StoryDesk(WorldParts parts) => _parts = parts;

    /// <summary>The story that is told, or null.</summary>
    public StoryPlan? Current { get; private set; }

    /// <summary>All that can be told.</summary>
    public IEnumerable<StoryPlan> Plans => _plans.Values.Select(tell => tell(_parts));

    /// <summary>How many of its steps are done.</summary>
    public int Done => _done;

    /// <summary>The next step, or null at the end.</summary>
    public StoryStep? Next => Current is { } story && _done < story.Steps.Count && story.Failure() is null ? story.Steps[_done] : null;

    /// <summary>Why the story cannot come to its end, or null.</summary>
    public string? Failure => Current is { } story && _done < story.Steps.Count ? story.Failure() : null;

    /// <summary>Begins a story. False if there is none of that name.</summary>
    public bool TryBegin(string id)
    {
        if (!_plans.TryGetValue(id, out var tell))
        {
            return false;
        }

        // At home the token is in its plug: what was told before may have left it elsewhere.
        if (!_parts.Token.Usb.IsPlugged)
        {
            _parts.Token.Plug(true);
        }

        (Current, _done) = (tell(_parts), 0);
        _parts.Log.Add(EventKind.Story, "", "", "BEGIN " + id);
        See();
        return true;
    }

    /// <summary>No story any more.</summary>
    public void End()
    {
        if (Current is not null)
        {
            _parts.Log.Add(EventKind.Story, "", "", "END " + Current.Id);
            Current = null;
        }
    }

    /// <summary>What the bank said no to when the last step was done for the visitor, or null.</summary>
    public BankAnswer? Refusal { get; private set; }

    /// <summary>Does the next step for the visitor. False if it has to wait, or there is none.</summary>
    public async Task<bool> TryDoAsync()
    {
        if (Next is not { } step || step.IsWaiting())
        {
            return false;
        }

        var work = step.DoAsync();
        await work;
        Refusal = work is Task<BankAnswer> { Result: { Status: >= StatusCodes.Status400BadRequest } refusal } ? refusal : null;
        return true;
    }

    /// <summary>Notices what has been done.</summary>
    public void See()
    {
        while (Next is { } step && step.IsDone())
        {
            _done++;
            _parts.Log.Add(EventKind.Story, "", "", "DONE " + step.Id);
        }
    }
}
