using PaymentCode.Bank.Storage;

namespace PaymentCode.Bank.Terminals;

/// <summary>A business that is begun at a terminal: purchases, transfers. Its rules; the talk with the terminal is the same for all.</summary>
internal interface ITerminalBusiness
{
    /// <summary><see cref="TerminalOrder.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>Makes the order of a transaction that was begun. A reason: it is refused at once.</summary>
    Task<string?> BeginAsync(BankTransaction transaction, Terminal terminal, TerminalOrder order);

    /// <summary>Acts upon an event about a waiting order; the row is locked, and the terminal is authorised.</summary>
    Task TakeAsync(BankTransaction transaction, TerminalOrder order, TerminalEvent happened);

    /// <summary>What the terminal is to be told in a waiting state; null for nothing.</summary>
    Task<byte[]?> DirectiveAsync(BankTransaction transaction, TerminalOrder order);

    /// <summary>Does what a waiting state asks for besides the directive, once the terminal has that.</summary>
    Task WorkAsync(TerminalOrder order, TerminalChannel channel, CancellationToken cancellation);
}
