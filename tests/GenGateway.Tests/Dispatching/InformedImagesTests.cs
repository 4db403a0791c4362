using System.Runtime.CompilerServices;
using System.Text;
using GenGateway.Dispatching;
using GenGateway.Journey;
using GenGateway.TestKit.Pictures;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Dispatching;

public sealed class InformedImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_picture_without_a_text_gets_one_and_is_the_same_picture()
    {
        var file = FakePng.Of(40, 30, 1);

        var informed = await InformAsync(file, new ImageTask(ImageWork.Generate, "a cat") { Steps = 7, Guidance = 7.3, Size = new ImageSize(40, 30) });

        Assert.Equal("parameters\0a cat\nSteps: 7, CFG scale: 7.3, Seed: 5, Size: 40x30, Model: m", Encoding.Latin1.GetString(Assert.Single(FakePngReader.Of(informed, "tEXt"))));
        Assert.Equal(FakePngReader.Samples(file).Samples, FakePngReader.Samples(informed).Samples);
    }

    [Theory]
    [InlineData("has one")]
    [InlineData("hat eins: 日本")]
    public async Task A_picture_that_has_a_text_stays_as_it_is(string text)
    {
        var file = FakePng.Of(40, 30, 1, text);

        Assert.Equal(file, await InformAsync(file, new ImageTask(ImageWork.Generate, "a cat")));
    }

    [Fact]
    public async Task What_is_no_sound_png_and_a_text_that_is_too_long_stay_out()
    {
        var (jpeg, cut) = (FakeJpeg.Of(8, 8, 1), FakePng.Of(8, 8, 1)[..20]);
        var whole = FakePng.Of(8, 8, 1);

        Assert.Equal(jpeg, await InformAsync(jpeg, new ImageTask(ImageWork.Generate, "a cat")));
        Assert.Equal(cut, await InformAsync(cut, new ImageTask(ImageWork.Generate, "a cat")));
        Assert.Equal(whole, await InformAsync(whole, new ImageTask(ImageWork.Generate, new string('x', 64 << 10))));
    }

    [Fact]
    public async Task A_picture_in_a_file_is_not_copied_for_it()
    {
        var file = FakePng.Of(2000, 2000, 1);
        Assert.True(file.Length > PayloadWriter.MostInMemory, "The picture must be one that lies in a file.");

        var informed = await InformAsync(file, new ImageTask(ImageWork.Generate, "a cat"));

        Assert.Equal(file.Length + 12 + "parameters\0a cat\nSeed: 5, Model: m".Length, informed.Length);
        Assert.Equal([.. file.AsSpan(0, 33)], informed[..33]);
        Assert.Equal([.. file.AsSpan(33)], informed[^(file.Length - 33)..]);
    }

    private async Task<byte[]> InformAsync(byte[] file, ImageTask task)
    {
        using var writer = new PayloadWriter(new PayloadFolder(_folder.Path), new MemoryBudget(1 << 20), long.MaxValue);
        Assert.Null(await writer.WriteAsync(file, TestContext.Current.CancellationToken));
        Assert.True((await writer.FinishAsync(TestContext.Current.CancellationToken)).TryGet(out var image, out _));
        using var owned = image;
        await using var informed = new InformedImages(new OnePicture(image), task, "m");
        await foreach (var happened in informed.ReadAsync(TestContext.Current.CancellationToken))
            Assert.Same(image, Assert.IsType<GenerationEvent.ImageMade>(happened).Image);
        var bytes = new byte[image.Length];
        int read;
        for (var at = 0; (read = await image.ReadAsync(bytes.AsMemory(at), at, TestContext.Current.CancellationToken)) > 0;)
            at += read;
        return bytes;
    }

    private sealed class OnePicture(Payload image) : Generation
    {
        public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return new GenerationEvent.ImageMade(0, image) { Seed = 5 };
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
