namespace GenGateway.Configuration;

/// <summary>What happens to a request while the journal of records is full.</summary>
public enum FullJournal
{
    /// <summary>It is served; its record is dropped and counted.</summary>
    DropAndCount,

    /// <summary>It is refused.</summary>
    Refuse,
}
