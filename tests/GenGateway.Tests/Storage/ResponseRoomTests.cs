using GenGateway.Storage;
using GenGateway.Storage.Mapping;
using GenGateway.Storage.Migrations;
using GenGateway.Surfaces.Responses;
using GenGateway.Tests.Recording;
using Microsoft.Data.Sqlite;

namespace GenGateway.Tests.Storage;

public sealed class ResponseRoomTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteConnection _connection;

    public ResponseRoomTests()
    {
        _connection = Records.Connect(_folder.At("database.db"));
        Migrator.Migrate(_connection, TimeProvider.System, Migrator.Steps);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_oldest_of_a_key_go_when_it_keeps_too_much()
    {
        var caps = new ResponseCaps(100, 1000);
        Save(caps, "other", "b", 0, 90);
        Save(caps, "second", "a", 2, 30);
        Save(caps, "first", "a", 1, 30);
        Save(caps, "third", "a", 3, 40);
        Assert.Equal(["first", "other", "second", "third"], Ids());

        Save(caps, "fourth", "a", 4, 31);
        Assert.Equal(["fourth", "other", "third"], Ids());
        Assert.Equal((71, 90, 161), (Sum("key a"), Sum("key b"), Sum("all")));
    }

    [Fact]
    public void The_oldest_of_all_go_when_everybody_together_keeps_too_much()
    {
        var caps = new ResponseCaps(100, 200);
        Save(caps, "a1", "a", 1, 80);
        Save(caps, "b1", "b", 2, 80);
        Save(caps, "nobody1", null, 3, 60);
        Assert.Equal(["b1", "nobody1"], Ids());
        Assert.Null(Sum("key a"));
        Assert.Equal((80, 60, 140), (Sum("key b"), Sum("nobody"), Sum("all")));
    }

    [Fact]
    public void Those_without_a_key_share_one_cap()
    {
        var caps = new ResponseCaps(100, 1000);
        Save(caps, "one", null, 1, 60);
        Save(caps, "two", null, 2, 60);
        Save(caps, "mine", "nobody", 3, 60);
        Assert.Equal(["mine", "two"], Ids());
    }

    [Fact]
    public void The_newest_stays_even_if_the_clock_went_back()
    {
        var caps = new ResponseCaps(100, 1000);
        Save(caps, "future", "a", 9, 60);
        Save(caps, "now", "a", 1, 60);
        Assert.Equal(["now"], Ids());
    }

    [Fact]
    public void The_sums_follow_whatever_is_done_to_the_table()
    {
        var caps = new ResponseCaps(1000, 1000);
        Save(caps, "one", "a", 1, 10);
        Save(caps, "two", "a", 2, 20);
        Save(caps, "two", "a", 2, 20);
        Save(caps, "three", "a", 3, 30);
        Assert.Equal((60, 60), (Sum("key a"), Sum("all")));
        Sql.Run(_connection, null, "UPDATE responses SET conversation = zeroblob(5) WHERE id = 'one'");
        Assert.Equal((60, 60), (Sum("key a"), Sum("all")));
        Sql.Run(_connection, null, "UPDATE responses SET conversation = zeroblob(7) WHERE id = 'one'");
        Assert.Equal((62, 62), (Sum("key a"), Sum("all")));
        Assert.True(ResponseMapper.Delete(_connection, "two", "a", Start));
        Assert.Equal((42, 42), (Sum("key a"), Sum("all")));
        ResponseMapper.ForgetExpired(_connection, DateTimeOffset.MaxValue);
        Assert.Equal((null, 0), (Sum("key a"), Sum("all")));
        Assert.Equal(0, Sql.Number(_connection, null, "SELECT COUNT(*) FROM response_sizes"));
    }

    [Fact]
    public void The_oldest_are_found_by_an_index()
    {
        foreach (var (condition, index) in new[] { ("\"key\" IS 'a' AND", "response_sizes_by_key"), ("", "response_sizes_by_time") })
        {
            using var command = _connection.CreateCommand();
            command.CommandText = $"EXPLAIN QUERY PLAN SELECT id FROM response_sizes WHERE {condition} id <> 'x' ORDER BY created_at, id LIMIT 1";
            using var plan = command.ExecuteReader();
            Assert.True(plan.Read());
            Assert.Contains(index, plan.GetString(3), StringComparison.Ordinal);
            Assert.False(plan.Read(), "Nothing is sorted.");
        }
    }

    [Fact]
    public void What_was_kept_before_is_counted()
    {
        using var connection = Records.Connect(_folder.At("older.db"));
        Migrator.Migrate(connection, TimeProvider.System, [.. Migrator.Steps.TakeWhile(static step => step.Name != "sizes of responses")]);
        Sql.Run(connection, null, "INSERT INTO responses (id, \"key\", created_at, expires_at, conversation, response) VALUES ('one', 'a', '1', '2', zeroblob(40), zeroblob(2)), ('two', NULL, '1', '2', zeroblob(50), zeroblob(3))");
        Migrator.Migrate(connection, TimeProvider.System, Migrator.Steps);
        Assert.Equal(42, Sql.Number(connection, null, "SELECT bytes FROM response_sums WHERE whose = 'key a'"));
        Assert.Equal(95, Sql.Number(connection, null, "SELECT bytes FROM response_sums WHERE whose = 'all'"));
        Migrator.Drop(connection);
        Assert.Empty(Sql.Texts(connection, null, "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"));
    }

    [Fact]
    public void An_answer_is_read_by_its_own_key_until_it_expires()
    {
        Save(ResponseCaps.Standing, "mine", "a", 1, 20);
        Save(ResponseCaps.Standing, "nobodys", null, 1, 20);
        Assert.Equal(15, ResponseMapper.FindAnswer(_connection, "mine", "a", Start)?.Length);
        Assert.Equal(15, ResponseMapper.FindAnswer(_connection, "nobodys", null, Start)?.Length);
        foreach (var (id, key, at) in new[] { ("mine", "b", Start), ("mine", null, Start), ("nobodys", "a", Start), ("mine", "a", DateTimeOffset.MaxValue), ("none", "a", Start) })
        {
            Assert.Null(ResponseMapper.FindAnswer(_connection, id, key, at));
            Assert.False(ResponseMapper.Delete(_connection, id, key, at));
        }

        Assert.True(ResponseMapper.Delete(_connection, "mine", "a", Start));
        Assert.Equal(["nobodys"], Ids());
    }

    private void Save(ResponseCaps caps, string id, string? key, int minute, int bytes)
    {
        ResponseMapper.Save(_connection, new StoredResponse(id, key, Start.AddMinutes(minute), Start.AddDays(30), new byte[5], new byte[bytes - 5]));
        ResponseRoom.Make(_connection, id, key, caps);
    }

    private List<string> Ids() => Sql.Texts(_connection, null, "SELECT id FROM responses ORDER BY id");

    private long? Sum(string whose) => Sql.Number(_connection, null, $"SELECT bytes FROM response_sums WHERE whose = '{whose}'");
}
