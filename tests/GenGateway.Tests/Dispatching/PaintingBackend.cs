using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Dispatching;

/// <summary>A backend that makes so many pictures in a call as it can, each with one byte: its seed.</summary>
internal sealed class PaintingBackend(int most) : TestBackend("painter", []), IEndpoint
{
    public List<ImageTask> Asked { get; } = [];

    /// <summary>The call, from 0, that makes one picture too few; −1: none.</summary>
    public int Short { get; init; } = -1;

    /// <summary>The call that fails before it begins.</summary>
    public int Refused { get; init; } = -1;

    public int Disposed { get; private set; }

    public int? MostImages(ImageTask task, string model) => most;

    public override ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        Asked.Add((ImageTask)task);
        return ValueTask.FromResult(Asked.Count - 1 == Refused
            ? new Failure(FailureKind.BackendError, "no paint")
            : Outcome.Of<Generation>(new Painting(this, (ImageTask)task, Asked.Count - 1 == Short)));
    }

    private sealed class Painting(PaintingBackend backend, ImageTask task, bool isShort) : Generation
    {
        private readonly List<Payload> _images = [];

        public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new GenerationEvent.Progressed(1, 2);
            for (var index = 0; index < task.Count - (isShort ? 1 : 0); index++)
            {
                using var writer = new PayloadWriter(new PayloadFolder("nowhere"), new MemoryBudget(1 << 20), 1);
                Assert.Null(await writer.WriteAsync(new[] { (byte)(task.Seed + index)! }, cancellationToken));
                Assert.True((await writer.FinishAsync(cancellationToken)).TryGet(out var image, out _));
                _images.Add(image);
                yield return new GenerationEvent.ImageMade(index, image) { Seed = task.Seed + index };
            }

            yield return new GenerationEvent.UsageReported(new Usage(1, 10));
            yield return GenerationEvent.Finished.Instance;
        }

        public override ValueTask DisposeAsync()
        {
            backend.Disposed++;
            foreach (var image in _images)
                image.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
