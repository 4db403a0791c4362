using System.Security.Cryptography;
using GenGateway.Engine.Imaging;

namespace GenGateway.Engine.Tests.Imaging;

/// <summary>Every recorded file, good or broken, comes to what is written of it.</summary>
public sealed class PictureFileTests
{
    // Recorded as decoded; reading them was never promised.
    private static readonly string[] Unread = ["gif-static.gif", "bmp-24.bmp", "webp-animated.webp"];

    public static TheoryData<string> Good { get; } = PictureFixture.Names(static node => node["expect"]!.GetValue<string>() == "ok" && !Unread.Contains(node["file"]!.GetValue<string>()));

    public static TheoryData<string> Broken { get; } = PictureFixture.Names(static node => node["expect"]!.GetValue<string>() != "ok");

    public static TheoryData<string> NotRead { get; } = [.. Unread];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_file_decodes_to_its_pixels(string name)
    {
        var expected = PictureFixture.Case(name);
        var file = PictureFixture.Read(name);

        var header = PictureHeader.Read(file, PictureFixture.MostPixels);
        using var picture = PictureDecoder.Decode(file, PictureFixture.MostPixels, TestContext.Current.CancellationToken);

        Assert.Equal((expected["width"]!.GetValue<int>(), expected["height"]!.GetValue<int>()), (picture.Width, picture.Height));
        Assert.Equal((picture.Width, picture.Height), (header.Width, header.Height));
        if (picture.IsTransparent)
            Assert.True(header.HasAlpha);
        var tolerance = expected["tolerance"]!.GetValue<int>();
        if (tolerance == 0)
            Assert.Equal(expected["sha256"]!.GetValue<string>(), Convert.ToHexStringLower(SHA256.HashData(picture.Pixels)));
        else
            Assert.InRange(GreatestDifference(picture.Pixels, Convert.FromBase64String(expected["rgba"]!.GetValue<string>())), 0, tolerance);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_file_ends_in_its_class(string name)
    {
        var allowed = PictureFixture.Case(name)["expect"]!.GetValue<string>().Split('|');
        var file = PictureFixture.Read(name);
        string came;
        try
        {
            using var picture = PictureDecoder.Decode(file, PictureFixture.MostPixels, TestContext.Current.CancellationToken);
            came = "ok";
        }
        catch (PictureException thrown)
        {
            came = PictureFixture.NameOf(thrown.Fault);
            Assert.DoesNotContain('\n', thrown.Message);
        }

        Assert.Contains(came, allowed);
    }

    [Theory]
    [MemberData(nameof(NotRead))]
    public void What_is_not_read_here_says_so(string name)
    {
        var thrown = Assert.Throws<PictureException>(() => PictureDecoder.Decode(PictureFixture.Read(name), PictureFixture.MostPixels, TestContext.Current.CancellationToken));

        Assert.Equal(PictureFault.Unsupported, thrown.Fault);
        Assert.Contains("send", thrown.Message, StringComparison.Ordinal);
    }

    private static int GreatestDifference(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        Assert.Equal(other.Length, one.Length);
        var greatest = 0;
        for (var at = 0; at < one.Length; at++)
            greatest = Math.Max(greatest, Math.Abs(one[at] - other[at]));
        return greatest;
    }
}
