using GenGateway.Engine.Runtime;
using GenGateway.Engine.Text.Cache;
using GenGateway.Engine.Text.Loading;
using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Text;

/// <summary>A decoder on ONNX Runtime: one sequence per run, its cache handed from run to run.</summary>
/// <remarks>One thread at a time. Buffers are pinned and kept; a step allocates nothing on the managed heap.</remarks>
internal sealed class OnnxDecoder : IForwardPass
{
    private readonly OrtSession _session;
    private readonly DecoderGraph _graph;
    private readonly OrtNames _inputNames;
    private readonly OrtNames _outputNames;
    private readonly OrtRunOptions _runOptions;

    private readonly nint[] _inputs;
    private readonly nint[] _outputs;
    private readonly int _cacheStart;

    private readonly long[] _ids;
    private readonly long[] _ones;
    private readonly long[] _positions;
    private readonly long[] _one = GC.AllocateArray<long>(1, pinned: true);
    private readonly float[] _lastRow;

    public OnnxDecoder(OrtSession session, DecoderGraph graph, int contextLength)
    {
        _session = session;
        _graph = graph;
        ContextLength = contextLength;

        List<string> names = [DecoderNames.InputIds];
        if (graph.HasAttentionMask)
        {
            names.Add(DecoderNames.AttentionMask);
        }

        if (graph.HasPositionIds)
        {
            names.Add(DecoderNames.PositionIds);
        }

        if (graph.HasLogitsToKeep)
        {
            names.Add(DecoderNames.LogitsToKeep);
        }

        _cacheStart = names.Count;
        foreach (var layer in graph.Layers)
        {
            names.Add(DecoderNames.PastKey(layer));
            names.Add(DecoderNames.PastValue(layer));
        }

        _inputNames = new OrtNames(names);
        _outputNames = new OrtNames(
            [DecoderNames.Logits, .. graph.Layers.SelectMany(layer => new[] { DecoderNames.PresentKey(layer), DecoderNames.PresentValue(layer) })]);
        _inputs = new nint[_inputNames.Count];
        _outputs = new nint[_outputNames.Count];
        _runOptions = new OrtRunOptions(session.Library);

        _ids = GC.AllocateArray<long>(contextLength, pinned: true);
        _ones = GC.AllocateArray<long>(contextLength, pinned: true);
        _positions = GC.AllocateArray<long>(contextLength, pinned: true);
        for (var i = 0; i < contextLength; i++)
        {
            (_ones[i], _positions[i]) = (1, i);
        }

        _one[0] = 1;
        _lastRow = new float[graph.VocabularySize];
    }

    public int VocabularySize => _graph.VocabularySize;

    /// <summary>The most tokens that a cache may come to hold.</summary>
    public int ContextLength { get; }

    /// <summary>Native values held by caches and runs; zero when every cache and this decoder are disposed.</summary>
    public long LiveValues => _session.LiveValues;

    public ISequenceCache CreateCache() => new KeyValueCache(_session, _graph);

    public Span<float> Run(ISequenceCache cache, scoped ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        var held = (KeyValueCache)cache;
        var (past, total) = (held.Length, held.Length + tokens.Length);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(total, ContextLength);
        try
        {
            Fill(held, tokens, past, total);
            RunSession(cancellationToken);
        }
        finally
        {
            // The past values in the rest of the array stay the cache's.
            foreach (ref var input in _inputs.AsSpan(0, _cacheStart))
            {
                _session.Release(ref input);
            }
        }

        held.Replace(_outputs.AsSpan(1), tokens.Length);
        CopyLastRow(tokens.Length);
        return _lastRow;
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _inputNames.Dispose();
        _outputNames.Dispose();
        _session.Dispose();
    }

    private void Fill(KeyValueCache cache, ReadOnlySpan<int> tokens, int past, int total)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            _ids[i] = tokens[i];
        }

        var next = 0;
        _inputs[next++] = _session.CreateTensor<long>(_ids.AsSpan(0, tokens.Length), [1, tokens.Length], OrtElementType.Int64);
        if (_graph.HasAttentionMask)
        {
            _inputs[next++] = _session.CreateTensor<long>(_ones.AsSpan(0, total), [1, total], OrtElementType.Int64);
        }

        if (_graph.HasPositionIds)
        {
            _inputs[next++] = _session.CreateTensor<long>(_positions.AsSpan(past, tokens.Length), [1, tokens.Length], OrtElementType.Int64);
        }

        if (_graph.HasLogitsToKeep)
        {
            _inputs[next++] = _session.CreateTensor<long>(_one, [], OrtElementType.Int64);
        }

        cache.Values.CopyTo(_inputs.AsSpan(_cacheStart));
        _outputs.AsSpan().Clear();
    }

    private void RunSession(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            _session.Run(_inputNames, _inputs, _outputNames, _outputs, null);
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _runOptions.Allow();
        // Disposing the registration waits for a callback that is under way, so none can hit a later run.
        using var registration = cancellationToken.UnsafeRegister(static options => ((OrtRunOptions)options!).Terminate(), _runOptions);
        try
        {
            _session.Run(_inputNames, _inputs, _outputNames, _outputs, _runOptions);
        }
        catch (OrtException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    // Copied, so that the logits of a long prompt's other rows (a gigabyte for big vocabularies) are given back at once.
    private void CopyLastRow(int rows)
    {
        Span<long> shape = stackalloc long[8];
        try
        {
            _session.Shape(_outputs[0], shape);
            // A graph that was asked for one row gives only that.
            if (shape[2] != _lastRow.Length || (shape[1] != rows && shape[1] != 1))
            {
                throw new InvalidOperationException($"The graph gave logits of shape [{shape[0]}, {shape[1]}, {shape[2]}] for {rows} rows of {_lastRow.Length}.");
            }

            var start = (shape[1] - 1) * _lastRow.Length;
            if (_graph.LogitsType == OrtElementType.Float32)
            {
                _session.Elements<float>(_outputs[0], start, _lastRow.Length).CopyTo(_lastRow);
                return;
            }

            var halves = _session.Elements<Half>(_outputs[0], start, _lastRow.Length);
            for (var i = 0; i < halves.Length; i++)
            {
                _lastRow[i] = (float)halves[i];
            }
        }
        finally
        {
            _session.Release(ref _outputs[0]);
        }
    }
}
