using System.Collections.Concurrent;
using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Tests.Text.Scheduler;

/// <summary>A model without arithmetic: the token after t is t + 1, round the vocabulary.</summary>
internal sealed class FakeForwardPass : IForwardPass
{
    private readonly float[] _logits = new float[FakeText.Letters.Length];
    private readonly List<FakeCache> _caches = [];

    public int VocabularySize => _logits.Length;

    /// <summary>All runs, in order.</summary>
    public ConcurrentQueue<FakeRun> Runs { get; } = new();

    /// <summary>Called on the engine thread in the middle of each run; what it throws is the run's failure.</summary>
    public Action<FakeRun, CancellationToken> During { get; set; } = static (_, _) => { };

    /// <summary>Whether the logits are no numbers.</summary>
    public bool IsBroken { get; set; }

    public bool IsDisposed { get; private set; }

    public int LiveCaches => _caches.Count(cache => !cache.IsDisposed);

    public ISequenceCache CreateCache()
    {
        var cache = new FakeCache();
        _caches.Add(cache);
        return cache;
    }

    public Span<float> Run(ISequenceCache cache, scoped ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        var held = (FakeCache)cache;
        held.Owner = held.Length == 0 ? tokens[0] : held.Owner;
        var run = new FakeRun(held.Owner, tokens.Length, held.Length);
        Runs.Enqueue(run);
        During(run, cancellationToken);
        held.Length += tokens.Length;
        _logits.AsSpan().Fill(IsBroken ? float.NaN : 0);
        if (!IsBroken)
        {
            _logits[(tokens[^1] + 1) % _logits.Length] = 1;
        }

        return _logits;
    }

    public void Dispose() => IsDisposed = true;
}
