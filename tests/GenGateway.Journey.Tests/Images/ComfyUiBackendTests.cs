using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.ComfyUi;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>OpenAI's image routes and WebUI's in front of a ComfyUI.</summary>
public sealed class ComfyUiBackendTests : ImageTest
{
    [Fact]
    public async Task A_prompt_becomes_the_built_in_graph_and_its_link_serves_the_picture()
    {
        var fake = Comfy("first.safetensors", "SDXL/second.safetensors");
        var gateway = await StartPaintingAsync($"name: comfy, protocol: comfyui, endpoints: [\"{fake.Endpoint}\"]");

        var body = Asking("a lighthouse").With("negative_prompt", "blurry").With("size", "128x64").With("num_inference_steps", 7).With("guidance_scale", 6.5).With("seed", 42).With("sampler", "dpmpp_2m").With("scheduler", "karras");
        var item = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, body, Token)).Expect(200)));

        Assert.Equal((128, 64), SizeOf(await gateway.Client.PictureAsync(item.GetProperty("url").GetString(), Token)));
        Assert.Equal(42, item.GetProperty("seed").GetInt64());
        var prompt = Assert.Single(fake.Prompts);
        var sampler = prompt.Inputs("KSampler");
        Assert.Equal(
            (42, 7, 6.5, "dpmpp_2m", "karras", 1.0),
            (sampler["seed"]!.GetValue<long>(), sampler["steps"]!.GetValue<int>(), sampler["cfg"]!.GetValue<double>(), sampler["sampler_name"]!.GetValue<string>(), sampler["scheduler"]!.GetValue<string>(), sampler["denoise"]!.GetValue<double>()));
        Assert.Equal("first.safetensors", prompt.Inputs("CheckpointLoaderSimple")["ckpt_name"]!.GetValue<string>());
        Assert.Equal(["a lighthouse", "blurry"], TextsOf(prompt));
        Assert.DoesNotContain(fake.Traffic.Requests, static request => request.Header("Origin") is not null);
    }

    [Fact]
    public async Task An_http_backend_that_is_a_ComfyUI_is_found_out_by_reading()
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync($"name: sd, protocol: http, endpoints: [\"{fake.Endpoint}\"]");

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200);

        Assert.Single(fake.Prompts);
        var listed = (await gateway.Client.GetAsync("/v1/backends/sd", Token)).Expect(200);
        Assert.Equal("comfyui", (listed.TryGetProperty("backend", out var backend) ? backend : listed).GetProperty("dialect").GetString());
    }

    [Fact]
    public async Task Each_picture_is_a_prompt_of_its_own_and_its_seed_makes_it_again()
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        var items = DataOf((await gateway.Client.PostAsync(Generations, Asking().With("n", 3).With("seed", 41).With("response_format", "b64_json").With("size", "64x64"), Token)).Expect(200));

        Assert.Equal([41, 42, 43], items.Select(static item => item.GetProperty("seed").GetInt64()));
        Assert.Equal(3, items.Select(static item => item.GetProperty("b64_json").GetString()).Distinct().Count());
        Assert.Equal([41, 42, 43], fake.Prompts.Select(static prompt => prompt.Inputs("KSampler")["seed"]!.GetValue<long>()));
        Assert.Equal(3, fake.Prompts.Select(static prompt => prompt.ClientId).Distinct().Count());
        var again = DataOf((await gateway.Client.PostAsync(Generations, Asking().With("seed", 43).With("response_format", "b64_json").With("size", "64x64"), Token)).Expect(200));
        Assert.Equal(items[2].GetProperty("b64_json").GetString(), again[0].GetProperty("b64_json").GetString());
        var drawn = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, Asking().With("seed", -1).With("size", "64x64"), Token)).Expect(200)));
        Assert.Equal(fake.LastPrompt.Inputs("KSampler")["seed"]!.GetValue<long>(), drawn.GetProperty("seed").GetInt64());
    }

    [Fact]
    public async Task A_picture_that_was_made_before_comes_from_the_servers_cache()
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var body = Asking().With("seed", 5).With("response_format", "b64_json").With("size", "64x64");

        var first = DataOf((await gateway.Client.PostAsync(Generations, body.DeepClone().AsObject(), Token)).Expect(200));
        var second = DataOf((await gateway.Client.PostAsync(Generations, body, Token)).Expect(200));

        Assert.Equal(first[0].GetProperty("b64_json").GetString(), second[0].GetProperty("b64_json").GetString());
        Assert.Equal(2, fake.Prompts.Count);
    }

    [Theory]
    [InlineData("DPM++ 2M Karras", null, "dpmpp_2m", "karras")]
    [InlineData("DPM++ 2M", null, "dpmpp_2m", "karras")]
    [InlineData("DPM++ 2M", "Uniform", "dpmpp_2m", "normal")]
    [InlineData("Euler a", "Automatic", "euler_ancestral", "normal")]
    [InlineData("dpmpp_2m", null, "dpmpp_2m", "normal")]
    [InlineData("res_multistep", "linear_quadratic", "res_multistep", "linear_quadratic")]
    [InlineData(null, null, "euler", "normal")]
    public async Task Samplers_go_by_every_name_that_they_have(string? sampler, string? scheduler, string sent, string sentScheduler)
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var body = Asking().With("size", "64x64");
        if (sampler is not null)
            body["sampler"] = sampler;
        if (scheduler is not null)
            body["scheduler"] = scheduler;

        (await gateway.Client.PostAsync(Generations, body, Token)).Expect(200);

        var asked = fake.LastPrompt.Inputs("KSampler");
        Assert.Equal((sent, sentScheduler), (asked["sampler_name"]!.GetValue<string>(), asked["scheduler"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("sampler", "Restart", "res_multistep")]
    [InlineData("scheduler", "carras", "karras")]
    public async Task An_unknown_sampler_never_reaches_the_server(string field, string name, string nearest)
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        var error = (await gateway.Client.PostAsync(Generations, Asking().With(field, name), Token)).ExpectError(400, "invalid_value", field);

        Assert.Contains(nearest, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(fake.Prompts);
    }

    [Fact]
    public async Task A_checkpoint_goes_by_its_file_with_or_without_folder_and_ending_and_an_unknown_one_nowhere()
    {
        var fake = Comfy("first.safetensors", "SDXL/second.safetensors");
        var gateway = await StartPaintingAsync($"name: comfy, protocol: comfyui, endpoints: [\"{fake.Endpoint}\"], models: [second, third]", $"name: fixed, protocol: comfyui, endpoints: [\"{fake.Endpoint}\"], checkpoint: second.safetensors");

        (await gateway.Client.PostAsync(Generations, Asking().With("model", "second").With("size", "64x64"), Token)).Expect(200);
        (await gateway.Client.PostAsync(Generations, Asking().With("backend", "fixed").With("size", "64x64"), Token)).Expect(200);
        Assert.All(fake.Prompts, static prompt => Assert.Equal("SDXL/second.safetensors", prompt.Inputs("CheckpointLoaderSimple")["ckpt_name"]!.GetValue<string>()));
        (await gateway.Client.PostAsync(Generations, Asking().With("model", "third"), Token)).ExpectError(404, "model_not_found");
        Assert.Equal(2, fake.Prompts.Count);
    }

    [Fact]
    public async Task Checkpoints_that_the_server_lists_are_models_where_its_entry_names_none()
    {
        var fake = Comfy("first.safetensors", "SDXL/second.safetensors");
        var gateway = await StartPaintingAsync($"name: comfy, protocol: comfyui, endpoints: [\"{fake.Endpoint}\"]");
        await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200).GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()).ToArray(),
            static models => models.Contains("SDXL/second.safetensors"), TimeSpan.FromSeconds(20), "the checkpoints are listed", Token);

        (await gateway.Client.PostAsync(Generations, Asking().With("model", "SDXL/second.safetensors").With("size", "64x64"), Token)).Expect(200);
        Assert.Equal("SDXL/second.safetensors", fake.LastPrompt.Inputs("CheckpointLoaderSimple")["ckpt_name"]!.GetValue<string>());
        (await gateway.Client.PostAsync(Generations, Asking().With("model", "image/comfy").With("size", "64x64"), Token)).Expect(200);
        Assert.Equal("first.safetensors", fake.LastPrompt.Inputs("CheckpointLoaderSimple")["ckpt_name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Previews_come_spread_over_the_steps_before_the_picture()
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        await using var stream = await gateway.Client.StreamAsync(Generations, Asking().With("size", "64x64").With("num_inference_steps", 9).With("stream", true).With("partial_images", 2), Token);
        var events = await EventsOfAsync(stream);

        Assert.Equal(["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"], events.Select(static happened => happened.GetProperty("type").GetString()));
        Assert.Equal([0, 1], events.Take(2).Select(static happened => happened.GetProperty("partial_image_index").GetInt32()));
        Assert.Equal(fake.LastPrompt.Pictures[0], InlineOf(events[2]));
    }

    [Fact]
    public async Task Where_nobody_looks_at_previews_none_are_made()
    {
        var fake = Comfy();
        fake.PreviewMethod = "latent2rgb";
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64").With("partial_images", 2), Token)).Expect(200);

        Assert.Equal("none", fake.LastPrompt.ExtraData["preview_method"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_WebUI_client_sees_how_far_it_is()
    {
        var fake = Comfy();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var asked = gateway.Client.PostAsync("/sdapi/v1/txt2img", Asking().With("steps", 8).With("width", 64).With("height", 64), Token);
        fake.Steps.Advance(4);
        await fake.Steps.ReachedAsync(4, Token);

        var state = await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync("/sdapi/v1/progress", Token)).Expect(200).GetProperty("state"),
            static state => state.GetProperty("sampling_step").GetInt32() == 4, TimeSpan.FromSeconds(20), "four steps are told", Token);

        Assert.Equal(8, state.GetProperty("sampling_steps").GetInt32());
        fake.Steps.Release();
        Assert.Equal(1, (await asked).Expect(200).GetProperty("images").GetArrayLength());
    }

    [Theory]
    [InlineData(ComfyVersion.V080)]
    [InlineData(ComfyVersion.V0364)]
    public async Task A_client_that_leaves_takes_its_running_prompt_with_it(ComfyVersion version)
    {
        var fake = Comfy();
        fake.Version = version;
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var left = gateway.Client.PostAsync(Generations, Asking("leaves").With("size", "64x64"), leaving.Token);
        fake.Steps.Advance();
        await fake.Steps.ReachedAsync(1, Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Eventually.ReachesAsync(() => Task.FromResult(fake.Interrupts.Count), static count => count > 0, TimeSpan.FromSeconds(20), "the prompt is interrupted", Token);
        fake.Steps.Release();
        await fake.UntilAsync(static comfy => comfy.Prompts[0].IsOver, "the prompt is over", Token);

        Assert.Equal(ComfyPromptState.Interrupted, fake.Prompts[0].State);
        Assert.Equal([fake.Prompts[0].Id], fake.Interrupts);
        (await gateway.Client.PostAsync(Generations, Asking("stays").With("size", "64x64"), Token)).Expect(200);
    }

    [Fact]
    public async Task A_client_that_leaves_takes_its_waiting_prompt_with_it_and_nobody_elses()
    {
        var fake = Comfy();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var stays = gateway.Client.PostAsync(Generations, Asking("stays").With("size", "64x64"), Token);
        await fake.Steps.ReachedAsync(0, Token);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var left = gateway.Client.PostAsync(Generations, Asking("leaves").With("size", "64x64"), leaving.Token);
        await fake.UntilAsync(static comfy => comfy.Prompts.Count == 2, "both prompts are there", Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await fake.UntilAsync(static comfy => comfy.Prompts[1].IsOver, "the second prompt is gone", Token);
        fake.Steps.Release();

        (await stays).Expect(200);
        Assert.Equal([ComfyPromptState.Succeeded, ComfyPromptState.Deleted], fake.Prompts.Select(static prompt => prompt.State));
    }

    [Fact]
    public async Task More_than_two_requests_wait_at_the_gateway()
    {
        var fake = Comfy();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        var asked = Enumerable.Range(0, 5).Select(number => gateway.Client.PostAsync(Generations, Asking($"{number}").With("size", "64x64"), Token)).ToArray();
        await fake.UntilAsync(static comfy => comfy.Prompts.Count == 2, "two prompts are there", Token);
        await Eventually.ReachesAsync(async () => (await gateway.Client.MetricsAsync(Token)).Sum("gengateway_queue_waiting"), static waiting => waiting == 3, TimeSpan.FromSeconds(20), "three wait", Token);
        Assert.Equal(2, fake.Prompts.Count);
        fake.Steps.Release();

        foreach (var answer in await Task.WhenAll(asked))
            answer.Expect(200);
        Assert.Equal(5, fake.Prompts.Count);
    }

    [Fact]
    public async Task A_given_picture_is_changed_and_the_mask_says_where()
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var given = FakePng.Of(64, 96, 5);
        var mask = Convert.ToBase64String(FakePng.Of(64, 96, 6));

        var edited = await SendFormAsync(gateway, Edits, [("prompt", "a dog"), ("strength", "0.4"), ("n", "2"), ("response_format", "b64_json")], ("image", given));
        Assert.All(DataOf(edited.Expect(200)), static item => Assert.Equal((64, 96), SizeOf(InlineOf(item))));
        Assert.Equal(0.4, fake.LastPrompt.Inputs("KSampler")["denoise"]!.GetValue<double>(), 3);
        Assert.Equal(given, fake.Uploads[0].Bytes);
        Assert.Equal("temp", fake.Uploads[0].Type);

        var body = Asking("a dog").With("width", 64).With("height", 96).With("mask", mask);
        body["init_images"] = new System.Text.Json.Nodes.JsonArray(Convert.ToBase64String(given));
        (await gateway.Client.PostAsync("/sdapi/v1/img2img", body, Token)).Expect(200);
        var read = Assert.Single(fake.LastPrompt.Masks);
        Assert.Equal(("LoadImageMask", "red", "SetLatentNoiseMask"), (read.NodeClass, read.Channel, read.UsedBy));
        Assert.Equal((64, 96), SizeOf(read.Bytes));
    }

    private static IEnumerable<string> TextsOf(ComfyPrompt prompt) =>
        prompt.Graph.Where(static node => node.Value!["class_type"]!.GetValue<string>() == "CLIPTextEncode").Select(static node => node.Value!["inputs"]!["text"]!.GetValue<string>());
}
