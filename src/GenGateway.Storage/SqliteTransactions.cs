using GenGateway.Recording;
using GenGateway.Storage.Mapping;

namespace GenGateway.Storage;

/// <summary>The transactions in SQLite.</summary>
internal sealed class SqliteTransactions(SqliteStore store, IStoreQueue queue, SqliteReaders readers, TimeProvider clock) : ITransactionStore
{
    public Task<TransactionPage> ListAsync(TransactionQuery query, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => TransactionMapper.List(connection, query), cancellationToken);

    public Task<Transaction?> FindAsync(long id, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => TransactionMapper.Find(connection, id), cancellationToken);

    public Task<double> CostAsync(string key, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => TransactionMapper.Cost(connection, key, since, until), cancellationToken);

    public Task<Transaction> AddAsync(NewTransaction transaction, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => TransactionMapper.Add(connection, transaction, clock.GetUtcNow())), cancellationToken);
}
