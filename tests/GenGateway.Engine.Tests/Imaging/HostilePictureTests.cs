using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using GenGateway.Engine.Imaging;
using GenGateway.Engine.Imaging.Png;

namespace GenGateway.Engine.Tests.Imaging;

/// <summary>Bytes that were made to do harm.</summary>
public sealed class HostilePictureTests
{
    // A few of each file here; bench/fuzz-pictures.sh asks for many.
    private static readonly int Mutations = int.Parse(Environment.GetEnvironmentVariable("GENGATEWAY_FUZZ_MUTATIONS") ?? "40", CultureInfo.InvariantCulture);
    private const int MostAllocated = 1 << 20;
    private const int SmallLimit = 1 << 20;

    public static TheoryData<string> Files { get; } = PictureFixture.Names(static node => true);

    public static TheoryData<string> Bombs { get; } = PictureFixture.Names(static node => node["expect"]!.GetValue<string>().Contains("too_large", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_mutated_file_ends_in_a_picture_or_in_the_decoders_own_error(string name)
    {
        var file = PictureFixture.Read(name);
        for (var seed = 0; seed < Mutations; seed++)
        {
            try
            {
                using var picture = PictureDecoder.Decode(PictureMutation.Of(file, seed), SmallLimit, TestContext.Current.CancellationToken);
                Assert.InRange((long)picture.Width * picture.Height, 1, SmallLimit);
            }
            catch (PictureException)
            {
                // The one exception that is allowed.
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public void What_a_bomb_announces_is_not_allocated(string name)
    {
        var file = PictureFixture.Read(name);

        Assert.InRange(Allocation.Least(() => Assert.Throws<PictureException>(() => PictureDecoder.Decode(file, PictureFixture.MostPixels, TestContext.Current.CancellationToken))), 0, MostAllocated);
    }

    [Fact]
    public void A_picture_of_sixteen_million_pixels_is_refused_where_fewer_are_allowed()
    {
        var file = PictureFixture.Read("png-4000x4000-1bit.png");

        var thrown = Assert.Throws<PictureException>(() => PictureDecoder.Decode(file, 15_999_999, TestContext.Current.CancellationToken));

        Assert.Equal(PictureFault.TooLarge, thrown.Fault);
        Assert.Equal("The picture is 4000 x 4000 pixels, 16000000 in all; 15999999 are allowed.", thrown.Message);
    }

    [Fact]
    public void A_stream_that_inflates_without_end_is_read_as_far_as_the_header_says()
    {
        // 256 MB of zeros behind a picture of 8 by 8 grey pixels.
        var file = Png(8, 8, Zeros(256 << 20));

        var allocated = Allocation.Least(() =>
        {
            using var picture = PictureDecoder.Decode(file, PictureFixture.MostPixels, TestContext.Current.CancellationToken);
            Assert.Equal(8, picture.Height);
        });

        Assert.InRange(allocated, 0, MostAllocated);
    }

    [Fact]
    public void Pixels_that_never_come_cost_no_picture()
    {
        // The header is honest about 64 million pixels; the stream has three bytes.
        var file = Png(8192, 8192, [1, 2, 3]);

        Assert.InRange(Allocation.Least(() => Assert.Throws<PictureException>(() => PictureDecoder.Decode(file, PictureFixture.MostPixels, TestContext.Current.CancellationToken))), 0, MostAllocated);
    }

    [Fact]
    public void A_row_that_is_too_long_is_refused_whatever_the_limit_is()
    {
        var thrown = Assert.Throws<PictureException>(() => PictureHeader.Read(Png(65_536, 1, [1]), long.MaxValue));

        Assert.Equal(PictureFault.TooLarge, thrown.Fault);
    }

    [Fact]
    public void A_million_empty_chunks_are_not_gone_through()
    {
        var empty = PngChunk.Write("teXt"u8, []);
        var file = new List<byte>(Png(1, 1, [1])[..33]);
        for (var chunk = 0; chunk < 5000; chunk++)
            file.AddRange(empty);

        var thrown = Assert.Throws<PictureException>(() => PictureDecoder.Decode(file.ToArray(), PictureFixture.MostPixels, TestContext.Current.CancellationToken));

        Assert.Equal(PictureFault.Corrupt, thrown.Fault);
    }

    [Fact]
    public void Decoding_ends_where_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => PictureDecoder.Decode(PictureFixture.Read("png-4000x4000-1bit.png"), PictureFixture.MostPixels, cancelled.Token));
    }

    private static byte[] Png(int width, int height, byte[] pixels)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [.. PngHeader.Signature, .. PngChunk.Write("IHDR"u8, header), .. PngChunk.Write("IDAT"u8, pixels), .. PngChunk.Write("IEND"u8, [])];
    }

    private static byte[] Zeros(int count)
    {
        using var output = new MemoryStream();
        using (var deflating = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var written = 0; written < count; written += zeros.Length)
                deflating.Write(zeros);
        }

        return output.ToArray();
    }
}
