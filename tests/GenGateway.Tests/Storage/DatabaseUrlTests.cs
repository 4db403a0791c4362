using GenGateway.Storage;

namespace GenGateway.Tests.Storage;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("sqlite:file:data/database.db?mode=rwc", "/srv/data/database.db", DatabaseMode.ReadWriteCreate)]
    [InlineData("sqlite:file:/srv/database.db?mode=rw", "/srv/database.db", DatabaseMode.ReadWrite)]
    [InlineData("sqlite:file:///srv/database.db?mode=ro", "/srv/database.db", DatabaseMode.ReadOnly)]
    [InlineData("sqlite:file://localhost/srv/database.db", "/srv/database.db", DatabaseMode.ReadWriteCreate)]
    [InlineData("sqlite:file:anything?mode=memory&cache=shared", "", DatabaseMode.Memory)]
    [InlineData("sqlite://data.db", "/srv/data.db", DatabaseMode.ReadWriteCreate)]
    [InlineData("sqlite:///srv/data.db?mode=rwc", "/srv/data.db", DatabaseMode.ReadWriteCreate)]
    [InlineData("SQLITE:data.db", "/srv/data.db", DatabaseMode.ReadWriteCreate)]
    [InlineData("sqlite:./../data.db", "/data.db", DatabaseMode.ReadWriteCreate)]
    [InlineData("sqlite:file:my%20data.db", "/srv/my data.db", DatabaseMode.ReadWriteCreate)]
    [InlineData("sqlite::memory:", "", DatabaseMode.Memory)]
    [InlineData("sqlite://:memory:", "", DatabaseMode.Memory)]
    [InlineData("sqlite:file::memory:?cache=shared", "", DatabaseMode.Memory)]
    public void Every_form_of_an_sqlite_database_is_read(string text, string path, DatabaseMode mode)
    {
        Assert.True(DatabaseUrl.TryParse(text, "/srv", out var url, out _));
        Assert.Equal(new DatabaseUrl(path, mode), url);
    }

    [Theory]
    [InlineData("postgres://user:hunter2@db/gateway")]
    [InlineData("postgresql://user:hunter2@db/gateway?sslmode=require")]
    [InlineData("mysql://user:hunter2@db/gateway")]
    [InlineData("sqlite:file:a.db?mode=hunter2")]
    [InlineData("sqlite:file:a.db?key=hunter2")]
    [InlineData("sqlite:?mode=rw")]
    [InlineData("sqlite:a%00hunter2.db")]
    [InlineData("data.db")]
    [InlineData("")]
    public void Anything_else_is_refused_with_what_to_write_instead_and_without_its_password(string text)
    {
        Assert.False(DatabaseUrl.TryParse(text, "/srv", out _, out var problem));
        Assert.Contains("database.connection_string", problem, StringComparison.Ordinal);
        Assert.Contains("sqlite:file:data/database.db?mode=rwc", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_postgres_address_is_recognised() =>
        Assert.Contains("SQLite only", DatabaseUrl.TryParse("postgres://db/gateway", "/srv", out _, out var problem) ? "" : problem, StringComparison.Ordinal);
}
