namespace GenGateway.Recording;

/// <summary>Where records are kept. Used by the ledger writer's thread alone; may block.</summary>
public interface IRecordStore
{
    /// <summary>Writes all records or none. One that is there already (by its id) is left as it is.</summary>
    /// <exception cref="StoreUnavailableException">Try the same batch again later.</exception>
    /// <exception cref="RecordRejectedException">A record of the batch can never be written; nothing was.</exception>
    void Write(IReadOnlyList<TransactionRecord> batch);
}
