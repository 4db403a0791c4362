using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>Stable Diffusion WebUI's API in front of a WebUI and of OpenAI.</summary>
public sealed class WebUiSurfaceTests : ImageTest
{
    private const string Txt2Img = "/sdapi/v1/txt2img";
    private const string Img2Img = "/sdapi/v1/img2img";

    [Fact]
    public async Task Pictures_and_what_is_known_of_them_come_as_a_webui_gives_them()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(Entry(fake));

        var answer = (await gateway.Client.PostAsync(
            Txt2Img, Small().With("negative_prompt", "dogs").With("seed", 41).With("steps", 3).With("cfg_scale", 7.3).With("sampler_name", "DPM++ 2M Karras").With("batch_size", 2).With("n_iter", 1), Token)).Expect(200);

        var images = answer.GetProperty("images").EnumerateArray().Select(static image => image.GetBytesFromBase64()).ToArray();
        Assert.Equal([(64, 48), (64, 48)], images.Select(SizeOf));
        Assert.Equal(7.3, answer.GetProperty("parameters").GetProperty("cfg_scale").GetDouble());
        var info = InfoOf(answer);
        Assert.Equal((41, 0, 64, 48, 3), (info.GetProperty("seed").GetInt64(), info.GetProperty("index_of_first_image").GetInt32(), info.GetProperty("width").GetInt32(), info.GetProperty("height").GetInt32(), info.GetProperty("steps").GetInt32()));
        Assert.Equal([41, 42], info.GetProperty("all_seeds").EnumerateArray().Select(static seed => seed.GetInt64()));
        Assert.Equal(["a cat", "a cat"], info.GetProperty("all_prompts").EnumerateArray().Select(static prompt => prompt.GetString()));
        Assert.Equal([41, 42], Assert.Single(fake.Runs).Seeds);
        Assert.Equal("Karras", fake.LastGeneration.Json["scheduler"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_only_a_webui_knows_reaches_one_unchanged_and_is_named_before_others()
    {
        var (fake, painter) = (A1111(), Painter());
        var gateway = await StartPaintingAsync(Entry(fake), $"name: painter, protocol: openai, endpoints: [\"{painter.Endpoint}\"], models: [dall-e-3]");
        var body = Small().With("restore_faces", true).With("styles", new JsonArray()).With("override_settings", new JsonObject { ["sd_model_checkpoint"] = "tiny-random-sd15", ["CLIP_stop_at_last_layers"] = 2 });

        (await gateway.Client.PostAsync(Txt2Img, body, Token)).Expect(200);
        Assert.True(fake.LastGeneration.Json["restore_faces"]!.GetValue<bool>());
        Assert.Equal(2, fake.LastGeneration.Json["override_settings"]!["CLIP_stop_at_last_layers"]!.GetValue<int>());

        var other = await gateway.Client.PostAsync(
            Txt2Img, new JsonObject { ["prompt"] = "a cat", ["restore_faces"] = true, ["seed"] = 5, ["override_settings"] = new JsonObject { ["sd_model_checkpoint"] = "dall-e-3" } }, Token);
        var answer = other.Expect(200);
        Assert.Single(answer.GetProperty("images").EnumerateArray());
        Assert.Equal("seed, restore_faces", other.Header("x-gengateway-dropped"));
        Assert.Equal(("dall-e-3", -1), (InfoOf(answer).GetProperty("sd_model_name").GetString(), InfoOf(answer).GetProperty("seed").GetInt64()));
        Assert.Single(painter.Generations);
    }

    [Fact]
    public async Task A_given_picture_is_changed_where_the_mask_is_white()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(Entry(fake));
        var (picture, mask) = (FakePng.Of(64, 48, 1), FakePng.Of(64, 48, 2));

        var answer = (await gateway.Client.PostAsync(
            Img2Img,
            Small().With("init_images", new JsonArray("data:image/png;base64," + Convert.ToBase64String(picture))).With("mask", Convert.ToBase64String(mask)).With("denoising_strength", 0.5).With("mask_blur", 2),
            Token)).Expect(200);

        Assert.Single(answer.GetProperty("images").EnumerateArray());
        Assert.Equal(Img2Img, fake.LastGeneration.Path);
        var sent = fake.LastGeneration.Json;
        Assert.Equal(picture, Convert.FromBase64String(sent["init_images"]![0]!.GetValue<string>()));
        Assert.Equal(mask, Convert.FromBase64String(sent["mask"]!.GetValue<string>()));
        Assert.Equal((0.5, 2), (sent["denoising_strength"]!.GetValue<double>(), sent["mask_blur"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_checkpoint_that_is_set_holds_for_the_key_that_set_it()
    {
        var fake = A1111("one", "two");
        var gateway = await StartPaintingAsync([Entry(fake)], UpstreamSettings.Once + "auth: { api_keys: [{ name: a, key: gg-canary-webui-a-5b01 }, { name: b, key: gg-canary-webui-b-77c2 }] }\n");

        var models = (await SendAsync(gateway, "gg-canary-webui-a-5b01", "/sdapi/v1/sd-models")).Expect(200);
        Assert.Equal(["one", "two"], models.EnumerateArray().Select(static model => model.GetProperty("title").GetString()).Order());
        var set = await SendAsync(gateway, "gg-canary-webui-a-5b01", "/sdapi/v1/options", new JsonObject { ["sd_model_checkpoint"] = "two", ["sd_vae"] = "Automatic" });
        Assert.Equal((200, "null", "sd_vae"), (set.Status, set.Text, set.Header("x-gengateway-dropped")));
        Assert.Equal("two", (await SendAsync(gateway, "gg-canary-webui-a-5b01", "/sdapi/v1/options")).Expect(200).GetProperty("sd_model_checkpoint").GetString());
        Assert.Equal("one", (await SendAsync(gateway, "gg-canary-webui-b-77c2", "/sdapi/v1/options")).Expect(200).GetProperty("sd_model_checkpoint").GetString());

        var made = (await SendAsync(gateway, "gg-canary-webui-a-5b01", Txt2Img, Small())).Expect(200);
        Assert.Equal("two", InfoOf(made).GetProperty("sd_model_name").GetString());
        Assert.StartsWith("two", Assert.Single(fake.Runs).Model, StringComparison.Ordinal);
        var unknown = (await SendAsync(gateway, "gg-canary-webui-a-5b01", "/sdapi/v1/options", new JsonObject { ["sd_model_checkpoint"] = "none" })).Expect(404);
        Assert.Contains("model 'none' not found", Detail(unknown), StringComparison.Ordinal);
        Assert.Contains("key", Detail((await gateway.Client.GetAsync("/sdapi/v1/sd-models", Token)).Expect(401)), StringComparison.Ordinal);
        Assert.Equal("{}", (await gateway.Client.GetAsync("/internal/ping", Token)).Text);
    }

    [Fact]
    public async Task What_clients_look_up_at_their_start_is_there()
    {
        var client = (await StartPaintingAsync(Entry(A1111()))).Client;

        var samplers = (await client.GetAsync("/sdapi/v1/samplers", Token)).Expect(200);
        Assert.Contains("DPM++ 2M", samplers.EnumerateArray().Select(static sampler => sampler.GetProperty("name").GetString()));
        var schedulers = (await client.GetAsync("/sdapi/v1/schedulers", Token)).Expect(200);
        Assert.Equal(["Automatic", "Normal", "Karras"], schedulers.EnumerateArray().Take(3).Select(static scheduler => scheduler.GetProperty("label").GetString()));
        foreach (var name in (string[])["upscalers", "loras", "sd-vae"])
            Assert.Equal("[]", (await client.GetAsync("/sdapi/v1/" + name, Token)).Text);
        Assert.Equal("{}", (await client.GetAsync("/sdapi/v1/cmd-flags", Token)).Text);
    }

    [Fact]
    public async Task Progress_shows_the_steps_that_the_server_is_in()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(Entry(fake));
        fake.Steps.Hold();
        var made = gateway.Client.PostAsync(Txt2Img, Small().With("n_iter", 2).With("steps", 7), Token);
        fake.Steps.Advance(9);
        await fake.Steps.ReachedAsync(2, Token);

        var seen = await ReachesAsync(gateway, static state => (state.GetProperty("job_no").GetInt32(), state.GetProperty("sampling_step").GetInt32()) == (1, 2));

        Assert.Equal((2, 7), (seen.GetProperty("state").GetProperty("job_count").GetInt32(), seen.GetProperty("state").GetProperty("sampling_steps").GetInt32()));
        Assert.InRange(seen.GetProperty("progress").GetDouble(), 9 / 14.0, (9 / 14.0) + 0.02);
        Assert.All(fake.Traffic.To("/sdapi/v1/progress"), static request => Assert.Equal("true", request.QueryValue("skip_current_image")));
        fake.Steps.Release();
        Assert.Equal(2, (await made).Expect(200).GetProperty("images").GetArrayLength());
    }

    [Fact]
    public async Task Progress_and_interrupt_concern_the_callers_own_work()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync([Entry(fake)], UpstreamSettings.Once + "auth: { api_keys: [{ name: a, key: gg-canary-webui-a-5b01 }, { name: b, key: gg-canary-webui-b-77c2 }] }\n");
        const string Own = "gg-canary-webui-a-5b01";
        const string Stranger = "gg-canary-webui-b-77c2";
        fake.Steps.Hold();
        var made = SendAsync(gateway, Own, Txt2Img, Small().With("n_iter", 2).With("steps", 7));
        await fake.Steps.ReachedAsync(0, Token);

        var seen = (await SendAsync(gateway, Own, "/sdapi/v1/progress")).Expect(200);
        Assert.InRange(seen.GetProperty("progress").GetDouble(), 0.001, 0.1);
        var state = seen.GetProperty("state");
        Assert.Equal(("scripts_txt2img", 2, 7), (state.GetProperty("job").GetString(), state.GetProperty("job_count").GetInt32(), state.GetProperty("sampling_steps").GetInt32()));
        var idle = (await SendAsync(gateway, Stranger, "/sdapi/v1/progress?skip_current_image=true")).Expect(200);
        Assert.Equal((0, "", 0), (idle.GetProperty("progress").GetDouble(), idle.GetProperty("state").GetProperty("job").GetString(), idle.GetProperty("state").GetProperty("job_count").GetInt32()));

        Assert.Equal("{}", (await SendAsync(gateway, Stranger, "/sdapi/v1/interrupt", [])).Text);
        Assert.Equal(2, (await SendAsync(gateway, Own, "/sdapi/v1/progress")).Expect(200).GetProperty("state").GetProperty("job_count").GetInt32());
        Assert.False(made.IsCompleted);

        Assert.Equal("{}", (await SendAsync(gateway, Own, "/sdapi/v1/interrupt", [])).Text);
        var answer = (await made).Expect(200);
        Assert.Empty(answer.GetProperty("images").EnumerateArray());
        Assert.Equal(0, (await SendAsync(gateway, Own, "/sdapi/v1/progress")).Expect(200).GetProperty("progress").GetDouble());
        // The server itself was told, and has time for the next one.
        fake.Steps.Release();
        (await SendAsync(gateway, Stranger, Txt2Img, Small())).Expect(200);
        Assert.True(fake.Runs[0].Interrupted);
    }

    [Theory]
    [InlineData(Txt2Img, """{"prompt":"a","steps":"many"}""", """["body","steps"]""")]
    [InlineData(Txt2Img, """{"prompt":"a","steps":0}""", """["body","steps"]""")]
    [InlineData(Txt2Img, """{"prompt":"a","width":0}""", """["body","width"]""")]
    [InlineData(Txt2Img, """{"prompt":7}""", """["body","prompt"]""")]
    [InlineData(Txt2Img, """{"batch_size":4,"n_iter":3}""", """["body","n_iter"]""")]
    [InlineData(Txt2Img, """{"override_settings":7}""", """["body","override_settings"]""")]
    [InlineData(Txt2Img, """{"prompt":""", """["body"]""")]
    [InlineData(Txt2Img, "[]", """["body"]""")]
    [InlineData(Img2Img, """{"init_images":["***"]}""", """["body","init_images",0]""")]
    [InlineData(Img2Img, """{"init_images":["https://example.com/cat.png"]}""", """["body","init_images",0]""")]
    [InlineData(Img2Img, """{"init_images":["aGVsbG8gd29ybGQ="]}""", """["body","init_images",0]""")]
    public async Task What_is_wrong_with_a_body_is_told_by_its_place_before_anybody_is_asked(string path, string body, string place)
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(Entry(fake));

        var detail = (await gateway.Client.PostAsync(path, body, Token)).Expect(422).GetProperty("detail")[0];

        Assert.Equal(place, detail.GetProperty("loc").GetRawText());
        Assert.False(string.IsNullOrEmpty(detail.GetProperty("msg").GetString()));
        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task What_a_backend_finds_wrong_is_told_by_WebUIs_own_field()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(WebUiEntry("sd", fake));

        var answer = await gateway.Client.PostAsync("/sdapi/v1/txt2img", Asking().With("sampler_name", "nope"), Token);

        Assert.Equal(["body", "sampler_name"], answer.Expect(422).GetProperty("detail")[0].GetProperty("loc").EnumerateArray().Select(static part => part.GetString()));
        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task Other_errors_have_the_other_shape_and_a_family_that_is_off_is_not_there()
    {
        var gateway = await StartPaintingAsync(Entry(A1111()));
        Assert.Equal("Init image not found", Detail((await gateway.Client.PostAsync(Img2Img, Small(), Token)).Expect(404)));
        Detail((await gateway.Client.PostAsync(Txt2Img, Small().With("model", "none"), Token)).Expect(404));
        Detail((await gateway.Client.GetAsync(Txt2Img, Token)).Expect(405));
        Detail((await gateway.Client.GetAsync("/sdapi/v1/nosuch", Token)).Expect(404));

        var off = await StartPaintingAsync([Entry(A1111())], UpstreamSettings.Once + "surfaces: { webui: false }\n");
        Detail((await off.Client.PostAsync(Txt2Img, Small(), Token)).Expect(404));
        (await off.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200);
    }

    private static JsonObject Small() => Asking().With("width", 64).With("height", 48).With("steps", 2);

    private static string Entry(FakeA1111 fake) => $"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], models: [{string.Join(", ", fake.Models.Select(static model => model.Name))}]";

    private static JsonElement InfoOf(JsonElement answer) => JsonDocument.Parse(answer.GetProperty("info").GetString()!).RootElement;

    private static string Detail(JsonElement error)
    {
        Assert.Equal(["error", "detail", "body", "errors"], error.EnumerateObject().Select(static member => member.Name));
        return error.GetProperty("detail").GetString()!;
    }

    // The name is anybody's, the password is the key.
    private Task<WireAnswer> SendAsync(GatewayProcess gateway, string key, string path, JsonObject? body = null)
    {
        var request = body is null ? new HttpRequestMessage(HttpMethod.Get, path) : GatewayClient.Post(path, body.ToJsonString());
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + key)));
        return gateway.Client.SendAsync(request, Token);
    }

    private async Task<JsonElement> ReachesAsync(GatewayProcess gateway, Func<JsonElement, bool> reached) => await Eventually.ReachesAsync(
        async () => (await gateway.Client.GetAsync("/sdapi/v1/progress", Token)).Expect(200),
        seen => reached(seen.GetProperty("state")),
        TimeSpan.FromSeconds(20),
        "the steps are told",
        Token);
}
