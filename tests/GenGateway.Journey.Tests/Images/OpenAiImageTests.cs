using System.Text;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>OpenAI's image routes in front of OpenAI.</summary>
public sealed class OpenAiImageTests : ImageTest
{
    [Fact]
    public async Task More_pictures_than_a_model_makes_at_once_come_from_as_many_calls_and_their_links_are_the_gateways()
    {
        var fake = Painter();
        var gateway = await StartAsync(fake);

        var answer = await gateway.Client.PostAsync(Generations, Asking().With("model", "dall-e-3").With("n", 2).With("style", "vivid").With("size", "1024x1792"), Token);

        var items = DataOf(answer.Expect(200));
        Assert.Equal(2, fake.Generations.Count);
        Assert.All(fake.Generations, static call => Assert.Equal((1, "vivid", "b64_json"), (call.Json["n"]!.GetValue<int>(), call.Json["style"]!.GetValue<string>(), call.Json["response_format"]!.GetValue<string>())));
        foreach (var item in items)
        {
            Assert.False(string.IsNullOrEmpty(item.GetProperty("revised_prompt").GetString()));
            Assert.Equal((1024, 1792), SizeOf(await gateway.Client.PictureAsync(item.GetProperty("url").GetString(), Token)));
        }

        var records = (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions");
        Assert.Equal(string.Join('\n', items.Select(static item => item.GetProperty("url").GetString())), records[0].GetProperty("response").GetString());
        Assert.Equal("a cat", records[0].GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task A_model_that_always_gives_the_picture_itself_does_so_where_nobody_says_otherwise_and_tells_its_tokens()
    {
        var fake = Painter();
        var gateway = await StartAsync(fake);

        var answer = (await gateway.Client.PostAsync(Generations, Asking().With("model", "gpt-image-1").With("quality", "low"), Token)).Expect(200);

        Assert.Equal((1024, 1024), SizeOf(InlineOf(Assert.Single(DataOf(answer)))));
        Assert.True(answer.GetProperty("usage").GetProperty("output_tokens").GetInt32() > 0);
        Assert.Null(fake.LastGeneration.Json["response_format"]);
        var linked = (await gateway.Client.PostAsync(Generations, Asking().With("model", "gpt-image-1").With("response_format", "url"), Token)).Expect(200);
        Assert.NotEmpty(await gateway.Client.PictureAsync(DataOf(linked)[0].GetProperty("url").GetString(), Token));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("http")]
    public async Task A_backend_that_lists_no_models_is_told_none(string protocol)
    {
        var fake = Painter();
        var gateway = await StartPaintingAsync($"name: painter, protocol: {protocol}, endpoints: [\"{fake.Endpoint}\"]");

        (await gateway.Client.PostAsync(Generations, Asking().With("model", "image/painter").With("size", "256x256"), Token)).Expect(200);

        Assert.Null(fake.LastGeneration.Json["model"]);
    }

    [Fact]
    public async Task What_a_model_does_not_take_is_named_and_not_sent()
    {
        var fake = Painter();
        fake.RefusesUnknownFields = true;
        var gateway = await StartAsync(fake);

        var answer = await gateway.Client.PostAsync(Generations, Asking().With("model", "dall-e-3").With("negative_prompt", "dogs").With("seed", 3).With("num_inference_steps", 20), Token);

        answer.Expect(200);
        Assert.Equal("negative_prompt, seed, num_inference_steps", answer.Header("x-gengateway-dropped"));
    }

    [Fact]
    public async Task Unfinished_pictures_are_streamed_and_the_finished_one_comes_last()
    {
        var fake = Painter();
        var gateway = await StartAsync(fake);

        await using var stream = await gateway.Client.StreamAsync(Generations, Asking().With("model", "gpt-image-1").With("stream", true).With("partial_images", 2), Token);
        var events = await EventsOfAsync(stream);

        Assert.Equal(["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"], events.Select(static happened => happened.GetProperty("type").GetString()));
        Assert.Equal([0, 1], events.Take(2).Select(static happened => happened.GetProperty("partial_image_index").GetInt32()));
        Assert.All(events, static happened => Assert.Equal("PNG", Encoding.ASCII.GetString(InlineOf(happened)[1..4])));
        Assert.True(events[2].GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Pictures_are_edited_with_a_mask_and_varied()
    {
        var fake = Painter();
        var gateway = await StartAsync(fake);
        var (one, two, mask) = (FakePng.Of(256, 256, 1), FakePng.Of(256, 256, 2), FakePng.Of(256, 256, 3));

        var edited = await SendFormAsync(gateway, Edits, [("model", "gpt-image-1"), ("prompt", "both")], ("image[]", one), ("image[]", two), ("mask", mask));
        Assert.NotEmpty(InlineOf(Assert.Single(DataOf(edited.Expect(200)))));
        var form = fake.LastGeneration.Form!;
        Assert.Equal([one, two, mask], form.Parts.Where(static part => part.FileName is not null).Select(static part => part.Bytes));

        var varied = await SendFormAsync(gateway, "/v1/images/variations", [("model", "dall-e-2"), ("n", "2"), ("size", "256x256")], ("image", one));
        Assert.Equal(2, DataOf(varied.Expect(200)).Count);
        Assert.Equal("/v1/images/variations", fake.LastGeneration.Path);
    }

    [Fact]
    public async Task A_prompt_that_the_vendor_refuses_is_the_clients_own_error_and_nobody_else_is_asked()
    {
        var (first, second) = (Painter(), Painter());
        first.Behaviors.Next(Behavior.Replying(OpenAiImageReplies.ContentPolicy));
        var gateway = await StartPaintingAsync([OpenAiEntry("one", first), OpenAiEntry("two", second)], UpstreamSettings.Patient);

        var answer = await gateway.Client.PostAsync(Generations, Asking().With("model", "dall-e-3"), Token);

        Assert.Equal(400, answer.Status);
        Assert.Empty(second.Generations);
    }

    [Fact]
    public async Task The_path_of_a_file_is_told_to_keys_that_may_know_it()
    {
        var fake = Painter();
        var gateway = await StartPaintingAsync(
            [OpenAiEntry("one", fake)],
            UpstreamSettings.Once + "auth: { api_keys: [{ name: all, key: gg-canary-all-9d22c1, scopes: [generate, files:path] }, { name: some, key: gg-canary-some-77ab02, scopes: [generate] }] }\n");
        var body = Asking().With("model", "dall-e-3").With("response_format", "file").ToJsonString();

        var told = (await gateway.Client.SendAsync(With("gg-canary-all-9d22c1", body), Token)).Expect(200);
        var path = DataOf(told)[0].GetProperty("url").GetString()!;
        Assert.True(Path.IsPathRooted(path));
        Assert.Equal((1024, 1024), SizeOf(await File.ReadAllBytesAsync(path, Token)));
        (await gateway.Client.SendAsync(With("gg-canary-some-77ab02", body), Token)).ExpectError(403, "insufficient_scope");
        Assert.Single(fake.Generations);
    }

    [Theory]
    [InlineData("""{"model":"dall-e-3"}""", "prompt")]
    [InlineData("""{"model":"dall-e-3","prompt":7}""", "prompt")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","n":0}""", "n")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","n":11}""", "n")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","n":"2"}""", "n")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","size":"big"}""", "size")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","size":"0x10"}""", "size")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","size":"99999x1"}""", "size")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","response_format":"gif"}""", "response_format")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","num_inference_steps":-1}""", "num_inference_steps")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","stream":true,"response_format":"url"}""", "response_format")]
    public async Task What_is_wrong_is_told_before_anybody_is_asked(string body, string param)
    {
        var fake = Painter();
        var gateway = await StartAsync(fake);

        (await gateway.Client.PostAsync(Generations, body, Token)).ExpectError(400, "invalid_value", param);

        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task Forms_that_are_none_and_files_that_are_no_pictures_are_refused()
    {
        var fake = Painter();
        var gateway = await StartAsync(fake);

        (await gateway.Client.PostAsync(Edits, "{}", Token)).ExpectError(415, "unsupported_media_type");
        (await gateway.Client.SendAsync(GatewayClient.Post(Edits, "--x\r\nno end"u8.ToArray(), "multipart/form-data; boundary=x"), Token)).ExpectError(400, "invalid_json");
        (await gateway.Client.SendAsync(GatewayClient.Post(Edits, "x"u8.ToArray(), "multipart/form-data"), Token)).ExpectError(400, "invalid_json");
        (await SendFormAsync(gateway, Edits, [("prompt", "a")])).ExpectError(400, "invalid_value", "image");
        (await SendFormAsync(gateway, Edits, [("prompt", "a")], ("image", "<html>"u8.ToArray()))).ExpectError(400, "invalid_value", "image");
        (await SendFormAsync(gateway, Edits, [("prompt", "a"), ("n", "many")], ("image", FakePng.Of(8, 8, 1)))).ExpectError(400, "invalid_value", "n");
        Assert.Empty(fake.Generations);
    }

    private Task<GatewayProcess> StartAsync(FakeOpenAi fake) => StartPaintingAsync(OpenAiEntry("painter", fake));

    private static HttpRequestMessage With(string key, string body)
    {
        var request = GatewayClient.Post(Generations, body);
        request.Headers.Add("Authorization", $"Bearer {key}");
        return request;
    }
}
