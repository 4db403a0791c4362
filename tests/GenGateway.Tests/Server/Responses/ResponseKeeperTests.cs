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

    private static async Task<StoredResponse?> FindAsync(ResponseKeeper keeper)
    {
        Assert.True((await keeper.FindAsync("resp_1", Asker, Token)).TryGet(out var found, out var failure) || failure is null, failure?.Message);
        return found;
    }

    private static StoredResponse Response() => new("resp_1", "k", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new byte[Size - 10], new byte[10]);
}
