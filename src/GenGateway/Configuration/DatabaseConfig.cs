using System.Text;

namespace GenGateway.Configuration;

/// <summary>Section <c>database</c>.</summary>
/// <param name="ConnectionString">A URL, not yet parsed; it may hold a password, so it is never printed.</param>
/// <param name="MigrationMode">What happens to the database at the start.</param>
/// <param name="Origin">Where <paramref name="ConnectionString"/> was written; takes no part in equality.</param>
public sealed record DatabaseConfig(string ConnectionString, MigrationMode MigrationMode, ConfigOrigin Origin)
{
    /// <inheritdoc/>
    public bool Equals(DatabaseConfig? other) => other is not null && (ConnectionString, MigrationMode) == (other.ConnectionString, other.MigrationMode);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ConnectionString, MigrationMode);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("ConnectionString = ***, MigrationMode = ").Append(MigrationMode);
        return true;
    }
}
