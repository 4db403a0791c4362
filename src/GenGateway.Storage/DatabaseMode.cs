namespace GenGateway.Storage;

/// <summary>How a database file is opened.</summary>
public enum DatabaseMode
{
    /// <summary>Read and written, made where it is missing (<c>rwc</c>, the default).</summary>
    ReadWriteCreate,

    /// <summary>Read and written; must be there (<c>rw</c>).</summary>
    ReadWrite,

    /// <summary>Only read (<c>ro</c>): no place for records.</summary>
    ReadOnly,

    /// <summary>Kept in memory and gone with the process (<c>memory</c>).</summary>
    Memory,
}
