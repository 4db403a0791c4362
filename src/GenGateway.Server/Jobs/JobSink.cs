using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces;

namespace GenGateway.Server.Jobs;

/// <summary>Keeps an answer instead of sending it: the surface's own body, relayed or written. One request, one owner.</summary>
internal sealed class JobSink(SurfaceRequest asked) : IAnswerSink
{
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

    public ValueTask RefuseAsync(Failure failure)
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
            _body.Write(chunk.Bytes.Span);
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
            writer.Write(happened, _body);
        }

        ContentType = writer.ContentType;
        return null;
    }
}
