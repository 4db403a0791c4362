using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>Masks: OpenAI's are clear where a picture may change, Stable Diffusion WebUI's white; each backend gets its own kind.</summary>
public sealed class MaskTests : ImageTest
{
    private const int Width = 72;
    private const int Height = 40;

    [Fact]
    public async Task What_is_clear_in_OpenAIs_mask_is_white_in_the_webuis()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(WebUi(fake));
        var picture = FakePng.Of(Width, Height, 1);

        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", picture), ("mask", Hole()))).Expect(200);

        var sent = fake.LastGeneration.Json;
        Assert.Equal(picture, Convert.FromBase64String(sent["init_images"]![0]!.GetValue<string>()));
        AssertWhiteInTheHole(Convert.FromBase64String(sent["mask"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Without_a_mask_the_pictures_own_clear_part_is_one()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(WebUi(fake));

        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", Hole()))).Expect(200);
        AssertWhiteInTheHole(Convert.FromBase64String(fake.LastGeneration.Json["mask"]!.GetValue<string>()));

        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", FakePng.Of(Width, Height, 1, static (_, _) => 255)))).Expect(200);
        Assert.Null(fake.LastGeneration.Json["mask"]);
    }

    [Fact]
    public async Task A_mask_of_another_size_is_refused_by_both_sizes_and_one_without_transparency_by_that()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(WebUi(fake));

        var size = (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", FakePng.Of(64, 64, 1)), ("mask", Hole()))).ExpectError(400, "invalid_value", "mask");
        var opaque = (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", FakePng.Of(64, 64, 1)), ("mask", FakePng.Of(64, 64, 2)))).ExpectError(400, "invalid_value", "mask");

        Assert.Contains("72x40", size.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("64x64", size.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("alpha channel", opaque.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task What_is_light_in_the_webuis_mask_is_clear_in_OpenAIs()
    {
        var painter = Painter();
        var gateway = await StartPaintingAsync($"name: painter, protocol: openai, endpoints: [\"{painter.Endpoint}\"], models: [gpt-image-1]");
        var (picture, mask) = (FakePng.Of(Width, Height, 1), FakePng.Of(Width, Height, 6));

        var answer = await gateway.Client.PostAsync(
            "/sdapi/v1/img2img",
            Asking().With("init_images", new JsonArray(Convert.ToBase64String(picture))).With("mask", Convert.ToBase64String(mask)).With("inpainting_mask_invert", 1),
            Token);

        answer.Expect(200);
        Assert.DoesNotContain("inpainting_mask_invert", answer.Header("x-gengateway-dropped") ?? "", StringComparison.Ordinal);
        var parts = painter.LastGeneration.Form!.Parts;
        Assert.Equal(picture, parts.Single(static part => part.Name == "image").Bytes);
        var sent = parts.Single(static part => part.Name == "mask");
        Assert.Equal("image/png", sent.ContentType);
        var (light, _) = FakePngReader.Samples(mask);
        var (clear, channels) = FakePngReader.Samples(sent.Bytes);
        Assert.Equal(4, channels);
        for (var at = 0; at < Width * Height; at++)
        {
            // Inverted: what is dark may change.
            var isDark = ((light[at * 3] * 299) + (light[(at * 3) + 1] * 587) + (light[(at * 3) + 2] * 114)) / 1000 < 128;
            Assert.Equal(isDark ? 0 : 255, clear[(at * 4) + 3]);
        }
    }

    [Theory]
    [InlineData("jpeg", "libturbojpeg")]
    [InlineData("webp", "libwebp")]
    public async Task A_jpeg_or_webp_mask_is_read_where_the_machine_has_the_library_and_else_the_refusal_names_it(string kind, string library)
    {
        var painter = Painter();
        var gateway = await StartPaintingAsync($"name: painter, protocol: openai, endpoints: [\"{painter.Endpoint}\"], models: [gpt-image-1]");
        var mask = kind == "jpeg" ? FakeJpeg.Of(Width, Height, 1) : FakeWebp.Of(Width, Height, 1);

        var answer = await gateway.Client.PostAsync(
            "/sdapi/v1/img2img", Asking().With("init_images", new JsonArray(Convert.ToBase64String(FakePng.Of(Width, Height, 1)))).With("mask", Convert.ToBase64String(mask)), Token);

        if (answer.Status == 415)
        {
            Assert.Contains(library, answer.Text, StringComparison.Ordinal);
            Assert.Empty(painter.Generations);
            return;
        }

        answer.Expect(200);
        // One colour all over: all of it may change, or nothing.
        var (samples, channels) = FakePngReader.Samples(painter.LastGeneration.Form!.Parts.Single(static part => part.Name == "mask").Bytes);
        Assert.Equal((4, Width * Height * 4), (channels, samples.Length));
        Assert.Single(samples.Where(static (_, at) => at % 4 == 3).Distinct());
    }

    [Fact]
    public async Task A_mask_that_breaks_off_behind_its_header_is_the_clients_error()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(WebUi(fake));

        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", FakePng.Of(Width, Height, 1)), ("mask", Hole()[..^30]))).ExpectError(400, "invalid_value", "mask");

        Assert.Empty(fake.Generations);
        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", FakePng.Of(Width, Height, 1)), ("mask", Hole()))).Expect(200);
    }

    private static string WebUi(FakeA1111 fake) => $"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]";

    private static bool IsHole(int x, int y) => x is >= 10 and < 30 && y is >= 5 and < 20;

    private static byte[] Hole() => FakePng.Of(Width, Height, 3, static (x, y) => IsHole(x, y) ? (byte)0 : byte.MaxValue);

    private static void AssertWhiteInTheHole(byte[] mask)
    {
        Assert.Equal((Width, Height), SizeOf(mask));
        var (grey, channels) = FakePngReader.Samples(mask);
        Assert.Equal(1, channels);
        for (var at = 0; at < grey.Length; at++)
            Assert.Equal(IsHole(at % Width, at / Width) ? 255 : 0, grey[at]);
    }
}
