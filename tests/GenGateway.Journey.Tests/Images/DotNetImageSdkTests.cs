using System.ClientModel;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Pictures;
using OpenAI;
using OpenAI.Images;

namespace GenGateway.Journey.Tests.Images;

/// <summary>The official OpenAI SDK for .NET asks for pictures, changed in nothing but its endpoint.</summary>
public sealed class DotNetImageSdkTests : ImageTest
{
    private static readonly byte[] Given = FakePng.Of(256, 256, 1);

    private static readonly byte[] Mask = FakePng.Of(256, 256, 2);

    private GatewayProcess gateway = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        gateway = await StartPaintingAsync(OpenAiEntry("openai", Painter()), WebUiEntry("webui", A1111("checkpoint")));
    }

    [Theory]
    [InlineData("dall-e-3")]
    [InlineData("checkpoint")]
    public async Task It_gets_a_link_that_serves_the_picture(string model)
    {
        GeneratedImage image = await Sdk(model).GenerateImageAsync("a cat", new ImageGenerationOptions { Size = GeneratedImageSize.W1024xH1792 }, Token);

        Assert.Null(image.ImageBytes);
        Assert.Equal((1024, 1792), SizeOf(await gateway.Client.PictureAsync(image.ImageUri.AbsoluteUri, Token)));
        Assert.Equal(model == "dall-e-3", image.RevisedPrompt is not null);
    }

    [Theory]
    [InlineData("dall-e-2")]
    [InlineData("checkpoint")]
    public async Task It_gets_several_as_bytes_and_no_two_are_the_same(string model)
    {
        var images = (await Sdk(model).GenerateImagesAsync("a cat", 3, new ImageGenerationOptions { Size = GeneratedImageSize.W256xH256, ResponseFormat = GeneratedImageFormat.Bytes }, Token)).Value;

        Assert.Equal(3, images.Select(static image => Convert.ToBase64String(image.ImageBytes)).Distinct().Count());
        Assert.All(images, static image => Assert.Equal((256, 256), SizeOf(image.ImageBytes.ToArray())));
        Assert.True(images.CreatedAt.Year > 2000);
    }

    [Fact]
    public async Task It_gets_a_picture_of_a_model_that_gives_no_links()
    {
        GeneratedImage image = await Sdk("gpt-image-1").GenerateImageAsync("a cat", null, Token);

        Assert.Equal((1024, 1024), SizeOf(image.ImageBytes.ToArray()));
    }

    [Theory]
    [InlineData("dall-e-2")]
    [InlineData("gpt-image-1")]
    public async Task It_edits_with_a_mask(string model)
    {
        GeneratedImage image = await Sdk(model).GenerateImageEditAsync(new MemoryStream(Given), "cat.png", "a dog", new MemoryStream(Mask), "mask.png", null, Token);

        Assert.NotEqual((0, 0), SizeOf(image.ImageBytes?.ToArray() ?? await gateway.Client.PictureAsync(image.ImageUri.AbsoluteUri, Token)));
    }

    [Fact]
    public async Task It_edits_without_one_before_a_WebUI_and_is_told_that_one_cannot_be_taken_there()
    {
        var sdk = Sdk("checkpoint");
        GeneratedImage image = await sdk.GenerateImageEditAsync(new MemoryStream(Given), "cat.png", "a dog", new ImageEditOptions { Size = GeneratedImageSize.W256xH256, ResponseFormat = GeneratedImageFormat.Bytes }, Token);
        Assert.Equal((256, 256), SizeOf(image.ImageBytes.ToArray()));

        var wrong = await Assert.ThrowsAsync<ClientResultException>(() => sdk.GenerateImageEditAsync(new MemoryStream(Given), "cat.png", "a dog", new MemoryStream(Mask), "mask.png", null, Token));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("mask", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dall-e-2")]
    [InlineData("checkpoint")]
    public async Task It_varies_a_picture(string model)
    {
        var images = (await Sdk(model).GenerateImageVariationsAsync(new MemoryStream(Given), "cat.png", 2, new ImageVariationOptions { Size = GeneratedImageSize.W256xH256, ResponseFormat = GeneratedImageFormat.Bytes }, Token)).Value;

        Assert.Equal(2, images.Count);
        Assert.NotEqual(images[0].ImageBytes.ToArray(), images[1].ImageBytes.ToArray());
    }

    [Fact]
    public async Task It_is_told_that_a_model_is_unknown()
    {
        var wrong = await Assert.ThrowsAsync<ClientResultException>(() => Sdk("nobody-paints").GenerateImageAsync("a cat", null, Token));

        Assert.Equal(404, wrong.Status);
        Assert.Contains("nobody-paints", wrong.Message, StringComparison.Ordinal);
    }

    private ImageClient Sdk(string model) => new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(gateway.Url, "/v1") }).GetImageClient(model);
}
