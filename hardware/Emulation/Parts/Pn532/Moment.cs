using System.Runtime.CompilerServices;

namespace PaymentCode.Emulation;

/// <summary>
/// Something that a command of a chip waits for: a time, an answer on the air. The command goes on in the happening of the virtual clock
/// that completes it, never on another thread; one that is not completed any more is simply forgotten with its command.
/// </summary>
internal sealed class Moment<T> : ICriticalNotifyCompletion
{
    private Action? _continuation;
    private T? _result;

    public bool IsCompleted { get; private set; }

    public Moment<T> GetAwaiter() => this;

    public T GetResult() => _result!;

    public void OnCompleted(Action continuation) => _continuation = continuation;

    public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;

    public void Complete(T result)
    {
        _result = result;
        IsCompleted = true;
        _continuation?.Invoke();
    }
}
