using System.Buffers.Binary;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>The pictures that clients send: what is none, broken or too large never reaches a backend, and the program goes on.</summary>
public sealed class GivenPictureTests : ImageTest
{
    private const string Variations = "/v1/images/variations";
    private const string Img2Img = "/sdapi/v1/img2img";

    public static TheoryData<string, int> Bad { get; } = new()
    {
        { "png-bomb", 413 },
        { "jpeg-bomb", 413 },
        { "webp-bomb", 413 },
        { "above-the-limit", 413 },
        { "cut-off", 400 },
        { "wrong-checksum", 400 },
        { "no-size", 400 },
        { "html", 400 },
        { "bmp", 415 },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_picture_that_cannot_be_one_is_refused_on_every_route_before_anybody_is_asked(string kind, int status)
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync([WebUi(fake)], UpstreamSettings.Once + "limits: { image_pixels: 10000 }\n");
        var (bad, good) = (BadOf(kind), FakePng.Of(64, 64, 1));
        var code = status switch { 413 => "body_too_large", 415 => "unsupported_media_type", _ => "invalid_value" };

        var edit = (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", bad))).ExpectError(status, code, "image");
        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", good), ("mask", bad))).ExpectError(status, code, "mask");
        (await SendFormAsync(gateway, Variations, [], ("image", bad))).ExpectError(status, code, "image");
        var webUi = await gateway.Client.PostAsync(Img2Img, ImageToImage(bad), Token);
        var masked = await gateway.Client.PostAsync(Img2Img, ImageToImage(good).With("mask", Convert.ToBase64String(bad)), Token);

        Assert.Equal((status == 400 ? 422 : status, status == 400 ? 422 : status), (webUi.Status, masked.Status));
        if (status == 413)
            Assert.Contains("limits.image_pixels", edit.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(fake.Generations);
        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", good))).Expect(200);
        (await gateway.Client.GetAsync("/healthz", Token)).Expect(200);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task Jpeg_and_webp_pictures_are_passed_on_as_they_came(string kind)
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(WebUi(fake));
        var given = kind == "jpeg" ? FakeJpeg.Of(40, 24, 1) : FakeWebp.Of(40, 24, 1);

        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", given))).Expect(200);
        Assert.Equal(given, SentPicture(fake));
        (await gateway.Client.PostAsync(Img2Img, ImageToImage(given), Token)).Expect(200);
        Assert.Equal(given, SentPicture(fake));
    }

    [Fact]
    public async Task The_limit_follows_a_reload()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync([WebUi(fake)], UpstreamSettings.Once + "limits: { image_pixels: 4096 }\n");
        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", FakePng.Of(64, 65, 1)))).ExpectError(413, "body_too_large", "image");

        await File.WriteAllTextAsync(Path.Combine(gateway.WorkingDirectory, "config", "gateway.yaml"), UpstreamSettings.Once + "limits: { image_pixels: 4160 }\n", Token);
        (await gateway.Client.PostAsync("/admin/reload", "", Token)).Expect(200);

        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", FakePng.Of(64, 65, 1)))).Expect(200);
    }

    private static string WebUi(FakeA1111 fake) => $"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]";

    private static JsonObject ImageToImage(byte[] picture) => Asking().With("init_images", new JsonArray(Convert.ToBase64String(picture)));

    private static byte[] SentPicture(FakeA1111 fake) => Convert.FromBase64String(fake.LastGeneration.Json["init_images"]![0]!.GetValue<string>());

    private static byte[] BadOf(string kind)
    {
        var png = FakePng.Of(8, 8, 1);
        switch (kind)
        {
            case "png-bomb":
                return FakePng.Claiming(65_535, 65_535);
            case "jpeg-bomb":
                var jpeg = FakeJpeg.Of(8, 8, 1);
                var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
                BinaryPrimitives.WriteUInt32BigEndian(jpeg.AsSpan(frame + 5), uint.MaxValue);
                return jpeg;
            case "webp-bomb":
                byte[] canvas = [.. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0];
                return [.. "RIFF"u8, (byte)canvas.Length, 0, 0, 0, .. canvas];
            case "above-the-limit":
                return FakePng.Of(101, 100, 1);
            case "cut-off":
                return png[..20];
            case "wrong-checksum":
                png[29] ^= 1;
                return png;
            case "no-size":
                return FakePng.Claiming(0, 8);
            case "html":
                return "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"u8.ToArray();
            case "bmp":
                return [.. "BM"u8, .. new byte[64]];
            default:
                throw new NotSupportedException(kind);
        }
    }
}
