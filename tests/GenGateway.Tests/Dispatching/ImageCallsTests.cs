using System.Text;
using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Dispatching;

public sealed class ImageCallsTests
{
    [Theory]
    [InlineData(1, 5, "1 1 1 1 1")]
    [InlineData(2, 5, "2 2 1")]
    [InlineData(4, 4, "4")]
    [InlineData(8, 3, "3")]
    public async Task Pictures_beyond_what_a_call_makes_come_from_further_calls_in_order_with_the_seeds_that_follow(int most, int count, string calls)
    {
        var backend = new PaintingBackend(most);

        var (events, failure, entry) = await AskAsync(backend, new ImageTask(ImageWork.Generate, "a cat") { Count = count, Seed = 40 });

        Assert.Null(failure);
        Assert.Equal(calls, string.Join(' ', backend.Asked.Select(static asked => asked.Count)));
        var made = events.OfType<GenerationEvent.ImageMade>().ToArray();
        Assert.Equal(Enumerable.Range(0, count), made.Select(static image => image.Index));
        Assert.Equal(Enumerable.Range(40, count).Select(static seed => (long?)seed), made.Select(static image => image.Seed));
        Assert.Equal(backend.Asked.Count * 10, Assert.Single(events.OfType<GenerationEvent.UsageReported>()).Usage.CompletionTokens);
        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        Assert.Equal(count, entry.Tally.Images);
        Assert.Equal(backend.Asked.Count, backend.Disposed);
    }

    [Fact]
    public async Task The_step_of_a_call_is_a_step_of_all()
    {
        var watched = new List<GenerationEvent>();

        var (events, _, _) = await AskAsync(new PaintingBackend(2), new ImageTask(ImageWork.Generate, "a cat") { Count = 4, Seed = 0 }, watch: watched.Add);

        Assert.Equal([(1, 4), (3, 4)], watched.OfType<GenerationEvent.Progressed>().Select(static progress => (progress.Step, progress.Steps)));
        // A whole answer comes behind all of them.
        Assert.Empty(events.OfType<GenerationEvent.Progressed>());
    }

    [Fact]
    public async Task Too_few_pictures_are_a_failure()
    {
        var (events, failure, _) = await AskAsync(new PaintingBackend(2) { Short = 1 }, new ImageTask(ImageWork.Generate, "a cat") { Count = 4, Seed = 0 });

        Assert.Empty(events);
        Assert.Equal("Backend 'painter' made 1 of 2 pictures.", failure?.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_call_that_fails_fails_all(int call)
    {
        var backend = new PaintingBackend(1) { Refused = call };

        var (_, failure, _) = await AskAsync(backend, new ImageTask(ImageWork.Generate, "a cat") { Count = 3, Seed = 0 });

        Assert.Equal("no paint", failure?.Message);
        Assert.Equal(call, backend.Disposed);
    }

    [Fact]
    public async Task The_record_of_pictures_has_their_links()
    {
        var (events, _, entry) = await AskAsync(new PaintingBackend(1), new ImageTask(ImageWork.Generate, "a cat") { Count = 2, Seed = 0 }, new KeepingStore());

        Assert.Equal(["http://me/0", "http://me/1"], events.OfType<GenerationEvent.ImageMade>().Select(static image => image.Link));
        Assert.Equal("http://me/0\nhttp://me/1", Encoding.UTF8.GetString(entry.Tally.Text!.Written));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_kept_fails_all()
    {
        var (_, failure, _) = await AskAsync(new PaintingBackend(1), new ImageTask(ImageWork.Generate, "a cat") { Count = 2, Seed = 0 }, new KeepingStore(most: 1));

        Assert.Equal(FailureKind.StoreUnavailable, failure?.Kind);
    }

    private static async Task<(List<GenerationEvent> Events, Failure? Failure, TestEntry Entry)> AskAsync(PaintingBackend backend, ImageTask task, IImageStore? store = null, Action<GenerationEvent>? watch = null)
    {
        var request = new GenerationRequest
        {
            Id = "r",
            Surface = "test",
            Caller = new Caller(null, null),
            Capability = Capability.Image,
            Source = new GivenTask(task),
            Images = new ImageDelivery(store is null ? ImageForm.Inline : ImageForm.Link, "http://me"),
            Watch = watch,
        };
        var entry = new TestEntry(request);
        using var attempt = Attempts.At(backend, request, entry, TestContext.Current.CancellationToken);
        var events = new List<GenerationEvent>();
        var opened = await new Dispatcher(1 << 20, new MemoryBudget(1 << 20), images: store).OpenAsync(attempt);
        if (!opened.TryGet(out var answer, out var failure))
            return (events, failure, entry);
        await using (answer)
        {
            await foreach (var happened in ((Generation)answer).ReadAsync(TestContext.Current.CancellationToken))
                events.Add(happened);
        }

        return (events, null, entry);
    }
}
