using GenGateway.Surfaces.Responses;

namespace GenGateway.Tests.Server.Responses;

/// <summary>A store of responses that is a list.</summary>
internal sealed class ListStore : IResponseStore
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<StoredResponse> Saved { get; } = [];

    /// <summary>Ends with the first that is saved.</summary>
    public Task First => _first.Task;

    public Task SaveAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        Saved.Add(response);
        _first.TrySetResult();
        return Task.CompletedTask;
    }

    public Task<StoredResponse?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Saved.Find(response => response.Id == id));

    public Task<ReadOnlyMemory<byte>?> FindAnswerAsync(string id, string? key, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(Saved.Find(response => response.Id == id && response.Key == key && response.ExpiresAt > now)?.Response);

    public Task<bool> DeleteAsync(string id, string? key, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(Saved.RemoveAll(response => response.Id == id && response.Key == key && response.ExpiresAt > now) > 0);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(Saved.RemoveAll(response => response.ExpiresAt <= now));
}
