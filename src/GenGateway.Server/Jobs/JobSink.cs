using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces;

namespace GenGateway.Server.Jobs;

/// <summary>Keeps an answer instead of sending it: the surface's own body, relayed or written. One request, one owner.</summary>
/// <remarks>Its bytes count as memory in flight until it is disposed: as long as the database is away, they wait here.</remarks>
internal sealed class JobSink(SurfaceRequest asked, MemoryBudget memory) : IAnswerSink, IDisposable
{
    private readonly MemoryHold _hold = memory.Hold();
    private readonly ArrayBufferWriter<byte> _body = new(1024);

    /// <summary>Why there is no answer; null where there is one, or where nobody said anything.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>The whole answer's media type; null where there is no whole answer.</summary>
    public string? ContentType { get; private set; }

    /// <summary>The answer's bytes.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    public async ValueTask<Failure?> WriteAsync(Answer answer, AnswerHead head, CancellationToken cancellationToken)
    {
        Failure = answer switch
        {
            Relay relay => await RelayAsync(relay, cancellationToken),
            Generation generation => await GenerateAsync(generation, asked.CreateWriter(head), cancellationToken),
            _ => throw new ArgumentException($"An answer is relayed or generated, not a {answer.GetType().Name}.", nameof(answer)),
        };
        return Failure;
    }

    public void Dispose() => _hold.Dispose();

    public ValueTask RefuseAsync(Failure failure, AskedBackend? backend)
    {
        Failure = failure;
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Failure?> RelayAsync(Relay relay, CancellationToken cancellationToken)
    {
        while (true)
        {
            var chunk = await relay.ReadAsync(cancellationToken);
            if (chunk.Failure is { } broken)
                return broken;
            if (Take(chunk.Bytes) is { } full)
                return full;
            if (!chunk.IsLast)
                continue;
            ContentType = relay.ContentType;
            return null;
        }
    }

    private async ValueTask<Failure?> GenerateAsync(Generation generation, IAnswerWriter writer, CancellationToken cancellationToken)
    {
        await foreach (var happened in generation.ReadAsync(cancellationToken))
        {
            if (happened is GenerationEvent.Failed failed)
                return failed.Failure;
            // While it grows, what was read ahead of it is held by the answer.
            writer.Write(happened, _body);
            if (!_hold.TryGrowTo(_body.Capacity))
                return memory.Full();
        }

        if (writer.Fault is { } fault)
            return fault;
        if ((writer as IPiecedWriter)?.PiecesOf(GenerationEvent.Finished.Instance) is { } pieces && await pieces.SendAsync(piece => ValueTask.FromResult(Take(piece)), cancellationToken) is { } full)
            return full;
        ContentType = writer.ContentType;
        return null;
    }

    private Failure? Take(ReadOnlyMemory<byte> bytes)
    {
        if (!_hold.TryGrowTo(CapacityWith(bytes.Length)))
            return memory.Full();
        _body.Write(bytes.Span);
        return null;
    }

    // As the writer grows.
    private long CapacityWith(int more) => _body.FreeCapacity >= more ? _body.Capacity : _body.Capacity + (long)Math.Max(more, _body.Capacity);
}
