using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Batching;

/// <summary>Lets small requests for vectors that come at about the same time share one call to their endpoint. Thread safe.</summary>
/// <param name="shared">Settings and counters.</param>
/// <param name="embedder">Makes the calls.</param>
internal sealed class EmbeddingBatcher(EmbeddingBatching shared, IEmbedder embedder)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BatchKey, EmbeddingBatch> _open = [];

    /// <summary>Joins, and waits for the batch's end under the attempt's own deadlines; who leaves takes nobody along.</summary>
    /// <returns>The task's own part of the answer; null: it goes alone; or why there is no answer for anybody.</returns>
    public async ValueTask<Outcome<Generation>?> JoinAsync(EmbeddingTask task, Attempt attempt)
    {
        var config = shared.Config;
        // Who failed once goes alone: it may have been in the company of the one at fault, or be that one.
        if (!attempt.IsFirst || !EmbeddingBatching.IsSmall(task, config))
            return null;
        var key = BatchKey.Of(task, attempt.Candidate.Model);
        var member = new BatchMember(task);
        EmbeddingBatch? batch;
        bool isNew;
        lock (_lock)
        {
            isNew = !_open.TryGetValue(key, out batch);
            if (batch is null)
                _open[key] = batch = new EmbeddingBatch(shared, config, embedder, attempt);
            // A full one leaves the door before the next request sees it.
            if (batch.Add(member))
                _open.Remove(key);
        }

        if (isNew)
            batch.Begin(() => Close(key, batch));
        attempt.Blame = batch.Blame;
        var (inputs, failure) = await batch.WaitAsync(member, () => Leave(key, batch, member), attempt.Token).ConfigureAwait(false);
        if (failure is not null)
            return failure;
        if (inputs is null)
        {
            attempt.Blame = null;
            return null;
        }

        return new SharedGeneration(member, inputs);
    }

    /// <summary>Nobody joins any more.</summary>
    /// <returns>Who is in it.</returns>
    private IReadOnlyList<BatchMember> Close(BatchKey key, EmbeddingBatch batch)
    {
        lock (_lock)
        {
            Forget(key, batch);
            return batch.Close();
        }
    }

    /// <returns>Whether it was the last one.</returns>
    private bool Leave(BatchKey key, EmbeddingBatch batch, BatchMember member)
    {
        lock (_lock)
        {
            if (!batch.Remove(member))
                return false;
            Forget(key, batch);
            return true;
        }
    }

    private void Forget(BatchKey key, EmbeddingBatch batch)
    {
        if (_open.TryGetValue(key, out var open) && open == batch)
            _open.Remove(key);
    }
}
