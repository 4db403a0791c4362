using GenGateway.Backends.Stored;
using GenGateway.Scheduling.Jobs;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Storage;

public sealed class JobAndBackendStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Path => _folder.At("database.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_keeps_what_it_was_given_and_its_first_final_state()
    {
        await using var records = Records.Open(Path);
        var jobs = records.All.Jobs;
        var queued = Job("j1", "alice", 0);
        Assert.True(await jobs.SaveAsync(queued, Cancel));
        var done = queued with { Status = JobStatus.Succeeded, StartedAt = Texts.Noon, FinishedAt = Texts.Noon.AddSeconds(2), ExpiresAt = Texts.Noon.AddDays(1), ResultType = "image/png", Result = new byte[] { 0, 1, 255 } };
        Assert.True(await jobs.SaveAsync(done, Cancel));
        Assert.False(await jobs.SaveAsync(done with { Status = JobStatus.Cancelled }, Cancel));

        var found = await jobs.FindAsync("j1", Cancel);

        Assert.NotNull(found);
        Assert.Equal((JobStatus.Succeeded, "openai.images", "alice", "image/png"), (found.Status, found.Surface, found.Key, found.ResultType));
        Assert.Equal((Texts.Noon, Texts.Noon, Texts.Noon.AddSeconds(2), Texts.Noon.AddDays(1)), (found.CreatedAt, found.StartedAt, found.FinishedAt, found.ExpiresAt));
        Assert.Equal([0, 1, 255], found.Result!.Value.ToArray());
        Assert.Equal("{\"n\":1}"u8.ToArray(), found.Request.ToArray());
        Assert.Null(found.Error);
        Assert.Null(await jobs.FindAsync("j2", Cancel));

        var listed = Assert.Single(await jobs.ListAsync(null, null, null, 10, Cancel));
        Assert.Equal((JobStatus.Succeeded, "image/png"), (listed.Status, listed.ResultType));
        Assert.Null(listed.Result);
        Assert.True(listed.Request.IsEmpty);
    }

    [Fact]
    public async Task Results_are_found_by_their_surface_as_long_as_their_jobs_are_kept()
    {
        await using var records = Records.Open(Path);
        var jobs = records.All.Jobs;
        var done = Job("a", "alice", 0) with { Status = JobStatus.Succeeded, ExpiresAt = Texts.Noon.AddHours(1), ResultType = "application/json", Result = "1"u8.ToArray() };
        await jobs.SaveAsync(done, Cancel);
        await jobs.SaveAsync(done with { Id = "b", Surface = "openai.images.edits", Result = "22"u8.ToArray() }, Cancel);
        await jobs.SaveAsync(done with { Id = "c", Surface = "openai.chat" }, Cancel);
        await jobs.SaveAsync(done with { Id = "d", Result = "333"u8.ToArray() }, Cancel);
        await jobs.SaveAsync(Job("e", "alice", 0), Cancel);

        async Task<string> List(DateTimeOffset now) =>
            string.Join(' ', (await jobs.ListResultsAsync("openai.images", 2, now, Cancel)).Select(static result => System.Text.Encoding.UTF8.GetString(result.Span)).Order(StringComparer.Ordinal));

        Assert.Equal("1 22", await List(Texts.Noon));
        Assert.Equal("", await List(Texts.Noon.AddHours(1)));
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_by_key_and_status_page_by_page_and_forgotten_when_expired()
    {
        await using var records = Records.Open(Path);
        var jobs = records.All.Jobs;
        await jobs.SaveAsync(Job("a", "alice", 0) with { Status = JobStatus.Failed, ExpiresAt = Texts.Noon, Error = "{}"u8.ToArray() }, Cancel);
        await jobs.SaveAsync(Job("b", "bob", 1) with { Status = JobStatus.Running, ExpiresAt = Texts.Noon }, Cancel);
        await jobs.SaveAsync(Job("c", "alice", 2), Cancel);
        await jobs.SaveAsync(Job("d", "alice", 2), Cancel);

        async Task<string> List(string? key = null, JobStatus? status = null, string? after = null, int limit = 10) =>
            string.Concat((await jobs.ListAsync(key, status, after, limit, Cancel)).Select(job => job.Id));

        Assert.Equal("dcba", await List());
        Assert.Equal("dca", await List("alice"));
        Assert.Equal("dc", await List("alice", JobStatus.Queued));
        Assert.Equal("dc", await List(limit: 2));
        Assert.Equal("ba", await List(after: "c"));
        Assert.Equal("", await List(after: "nobody"));
        Assert.Equal(1, await jobs.ForgetExpiredAsync(Texts.Noon, Cancel));
        Assert.Equal("dcb", await List());
    }

    [Fact]
    public async Task Backends_are_added_replaced_listed_and_deleted_over_a_restart()
    {
        await using (var records = Records.Open(Path))
        {
            var backends = records.All.Backends;
            await backends.SaveAsync(new StoredBackend("one", "text", "{\"a\":1}", Texts.Noon), Cancel);
            await backends.SaveAsync(new StoredBackend("two", "image", "{}", Texts.Noon.AddMinutes(1)), Cancel);
            await backends.SaveAsync(new StoredBackend("one", "text", "{\"a\":2}", Texts.Noon.AddMinutes(9)), Cancel);
        }

        await using var again = Records.Open(Path);
        Assert.Equal([new("one", "text", "{\"a\":2}", Texts.Noon), new("two", "image", "{}", Texts.Noon.AddMinutes(1))], await again.All.Backends.ListAsync(Cancel));
        Assert.True(await again.All.Backends.DeleteAsync("one", Cancel));
        Assert.False(await again.All.Backends.DeleteAsync("one", Cancel));
        Assert.Equal("two", Assert.Single(await again.All.Backends.ListAsync(Cancel)).Name);
    }

    private static StoredJob Job(string id, string key, int minute) => new()
    {
        Id = id,
        Status = JobStatus.Queued,
        Surface = "openai.images",
        Key = key,
        CreatedAt = Texts.Noon.AddMinutes(minute),
        Request = "{\"n\":1}"u8.ToArray(),
    };
}
