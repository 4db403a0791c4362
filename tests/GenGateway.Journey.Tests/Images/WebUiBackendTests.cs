using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>OpenAI's image route in front of a Stable Diffusion WebUI.</summary>
public sealed class WebUiBackendTests : ImageTest
{
    [Fact]
    public async Task An_http_backend_that_is_a_webui_is_found_out_by_reading_and_its_link_serves_the_picture()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: http, endpoints: [\"{fake.Endpoint}\"]");

        var answer = (await gateway.Client.PostAsync(Generations, Asking().With("size", "512x384"), Token)).Expect(200);

        var item = Assert.Single(DataOf(answer));
        Assert.Equal((512, 384), SizeOf(await gateway.Client.PictureAsync(item.GetProperty("url").GetString(), Token)));
        Assert.Single(fake.Generations);
        Assert.DoesNotContain(fake.Traffic.Requests, static request => request.Method == "POST" && request.Path != "/sdapi/v1/txt2img");
        var listed = (await gateway.Client.GetAsync("/v1/backends/sd", Token)).Expect(200);
        Assert.Equal("a1111", (listed.TryGetProperty("backend", out var backend) ? backend : listed).GetProperty("dialect").GetString());
    }

    [Fact]
    public async Task Pictures_come_in_order_each_with_its_seed()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], max_n: 2");

        var answer = await gateway.Client.PostAsync(Generations, Asking().With("n", 3).With("seed", 41).With("response_format", "b64_json").With("size", "64x64"), Token);

        var items = DataOf(answer.Expect(200));
        Assert.Equal([41, 42, 43], items.Select(static item => item.GetProperty("seed").GetInt64()));
        Assert.Equal(3, items.Select(static item => item.GetProperty("b64_json").GetString()).Distinct().Count());
        Assert.Equal([[41, 42], [43]], fake.Runs.Select(static run => run.Seeds));
        var again = DataOf((await gateway.Client.PostAsync(Generations, Asking().With("seed", 43).With("response_format", "b64_json").With("size", "64x64"), Token)).Expect(200));
        Assert.Equal(items[2].GetProperty("b64_json").GetString(), again[0].GetProperty("b64_json").GetString());
    }

    [Fact]
    public async Task A_seed_that_is_not_named_is_drawn_and_told()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");

        var item = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, Asking().With("seed", -1).With("size", "64x64"), Token)).Expect(200)));

        Assert.Equal(Assert.Single(Assert.Single(fake.Runs).Seeds), item.GetProperty("seed").GetInt64());
    }

    [Theory]
    [InlineData("DPM++ 2M Karras", null, "DPM++ 2M", "Karras")]
    [InlineData("DPM++ 2M Karras", "exponential", "DPM++ 2M", "Exponential")]
    [InlineData("dpmpp_2m", "karras", "DPM++ 2M", "Karras")]
    [InlineData("euler_ancestral", null, "Euler a", null)]
    [InlineData("euler a", "SGM Uniform", "Euler a", "SGM Uniform")]
    public async Task Samplers_go_by_every_name_that_they_have(string sampler, string? scheduler, string sent, string? sentScheduler)
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        var body = Asking().With("sampler", sampler).With("size", "64x64");
        if (scheduler is not null)
            body["scheduler"] = scheduler;

        (await gateway.Client.PostAsync(Generations, body, Token)).Expect(200);

        var asked = fake.LastGeneration.Json;
        Assert.Equal((sent, sentScheduler), (asked["sampler_name"]!.GetValue<string>(), asked["scheduler"]?.GetValue<string>()));
    }

    [Theory]
    [InlineData("sampler", "DPM++ 9M", "DPM++ 2M")]
    [InlineData("scheduler", "carras", "Karras")]
    public async Task An_unknown_sampler_is_refused_before_the_server_would_take_another_in_silence(string field, string name, string nearest)
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");

        var error = (await gateway.Client.PostAsync(Generations, Asking().With(field, name), Token)).ExpectError(400, "invalid_value", field);

        Assert.Contains(nearest, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task A_checkpoint_is_asked_for_by_its_title_and_an_unknown_one_never()
    {
        var fake = A1111("one", "two");
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], models: [two, three]");

        (await gateway.Client.PostAsync(Generations, Asking().With("model", "two").With("size", "64x64"), Token)).Expect(200);
        Assert.Equal("two", Assert.Single(fake.Runs).Model.Split('.')[0]);
        (await gateway.Client.PostAsync(Generations, Asking().With("model", "three"), Token)).ExpectError(404, "model_not_found");
        Assert.Single(fake.Generations);
    }

    [Theory]
    [InlineData("protocol: a1111")]
    [InlineData("protocol: http")]
    public async Task Checkpoints_that_nobody_listed_are_found_and_asked_for_by_name(string protocol)
    {
        var fake = A1111("one", "two");
        var gateway = await StartPaintingAsync($"name: sd, {protocol}, endpoints: [\"{fake.Endpoint}\"]");
        var listed = await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200).GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()).ToArray(),
            static models => models.Length == 3,
            TimeSpan.FromSeconds(20),
            "the checkpoints are listed",
            Token);
        Assert.Equal(["image/sd", "one", "two"], listed.Order());

        foreach (var model in (string[])["two", "sd/two", fake.Models[1].Title])
        {
            (await gateway.Client.PostAsync(Generations, Asking().With("model", model).With("size", "64x64"), Token)).Expect(200);
            Assert.StartsWith("two", fake.Runs[^1].Model, StringComparison.Ordinal);
        }

        foreach (var model in (string?[])["image/sd", null])
        {
            var body = Asking().With("size", "64x64");
            if (model is not null)
                body["model"] = model;
            (await gateway.Client.PostAsync(Generations, body, Token)).Expect(200);
            Assert.False(fake.LastGeneration.Json.ContainsKey("override_settings"));
        }

        (await gateway.Client.PostAsync(Generations, Asking().With("model", "three"), Token)).ExpectError(404, "model_not_found");
    }

    [Fact]
    public async Task Numbers_arrive_in_the_digits_in_which_they_were_written()
    {
        var fake = A1111();
        var painter = Painter();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]", $"name: other, protocol: openai, endpoints: [\"{painter.Endpoint}\"], models: [flux]");
        var given = FakePng.Of(64, 64, 5);

        (await SendFormAsync(gateway, Edits, [("prompt", "a dog"), ("strength", "0.35"), ("guidance_scale", "7.3"), ("backend", "sd")], ("image", given))).Expect(200);
        (await gateway.Client.PostAsync("/sdapi/v1/txt2img", Asking().With("cfg_scale", 6.1234567).With("width", 64).With("height", 64), Token)).Expect(200);
        await gateway.Client.PostAsync(Generations, Asking().With("model", "flux").With("guidance_scale", 7.3), Token);

        Assert.Contains("\"cfg_scale\":7.3,", fake.Generations[0].Text, StringComparison.Ordinal);
        Assert.Contains("\"denoising_strength\":0.35", fake.Generations[0].Text, StringComparison.Ordinal);
        Assert.Contains("\"cfg_scale\":6.1234567,", fake.Generations[1].Text, StringComparison.Ordinal);
        Assert.Contains("\"guidance_scale\":7.3", Assert.Single(painter.Traffic.Requests, static request => request.Method == "POST").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_is_called_like_its_backend_is_asked_for_all_the_same()
    {
        var fake = A1111("one", "two");
        var gateway = await StartPaintingAsync($"name: two, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], models: [two]");

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200);

        Assert.Equal("two", Assert.Single(fake.Runs).Model.Split('.')[0]);
    }

    [Fact]
    public async Task A_client_that_leaves_interrupts_its_own_picture_and_the_next_one_is_whole()
    {
        var fake = A1111();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var left = gateway.Client.PostAsync(Generations, Asking().With("size", "64x64").With("num_inference_steps", 9), leaving.Token);
        fake.Steps.Advance();
        await fake.Steps.ReachedAsync(1, Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await EndedAsync(fake, interrupted: true);
        fake.Steps.Release();

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64").With("num_inference_steps", 9), Token)).Expect(200);
        Assert.Equal((false, 9), (fake.Runs[1].Interrupted, fake.Runs[1].StepsDone));
    }

    [Fact]
    public async Task Unfinished_pictures_are_streamed_while_the_server_works()
    {
        var fake = A1111();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        await using var stream = await BeginAsync(gateway, fake, steps: 25, reached: 12);

        var first = JsonDocument.Parse((await stream.NextAsync(Token))!).RootElement;
        Assert.Equal(("image_generation.partial_image", 0), (first.GetProperty("type").GetString(), first.GetProperty("partial_image_index").GetInt32()));
        Assert.Equal((8, 8), SizeOf(InlineOf(first)));
        Assert.Empty(fake.Runs);

        // Shown once, however often the server tells it.
        fake.Steps.Advance(10);
        var second = JsonDocument.Parse((await stream.NextAsync(Token))!).RootElement;
        Assert.Equal(1, second.GetProperty("partial_image_index").GetInt32());
        Assert.NotEqual(InlineOf(first), InlineOf(second));

        fake.Steps.Release();
        var last = JsonDocument.Parse((await stream.NextAsync(Token))!).RootElement;
        Assert.Equal(("image_generation.completed", (64, 64)), (last.GetProperty("type").GetString(), SizeOf(InlineOf(last))));
        Assert.Null(await stream.NextAsync(Token));
    }

    [Fact]
    public async Task A_client_that_leaves_between_two_unfinished_pictures_interrupts_the_rest()
    {
        var fake = A1111();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        await using (var stream = await BeginAsync(gateway, fake, steps: 25, reached: 12))
            Assert.NotNull(await stream.NextAsync(Token));

        await EndedAsync(fake, interrupted: true);
    }

    [Fact]
    public async Task Where_others_use_the_server_too_nobody_is_told_how_far_it_is()
    {
        var fake = A1111();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], shared: true");
        var streaming = gateway.Client.StreamAsync(Generations, Asking().With("size", "64x64").With("stream", true).With("partial_images", 2), Token);
        await fake.Steps.ReachedAsync(0, Token);
        fake.Steps.Release();

        await using var stream = await streaming;
        Assert.Contains("image_generation.completed", await stream.NextAsync(Token), StringComparison.Ordinal);
        Assert.Equal("partial_images", stream.Header("x-gengateway-dropped"));
        Assert.Empty(fake.Traffic.To("/sdapi/v1/progress"));
    }

    [Fact]
    public async Task Where_others_use_the_server_too_nothing_is_interrupted()
    {
        var fake = A1111();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], shared: true");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var left = gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), leaving.Token);
        fake.Steps.Advance();
        await fake.Steps.ReachedAsync(1, Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        fake.Steps.Release();

        await EndedAsync(fake, interrupted: false);
    }

    [Fact]
    public async Task Entries_that_lead_to_one_server_take_turns_there_and_interrupt_nobody_elses()
    {
        var fake = A1111();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync($"name: one, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]", $"name: two, protocol: http, dialect: a1111, endpoints: [\"{fake.Endpoint}/\"]");
        var stays = gateway.Client.PostAsync(Generations, Asking("stays").With("backend", "one").With("size", "64x64"), Token);
        await fake.Steps.ReachedAsync(0, Token);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var left = gateway.Client.PostAsync(Generations, Asking("leaves").With("backend", "two").With("size", "64x64"), leaving.Token);
        await Eventually.ReachesAsync(async () => (await gateway.Client.MetricsAsync(Token)).Sum("gengateway_queue_running"), static running => running == 2, TimeSpan.FromSeconds(20), "both have a turn of their own entry", Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Eventually.ReachesAsync(async () => (await gateway.Client.MetricsAsync(Token)).Sum("gengateway_queue_running"), static running => running == 1, TimeSpan.FromSeconds(20), "the second one is gone", Token);
        fake.Steps.Release();

        (await stays).Expect(200);
        Assert.False(Assert.Single(fake.Runs).Interrupted);
        Assert.Single(fake.Generations);
    }

    [Fact]
    public async Task What_a_client_sets_beside_the_checkpoint_is_for_its_own_picture_alone()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(WebUiEntry("sd", fake));
        var body = Asking().With("width", 64).With("height", 64).With("override_settings_restore_afterwards", false);
        body["override_settings"] = new System.Text.Json.Nodes.JsonObject { ["CLIP_stop_at_last_layers"] = 2 };

        Assert.Equal(200, (await gateway.Client.PostAsync("/sdapi/v1/txt2img", body, Token)).Status);

        Assert.True(fake.LastGeneration.Json["override_settings_restore_afterwards"]!.GetValue<bool>());
        Assert.Equal(2, fake.LastGeneration.Json["override_settings"]!["CLIP_stop_at_last_layers"]!.GetValue<int>());
    }

    [Fact]
    public async Task Seeds_that_are_none_are_unknown()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        var picture = Convert.ToBase64String(FakePng.Of(64, 64, 1));
        foreach (var seeds in (string[])["[\\\"x\\\"]", "[null]", "5", "[1.5]"])
        {
            fake.Behaviors.Next(Behavior.Replying(TestKit.Wire.WireReply.Of(200, $$"""{"images":["{{picture}}"],"info":"{\"all_seeds\":{{seeds}}}"}""", "application/json")));
            var item = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, Asking(), Token)).Expect(200)));
            Assert.False(item.TryGetProperty("seed", out _));
        }
    }

    [Fact]
    public async Task A_client_that_reads_nothing_holds_up_nobody_elses_picture()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        fake.Behaviors.Next(Behavior.Replying(TestKit.Wire.WireReply.Of(200, $$"""{"images":["{{Convert.ToBase64String(FakePng.Padded(24 << 20))}}"],"info":"{}"}""", "application/json")));
        const string body = """{"prompt":"large","stream":true}""";
        using var idle = await RawConnection.OpenAsync(gateway.Url, Token);
        await idle.SendAsync($"POST {Generations} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}", Token);
        await Eventually.ReachesAsync(() => Task.FromResult(fake.Traffic.Requests.Count(static request => request.Method == "POST")), static asked => asked == 1, TimeSpan.FromSeconds(20), "the large picture is asked for", Token);

        (await gateway.Client.PostAsync(Generations, Asking("small").With("size", "64x64"), Token)).Expect(200);
    }

    [Fact]
    public async Task What_the_server_cannot_do_is_a_failure_and_another_is_asked()
    {
        var (small, large) = (A1111(), A1111());
        small.MostPixels = 100 * 100;
        var gateway = await StartPaintingAsync(
            [$"name: small, protocol: a1111, endpoints: [\"{small.Endpoint}\"], models: [tiny-random-sd15]", $"name: large, protocol: a1111, endpoints: [\"{large.Endpoint}\"], models: [tiny-random-sd15]"],
            UpstreamSettings.Patient);

        var answer = await gateway.Client.PostAsync(Generations, Asking().With("model", "tiny-random-sd15").With("size", "256x256"), Token);

        answer.Expect(200);
        Assert.Equal("large", answer.Header("x-gengateway-backend"));
        Assert.Single(large.Runs);
    }

    [Fact]
    public async Task A_given_picture_is_changed_by_img2img()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        var given = FakePng.Of(64, 64, 5);

        var answer = await SendFormAsync(gateway, Edits, [("prompt", "a dog"), ("strength", "0.4"), ("size", "64x64"), ("n", "2"), ("response_format", "b64_json")], ("image", given));

        Assert.Equal(2, DataOf(answer.Expect(200)).Count);
        var asked = fake.LastGeneration;
        Assert.Equal("/sdapi/v1/img2img", asked.Path);
        Assert.Equal(given, Convert.FromBase64String(asked.Json["init_images"]![0]!.GetValue<string>()));
        Assert.Equal(0.4, asked.Json["denoising_strength"]!.GetValue<double>(), 3);
        (await SendFormAsync(gateway, Edits, [("prompt", "a dog")], ("image", given), ("mask", given))).ExpectError(400, "invalid_value", "mask");
    }

    [Fact]
    public async Task Answers_that_are_no_pictures_are_failures()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        foreach (var body in (string[])["""{"images":["bm8gcGljdHVyZQ=="],"info":"{}"}""", """{"images":[],"info":"{}"}""", "<html>busy</html>", """{"images":["iVBORw0KGgo""", "[]"])
        {
            fake.Behaviors.Next(Behavior.Replying(TestKit.Wire.WireReply.Of(200, body, "application/json")));
            (await gateway.Client.PostAsync(Generations, Asking(), Token)).ExpectError(502, "backend_error");
        }
    }

    /// <summary>A stream of one picture, up to a step.</summary>
    private async Task<EventStream> BeginAsync(GatewayProcess gateway, FakeA1111 fake, int steps, int reached)
    {
        var streaming = gateway.Client.StreamAsync(Generations, Asking().With("size", "64x64").With("num_inference_steps", steps).With("stream", true).With("partial_images", 3), Token);
        fake.Steps.Advance(reached);
        await fake.Steps.ReachedAsync(reached, Token);
        return await streaming;
    }

    private async Task EndedAsync(FakeA1111 fake, bool interrupted)
    {
        var runs = await Eventually.ReachesAsync(() => Task.FromResult(fake.Runs), static runs => runs.Count == 1, TimeSpan.FromSeconds(20), "the server is done with the picture", Token);
        Assert.Equal(interrupted, runs[0].Interrupted);
    }
}
