using GenGateway.Engine.Runtime;
using GenGateway.Engine.Text.Loading;
using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Text.Cache;

/// <summary>
/// A growing cache: each run's <c>present</c> outputs become the next run's <c>past</c> inputs by handing over the values. Nothing is
/// copied here; the graph itself concatenates.
/// </summary>
/// <remarks>One thread. Key and value of a layer stand next to each other, layers in ascending order.</remarks>
internal sealed class KeyValueCache : ISequenceCache
{
    private readonly OrtSession _session;
    private readonly long _bytesPerToken;
    private readonly nint[] _values;

    public KeyValueCache(OrtSession session, DecoderGraph graph)
    {
        _session = session;
        _bytesPerToken = graph.CacheBytesPerToken;
        _values = new nint[2 * graph.Layers.Length];
        for (var i = 0; i < _values.Length; i++)
        {
            // The first step's past is a tensor without elements: it may not be left out.
            _values[i] = session.CreateTensor([1, graph.KeyValueHeads, 0, graph.HeadSize], graph.CacheType);
        }
    }

    // Only what was never disposed comes here, on the way out of a failed load or a bug; the session itself may be gone by then,
    // which is allowed: values outlive it.
    ~KeyValueCache() => Release();

    public int Length { get; private set; }

    public long Bytes => Length * _bytesPerToken;

    /// <summary>What the next run takes as its past.</summary>
    public ReadOnlySpan<nint> Values => _values;

    /// <summary>Takes over a run's present values, in the order of <see cref="Values"/>, and gives the past ones back.</summary>
    public void Replace(ReadOnlySpan<nint> present, int addedTokens)
    {
        Release();
        present.CopyTo(_values);
        Length += addedTokens;
    }

    public void Dispose()
    {
        Release();
        Length = 0;
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        foreach (ref var value in _values.AsSpan())
        {
            _session.Release(ref value);
        }
    }
}
