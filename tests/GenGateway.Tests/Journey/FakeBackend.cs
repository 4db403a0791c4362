using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

/// <summary>A backend whose answers a test writes down.</summary>
internal sealed class FakeBackend(string name, params string[] models) : IBackend
{
    public string Name => name;

    public string Origin => "file";

    public string[] Capabilities { get; init; } = ["chat", "completion"];

    public IReadOnlyList<ModelEntry> Models => [.. models.Select(model => new ModelEntry(model, Capabilities, DateTimeOffset.UnixEpoch))];

    public string? Unhealthy { get; init; }

    public int Capacity { get; init; } = 1;

    public IReadOnlyList<GenerationEvent> Events { get; init; } = [];

    public int Disposed { get; private set; }

    public int Read { get; private set; }

    public ValueTask<Outcome<Generation>> OpenAsync(GenerationRequest request, string model, CancellationToken cancellationToken) =>
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
