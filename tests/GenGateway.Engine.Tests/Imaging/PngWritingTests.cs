using GenGateway.Engine.Imaging;
using GenGateway.Engine.Imaging.Native;
using GenGateway.Engine.Imaging.Png;

namespace GenGateway.Engine.Tests.Imaging;

/// <summary>What is written is read again.</summary>
public sealed class PngWritingTests
{
    private const int MostText = 1 << 16;

    [Theory]
    [InlineData(PngColour.Grey, 1)]
    [InlineData(PngColour.Rgb, 3)]
    [InlineData(PngColour.Rgba, 4)]
    public void A_written_picture_is_read_as_it_was(PngColour colour, int channels)
    {
        const int width = 61;
        const int height = 700;
        var samples = new byte[width * height * channels];
#pragma warning disable CA5394 // Any samples will do.
        new Random(7).NextBytes(samples);
#pragma warning restore CA5394
        // Flat at first, then a slope, then noise: each filter has its rows.
        samples.AsSpan(0, samples.Length / 3).Clear();
        for (var at = samples.Length / 3; at < samples.Length / 2; at++)
            samples[at] = (byte)(at / channels);
        using var file = new MemoryStream();
        using (var writer = new PngWriter(file, width, height, colour))
        {
            for (var y = 0; y < height; y++)
                writer.WriteRow(samples.AsSpan(y * width * channels, width * channels));
            writer.Finish();
        }

        using var picture = PictureDecoder.Decode(file.ToArray(), PictureFixture.MostPixels, TestContext.Current.CancellationToken);

        Assert.Equal((width, height), (picture.Width, picture.Height));
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            var read = picture.Pixels.Slice(pixel * 4, 4);
            var written = samples.AsSpan(pixel * channels, channels);
            Assert.Equal((written[0], written[channels > 1 ? 1 : 0], written[channels > 1 ? 2 : 0], channels == 4 ? written[3] : byte.MaxValue), (read[0], read[1], read[2], read[3]));
        }
    }

    [Theory]
    [InlineData("a cat\nSteps: 20", false)]
    [InlineData("a cat\nSteps: 20", true)]
    [InlineData("Käse für 日本", false)]
    [InlineData("Käse für 日本", true)]
    [InlineData("", false)]
    public void A_text_is_read_as_it_was_written(string text, bool compressed)
    {
        var file = WithChunk(new PngText("parameters", text).ToChunk(compressed));

        var read = Assert.Single(PngText.Read(file, MostText));

        Assert.Equal(new PngText("parameters", text), read);
        using var picture = PictureDecoder.Decode(file, PictureFixture.MostPixels, TestContext.Current.CancellationToken);
        Assert.Equal(1, picture.Width);
    }

    [Fact]
    public void A_recorded_text_is_read() =>
        Assert.Equal([new PngText("parameters", "a cat")], PngText.Read(PictureFixture.Read("png-ancillary.png"), MostText));

    [Fact]
    public void A_text_that_inflates_beyond_the_limit_is_left_out()
    {
        var file = WithChunk([.. new PngText("large", new string('x', 1 << 20)).ToChunk(compressed: true), .. new PngText("small", "y").ToChunk()]);

        Assert.Equal([new PngText("small", "y")], PngText.Read(file, MostText));
    }

    [Fact]
    public void A_text_with_a_wrong_checksum_is_left_out()
    {
        var chunk = new PngText("parameters", "a cat").ToChunk();
        chunk[^1] ^= 1;

        Assert.Empty(PngText.Read(WithChunk(chunk), MostText));
    }

    [Fact]
    public void A_library_that_is_not_there_names_its_package()
    {
        var library = new CodecLibrary(["libnot-on-any-machine.so.0"], ["decode"], "Install libnot0, or send PNG.");

        var thrown = Assert.Throws<PictureException>(() => library.Require());
        Assert.Equal((PictureFault.Unsupported, "Install libnot0, or send PNG."), (thrown.Fault, thrown.Message));
    }

    private static byte[] WithChunk(byte[] chunk)
    {
        var file = PictureFixture.Read("png-size-1x1-i0.png");
        return [.. file[..PngHeader.End], .. chunk, .. file[PngHeader.End..]];
    }
}
