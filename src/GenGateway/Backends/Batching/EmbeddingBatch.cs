using System.Diagnostics.CodeAnalysis;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Batching;

/// <summary>
/// Requests that share a call: open for a while, then asked for together. It owns the call, which is stopped when the last of them has left; each of them keeps its own
/// permit, turn, attempt and deadlines.
/// </summary>
/// <remarks>Membership is the batcher's, under its lock; the rest is the batch's own flow, which ends with its result, whatever happens.</remarks>
/// <param name="shared">Settings and counters.</param>
/// <param name="config">The settings that it was opened with.</param>
/// <param name="embedder">Makes the call.</param>
/// <param name="first">The attempt that opened it.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "The source has neither a timer nor a wait handle, so there is nothing to dispose; members may leave at any time.")]
internal sealed class EmbeddingBatch(EmbeddingBatching shared, BatchingConfig config, IEmbedder embedder, Attempt first)
{
    private readonly List<BatchMember> _members = [];
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<BatchResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _deserted = new();
    private bool _isClosed;
    private int _waiting;

    /// <summary>Who answers for its call at the endpoint's account.</summary>
    public SharedBlame Blame { get; } = new();

    /// <summary>Takes one in.</summary>
    /// <returns>Whether it is full now.</returns>
    public bool Add(BatchMember member)
    {
        _members.Add(member);
        _waiting++;
        if (_members.Count < config.MaxBatchSize)
            return false;
        _full.TrySetResult();
        return true;
    }

    /// <summary>One leaves before the end. What is asked for already stays asked for.</summary>
    /// <returns>Whether nobody is left.</returns>
    public bool Remove(BatchMember member)
    {
        if (!_isClosed)
            _members.Remove(member);
        return --_waiting == 0;
    }

    /// <summary>Nobody joins any more.</summary>
    public IReadOnlyList<BatchMember> Close()
    {
        _isClosed = true;
        return _members;
    }

    /// <summary>Begins to wait for others.</summary>
    /// <param name="close">Closes it and says who is in it.</param>
    public void Begin(Func<IReadOnlyList<BatchMember>> close) => _ = RunAsync(close);

    /// <summary>Waits for the end.</summary>
    /// <param name="member">Who waits.</param>
    /// <param name="leave">Leaves the batch; says whether nobody is left.</param>
    /// <param name="left">The member's own.</param>
    public async ValueTask<BatchResult> WaitAsync(BatchMember member, Func<bool> leave, CancellationToken left)
    {
        try
        {
            return await _result.Task.WaitAsync(left).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            if (leave())
            {
                // The call ends with the last one's attempt and not some time after it.
                await _deserted.CancelAsync().ConfigureAwait(false);
                await _result.Task.ConfigureAwait(false);
            }

            throw;
        }
    }

    private async Task RunAsync(Func<IReadOnlyList<BatchMember>> close)
    {
        BatchResult result;
        try
        {
            await _full.Task.WaitAsync(config.MaxWait, shared.Clock, _deserted.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var members = close();
            result = members.Count > 1 ? await AskAsync(members).ConfigureAwait(false) : BatchResult.Alone;
        }
        catch (OperationCanceledException) when (_deserted.IsCancellationRequested)
        {
            // Nobody waits for it.
            result = BatchResult.Alone;
        }
        catch (Exception thrown)
        {
            result = new BatchResult(null, Failure.Defect(thrown));
        }

        _result.SetResult(result);
    }

    private async ValueTask<BatchResult> AskAsync(IReadOnlyList<BatchMember> members)
    {
        var inputs = new List<CompletionPrompt>();
        foreach (var member in members)
        {
            member.Start = inputs.Count;
            inputs.AddRange(member.Task.Inputs);
        }

        shared.Batches.Add(1);
        shared.Requests.Add(members.Count);
        var asked = await embedder.EmbedAsync(members[0].Task with { Inputs = inputs }, first, _deserted.Token).ConfigureAwait(false);
        var isAnswered = asked.TryGet(out var answer, out var failure);
        // One input that the backend does not take spoils it for all of them: then each is asked for alone, and told of its own.
        if ((isAnswered && answer is null) || failure?.Kind is FailureKind.BackendRefused or FailureKind.ContextLengthExceeded)
        {
            shared.Split.Add(1);
            return BatchResult.Alone;
        }

        if (answer is null)
            return new BatchResult(null, failure);
        if (answer.PromptTokens is { } total)
        {
            var shares = TokenShares.Of(total, [.. members.Select(static member => member.Weight)]);
            for (var at = 0; at < shares.Length; at++)
                members[at].Tokens = shares[at];
        }

        return new BatchResult(answer, null);
    }
}
