using GenGateway.Journey;
using GenGateway.Server.Responses;
using GenGateway.Surfaces.Responses;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Server.Responses;

public sealed class ResponseKeeperTests
{
    private const int Size = 30;

    private static readonly Caller Asker = new("k", null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_for_the_database_is_found_and_counts_as_memory_until_it_is_there()
    {
        var (store, memory) = (new ListStore(), new MemoryBudget(1000));
        using var keeper = new ResponseKeeper(store, memory, NullLogger<ResponseKeeper>.Instance, TimeProvider.System);
        keeper.Keep(Response());
        Assert.Equal(Size, memory.Used);
        Assert.NotNull(await FindAsync(keeper));
        await keeper.StartAsync(Token);
        await store.First.WaitAsync(Token);
        await keeper.StopAsync(Token);
        Assert.Single(store.Saved);
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public async Task What_finds_no_memory_is_not_kept()
    {
        var (store, memory) = (new ListStore(), new MemoryBudget(Size - 1));
        using var keeper = new ResponseKeeper(store, memory, NullLogger<ResponseKeeper>.Instance, TimeProvider.System);
        keeper.Keep(Response());
        Assert.Null(await FindAsync(keeper));
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public async Task What_waits_is_read_and_deleted_by_its_own_key_only()
    {
        var (store, memory) = (new ListStore(), new MemoryBudget(1000));
        using var keeper = new ResponseKeeper(store, memory, NullLogger<ResponseKeeper>.Instance, TimeProvider.System);
        keeper.Keep(Response());
        var other = new Caller("other", null);
        Assert.Null(await AnswerAsync(keeper, other));
        Assert.True((await keeper.DeleteAsync("resp_1", other, Token)).TryGet(out var deleted, out _) && !deleted);
        Assert.Equal(10, (await AnswerAsync(keeper, Asker))?.Length);
        Assert.True((await keeper.DeleteAsync("resp_1", Asker, Token)).TryGet(out deleted, out _) && deleted);
        Assert.Null(await AnswerAsync(keeper, Asker));
    }

    private static async Task<ReadOnlyMemory<byte>?> AnswerAsync(ResponseKeeper keeper, Caller caller)
    {
        Assert.True((await keeper.FindAnswerAsync("resp_1", caller, Token)).TryGet(out var found, out var failure) || failure is null, failure?.Message);
        return found;
    }

    private static async Task<StoredResponse?> FindAsync(ResponseKeeper keeper)
    {
        Assert.True((await keeper.FindAsync("resp_1", Asker, Token)).TryGet(out var found, out var failure) || failure is null, failure?.Message);
        return found;
    }

    private static StoredResponse Response() => new("resp_1", "k", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new byte[Size - 10], new byte[10]);
}
