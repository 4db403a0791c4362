namespace GenGateway.Recording;

/// <summary>Where records are kept. Used by the ledger writer's thread alone; may block.</summary>
public interface IRecordStore
{
    /// <summary>Writes all records or none.</summary>
    /// <param name="batch">Settled records; their texts hold until this returns.</param>
    /// <param name="mayRepeat">Whether some may be there already: those, by their id, are left as they are. To look costs, and nearly every record is new.</param>
    /// <exception cref="StoreUnavailableException">Try the same batch again later.</exception>
    /// <exception cref="RecordRejectedException">A record of the batch can never be written; nothing was.</exception>
    void Write(IReadOnlyList<TransactionRecord> batch, bool mayRepeat);
}
