namespace GenGateway.Configuration;

/// <summary>What happens to the database at the start.</summary>
public enum MigrationMode
{
    /// <summary>Missing tables are made, older ones migrated.</summary>
    CreateIfNotExists,

    /// <summary>Everything is dropped and made anew.</summary>
    DropRecreate,
}
