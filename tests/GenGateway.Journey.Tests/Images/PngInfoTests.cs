using System.Text;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>What is known of a picture, written into it: where it was asked for, and to WebUI's clients always.</summary>
public sealed class PngInfoTests : ImageTest
{
    [Theory]
    [InlineData("b64_json")]
    [InlineData("url")]
    public async Task Who_asks_for_it_finds_what_is_known_in_the_picture_and_no_pixel_changed(string form)
    {
        var painter = Painter();
        var gateway = await StartPaintingAsync(OpenAiEntry("painter", painter));
        var body = Asking("ein Käse für 日本").With("negative_prompt", "dogs").With("num_inference_steps", 7).With("model", "dall-e-2").With("size", "256x256").With("response_format", form);

        var plain = await PictureAsync(gateway, body, form);
        var informed = await PictureAsync(gateway, body.With("png_info", true), form);

        Assert.Empty(TextsOf(plain));
        Assert.Null(painter.LastGeneration.Json["png_info"]);
        // The model has neither steps nor a negative prompt: they had no part in it.
        Assert.Equal("parameters=ein Käse für 日本\nSize: 256x256, Model: dall-e-2", Assert.Single(TextsOf(informed)));
        Assert.Equal(FakePngReader.Samples(plain).Samples, FakePngReader.Samples(informed).Samples);
    }

    [Fact]
    public async Task Webuis_clients_have_it_always_and_a_webuis_own_stays_as_it_is()
    {
        var (fake, painter) = (A1111(), Painter());
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]", $"name: painter, protocol: openai, endpoints: [\"{painter.Endpoint}\"], models: [gpt-image-1]");

        var own = (await gateway.Client.PostAsync("/sdapi/v1/txt2img", Asking().With("width", 64).With("height", 64).With("seed", 5).With("steps", 3), Token)).Expect(200);
        var other = (await gateway.Client.PostAsync("/sdapi/v1/txt2img", Asking().With("model", "gpt-image-1"), Token)).Expect(200);

        var text = Assert.Single(TextsOf(own.GetProperty("images")[0].GetBytesFromBase64()));
        Assert.StartsWith("parameters=a cat\n", text, StringComparison.Ordinal);
        Assert.Contains("Seed: 5", text, StringComparison.Ordinal);
        Assert.Equal("parameters=a cat\nModel: gpt-image-1", Assert.Single(TextsOf(other.GetProperty("images")[0].GetBytesFromBase64())));
    }

    private async Task<byte[]> PictureAsync(GatewayProcess gateway, JsonObject body, string form)
    {
        var item = DataOf((await gateway.Client.PostAsync(Generations, body, Token)).Expect(200))[0];
        return form == "url" ? await gateway.Client.PictureAsync(item.GetProperty("url").GetString(), Token) : InlineOf(item);
    }

    private static IReadOnlyList<string> TextsOf(byte[] png) =>
    [
        .. FakePngReader.Of(png, "tEXt").Select(static text => Encoding.Latin1.GetString(text).Replace('\0', '=')),
        .. FakePngReader.Of(png, "iTXt").Select(static text => Encoding.UTF8.GetString(text).Replace("\0\0\0\0\0", "=", StringComparison.Ordinal)),
    ];
}
