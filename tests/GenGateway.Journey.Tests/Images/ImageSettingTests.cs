using GenGateway.Journey.Tests.Upstreams;

namespace GenGateway.Journey.Tests.Images;

/// <summary>What the settings of the image routes change.</summary>
public sealed class ImageSettingTests : ImageTest
{
    [Fact]
    public async Task Who_names_no_model_gets_the_configured_one()
    {
        var fake = Painter();
        var gateway = await StartPaintingAsync([OpenAiEntry("painter", fake)], "engine: { enabled: false }\nrouting: { default_models: { image: dall-e-3 } }\n");

        (await gateway.Client.PostAsync(Generations, Asking(), Token)).Expect(200);

        Assert.Equal("dall-e-3", fake.LastGeneration.Json["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task Generation_can_lie_elsewhere()
    {
        var fake = Painter();
        var gateway = await StartPaintingAsync([OpenAiEntry("painter", fake)], UpstreamSettings.Once + "api: { endpoints: { image: { path: /pictures } } }\n");

        (await gateway.Client.PostAsync("/pictures", Asking(), Token)).Expect(200);
        (await gateway.Client.PostAsync(Generations, Asking(), Token)).Expect(404);
    }

    [Fact]
    public async Task The_image_routes_can_be_switched_off()
    {
        var fake = Painter();
        var gateway = await StartPaintingAsync([OpenAiEntry("painter", fake)], UpstreamSettings.Once + "api: { endpoints: { image: { enabled: false } } }\n");

        foreach (var route in (string[])[Generations, Edits, "/v1/images/variations"])
            (await gateway.Client.PostAsync(route, Asking(), Token)).Expect(404);
        Assert.Empty(fake.Generations);
    }
}
