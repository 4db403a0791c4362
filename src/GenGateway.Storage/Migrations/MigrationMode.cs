namespace GenGateway.Storage.Migrations;

/// <summary>What happens to the tables at the start (<c>database.migration_mode</c>).</summary>
public enum MigrationMode
{
    /// <summary>What is missing is made, what is old is brought up to date, rows stay.</summary>
    CreateIfNotExists,

    /// <summary>The gateway's tables, and no others, are dropped first.</summary>
    DropRecreate,
}
