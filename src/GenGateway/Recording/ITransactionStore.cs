namespace GenGateway.Recording;

/// <summary>The transactions in the store. Thread safe; the work is done on the store's own threads.</summary>
public interface ITransactionStore
{
    /// <summary>One page, newest first. Flush the <see cref="LedgerWriter"/> first to see what was just answered.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<TransactionPage> ListAsync(TransactionQuery query, CancellationToken cancellationToken);

    /// <summary>Stores a transaction that a client brings.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot take it now.</exception>
    Task<Transaction> AddAsync(NewTransaction transaction, CancellationToken cancellationToken);
}
