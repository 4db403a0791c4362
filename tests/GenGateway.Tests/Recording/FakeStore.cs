using System.Collections.Concurrent;
using GenGateway.Recording;

namespace GenGateway.Tests.Recording;

/// <summary>A store in memory that can be gone, and that refuses rows for good.</summary>
internal sealed class FakeStore : IRecordStore
{
    private readonly ConcurrentDictionary<RecordId, TransactionRecord> _records = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsGone { get; set; }

    /// <summary>Prompts that are never taken.</summary>
    public string? Refused { get; set; }

    /// <summary>Ends when the store was asked in vain.</summary>
    public Task Failed => _failed.Task;

    public ICollection<TransactionRecord> Records => _records.Values;

    /// <summary>Records that came although they were there.</summary>
    public int Repeated { get; private set; }

    public int Batches { get; private set; }

    public void Write(IReadOnlyList<TransactionRecord> batch, bool mayRepeat)
    {
        if (IsGone)
        {
            _failed.TrySetResult();
            throw new StoreUnavailableException("gone");
        }

        if (batch.Any(record => Texts.Of(record.Prompt) == Refused))
            throw new RecordRejectedException("refused");
        Batches++;
        foreach (var record in batch)
        {
            if (_records.TryAdd(record.Id, record with { Prompt = record.Prompt.ToArray(), Response = record.Response.ToArray(), Decision = record.Decision.ToArray() }))
                continue;
            Assert.True(mayRepeat, "A record came twice, and the store was told that it could not.");
            Repeated++;
        }
    }
}
