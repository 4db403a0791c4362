using GenGateway.Engine.Tests.Text.Scheduler;
using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Sampling;
using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Tests.Text;

/// <summary>A real decoder that waits to be opened and remembers the number of each sequence's first and last run.</summary>
internal sealed class RecordingPass(OnnxDecoder decoder) : IForwardPass
{
    private readonly ManualResetEventSlim _isOpen = new();
    private readonly Dictionary<ISequenceCache, (int First, int Last)> _runs = [];
    private int _count;

    public int VocabularySize => decoder.VocabularySize;

    public List<int> FirstRuns => [.. _runs.Values.Select(run => run.First)];

    public List<int> LastRuns => [.. _runs.Values.Select(run => run.Last)];

    public void Open() => _isOpen.Set();

    public TextScheduler Start() => new(this, maxRunning: 8, maxWaiting: 8, "engine under test");

    public static SequenceSpecification Ask(int[] prompt, int maxTokens) =>
        new(prompt, maxTokens, new HashSet<int>(), [], SamplingOptions.Greedy, new FakeText());

    public ISequenceCache CreateCache() => decoder.CreateCache();

    public Span<float> Run(ISequenceCache cache, scoped ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        _isOpen.Wait(CancellationToken.None);
        _runs[cache] = (_runs.TryGetValue(cache, out var run) ? run.First : _count, _count);
        _count++;
        return decoder.Run(cache, tokens, cancellationToken);
    }

    public void Dispose()
    {
        decoder.Dispose();
        _isOpen.Dispose();
    }
}
