namespace GenGateway.Recording;

/// <summary>The transactions in the store. Thread safe; the work is done on the store's own threads.</summary>
public interface ITransactionStore
{
    /// <summary>One page, newest first. Flush the <see cref="LedgerWriter"/> first to see what was just answered.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<TransactionPage> ListAsync(TransactionQuery query, CancellationToken cancellationToken);

    /// <summary>One transaction, or null where there is none of that id. Flush the <see cref="LedgerWriter"/> first to see what was just answered.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<Transaction?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>What a key's transactions cost together, in US dollars; those without a known cost count nothing.</summary>
    /// <param name="key">The key's public name.</param>
    /// <param name="since">Created then or later.</param>
    /// <param name="until">Created before then.</param>
    /// <param name="cancellationToken">When not to wait any longer.</param>
    /// <exception cref="StoreUnavailableException">The store cannot answer now.</exception>
    Task<double> CostAsync(string key, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Stores a transaction that a client brings.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot take it now.</exception>
    Task<Transaction> AddAsync(NewTransaction transaction, CancellationToken cancellationToken);
}
