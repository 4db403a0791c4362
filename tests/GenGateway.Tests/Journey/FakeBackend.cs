using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

/// <summary>A backend whose answers a test writes down.</summary>
internal sealed class FakeBackend(string name, params string[] models)
    : TestBackend(name, [.. models.Select(static model => new ModelEntry(model, model, [Capability.Chat, Capability.Completion], DateTimeOffset.UnixEpoch))])
{
    public override IReadOnlyList<ModelEntry> Models => [.. base.Models.Select(model => model with { Capabilities = Capabilities })];

    public IReadOnlyList<GenerationEvent> Events { get; init; } = [];

    public int Disposed { get; private set; }

    public int Read { get; private set; }

    public override ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) =>
        ValueTask.FromResult<Outcome<Generation>>(new FakeGeneration(this));

    private sealed class FakeGeneration(FakeBackend backend) : Generation
    {
        public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var happened in backend.Events)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                backend.Read++;
                yield return happened;
            }
        }

        public override ValueTask DisposeAsync()
        {
            backend.Disposed++;
            return ValueTask.CompletedTask;
        }
    }
}
