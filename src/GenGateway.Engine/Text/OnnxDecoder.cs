using GenGateway.Engine.Runtime;
using GenGateway.Engine.Text.Cache;
using GenGateway.Engine.Text.Loading;
using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Text;

/// <summary>A decoder on ONNX Runtime: one sequence per run, its cache handed from run to run.</summary>
/// <remarks>One thread at a time. Buffers are pinned and kept; a step allocates nothing on the managed heap.</remarks>
internal sealed class OnnxDecoder : IForwardPass
{
    private readonly OrtSession session;
    private readonly DecoderGraph graph;
    private readonly OrtNames inputNames;
    private readonly OrtNames outputNames;
    private readonly OrtRunOptions runOptions;

    private readonly nint[] inputs;
    private readonly nint[] outputs;
    private readonly int cacheStart;

    private readonly long[] ids;
    private readonly long[] ones;
    private readonly long[] positions;
    private readonly long[] one = GC.AllocateArray<long>(1, pinned: true);
    private readonly float[] lastRow;

    public OnnxDecoder(OrtSession session, DecoderGraph graph, int contextLength)
    {
        this.session = session;
        this.graph = graph;
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

        cacheStart = names.Count;
        foreach (var layer in graph.Layers)
        {
            names.Add(DecoderNames.PastKey(layer));
            names.Add(DecoderNames.PastValue(layer));
        }

        inputNames = new OrtNames(names);
        outputNames = new OrtNames(
            [DecoderNames.Logits, .. graph.Layers.SelectMany(layer => new[] { DecoderNames.PresentKey(layer), DecoderNames.PresentValue(layer) })]);
        inputs = new nint[inputNames.Count];
        outputs = new nint[outputNames.Count];
        runOptions = new OrtRunOptions(session.Library);

        ids = GC.AllocateArray<long>(contextLength, pinned: true);
        ones = GC.AllocateArray<long>(contextLength, pinned: true);
        positions = GC.AllocateArray<long>(contextLength, pinned: true);
        for (var i = 0; i < contextLength; i++)
        {
            (ones[i], positions[i]) = (1, i);
        }

        one[0] = 1;
        lastRow = new float[graph.VocabularySize];
    }

    public int VocabularySize => graph.VocabularySize;

    /// <summary>The most tokens that a cache may come to hold.</summary>
    public int ContextLength { get; }

    /// <summary>Native values held by caches and runs; zero when every cache and this decoder are disposed.</summary>
    public long LiveValues => session.LiveValues;

    public ISequenceCache CreateCache() => new KeyValueCache(session, graph);

    public Span<float> Run(ISequenceCache cache, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
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
            foreach (ref var input in inputs.AsSpan(0, cacheStart))
            {
                session.Release(ref input);
            }
        }

        held.Replace(outputs.AsSpan(1), tokens.Length);
        CopyLastRow(tokens.Length);
        return lastRow;
    }

    public void Dispose()
    {
        runOptions.Dispose();
        inputNames.Dispose();
        outputNames.Dispose();
        session.Dispose();
    }

    private void Fill(KeyValueCache cache, ReadOnlySpan<int> tokens, int past, int total)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            ids[i] = tokens[i];
        }

        var next = 0;
        inputs[next++] = session.CreateTensor<long>(ids.AsSpan(0, tokens.Length), [1, tokens.Length], OrtElementType.Int64);
        if (graph.HasAttentionMask)
        {
            inputs[next++] = session.CreateTensor<long>(ones.AsSpan(0, total), [1, total], OrtElementType.Int64);
        }

        if (graph.HasPositionIds)
        {
            inputs[next++] = session.CreateTensor<long>(positions.AsSpan(past, tokens.Length), [1, tokens.Length], OrtElementType.Int64);
        }

        if (graph.HasLogitsToKeep)
        {
            inputs[next++] = session.CreateTensor<long>(one, [], OrtElementType.Int64);
        }

        cache.Values.CopyTo(inputs.AsSpan(cacheStart));
        outputs.AsSpan().Clear();
    }

    private void RunSession(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            session.Run(inputNames, inputs, outputNames, outputs, null);
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        runOptions.Allow();
        // Disposing the registration waits for a callback that is under way, so none can hit a later run.
        using var registration = cancellationToken.UnsafeRegister(static options => ((OrtRunOptions)options!).Terminate(), runOptions);
        try
        {
            session.Run(inputNames, inputs, outputNames, outputs, runOptions);
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
            session.Shape(outputs[0], shape);
            // A graph that was asked for one row gives only that.
            if (shape[2] != lastRow.Length || (shape[1] != rows && shape[1] != 1))
            {
                throw new InvalidOperationException($"The graph gave logits of shape [{shape[0]}, {shape[1]}, {shape[2]}] for {rows} rows of {lastRow.Length}.");
            }

            var start = (shape[1] - 1) * lastRow.Length;
            if (graph.LogitsType == OrtElementType.Float32)
            {
                session.Elements<float>(outputs[0], start, lastRow.Length).CopyTo(lastRow);
                return;
            }

            var halves = session.Elements<Half>(outputs[0], start, lastRow.Length);
            for (var i = 0; i < halves.Length; i++)
            {
                lastRow[i] = (float)halves[i];
            }
        }
        finally
        {
            session.Release(ref outputs[0]);
        }
    }
}
