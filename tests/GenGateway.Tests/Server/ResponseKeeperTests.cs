using GenGateway.Journey;
using GenGateway.Server.Responses;
using GenGateway.Surfaces.Responses;
using GenGateway.Tests.Surfaces;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Server;

public sealed class ResponseKeeperTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_deleted_while_it_is_being_stored_does_not_come_back()
    {
        var store = new SlowStore();
        using var keeper = new ResponseKeeper(store, new MemoryBudget(1 << 20), NullLogger<ResponseKeeper>.Instance, TimeProvider.System);
        await keeper.StartAsync(Token);
        keeper.Keep(new StoredResponse("resp_1", "studio", FixedClock.Start, DateTimeOffset.MaxValue, "[]"u8.ToArray(), "{}"u8.ToArray()));
        await store.Saving.Task.WaitAsync(Token);

        Assert.True((await keeper.DeleteAsync("resp_1", new Caller("studio", null), Token)).TryGet(out var deleted, out _) && deleted);
        store.Gate.SetResult();
        await keeper.StopAsync(Token);

        Assert.Empty(store.Stored);
    }

    [Fact]
    public async Task One_of_the_same_id_that_comes_while_the_other_is_being_stored_is_stored_too()
    {
        var store = new SlowStore();
        var memory = new MemoryBudget(1 << 20);
        using var keeper = new ResponseKeeper(store, memory, NullLogger<ResponseKeeper>.Instance, TimeProvider.System);
        await keeper.StartAsync(Token);
        var first = new StoredResponse("resp_1", "studio", FixedClock.Start, DateTimeOffset.MaxValue, default, "[1]"u8.ToArray());
        var second = first with { Response = "[2]"u8.ToArray() };
        keeper.Keep(first);
        await store.Saving.Task.WaitAsync(Token);
        keeper.Keep(second);
        store.Gate.SetResult();
        await keeper.StopAsync(Token);

        Assert.Same(second, store.Stored["resp_1"]);
        Assert.True(memory.TryReserve(1 << 20), "Both gave their memory back.");
    }

    private sealed class SlowStore : IResponseStore
    {
        public Dictionary<string, StoredResponse> Stored { get; } = [];

        public TaskCompletionSource Saving { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task SaveAsync(StoredResponse response, CancellationToken cancellationToken)
        {
            Saving.TrySetResult();
            await Gate.Task.WaitAsync(cancellationToken);
            Stored[response.Id] = response;
        }

        public Task<StoredResponse?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Stored.GetValueOrDefault(id));

        public Task<ReadOnlyMemory<byte>?> FindAnswerAsync(string id, string? key, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(Stored.GetValueOrDefault(id)?.Response);

        public Task<bool> DeleteAsync(string id, string? key, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(Stored.Remove(id));

        public Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
