using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.ComfyUi;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Images;

/// <summary>ComfyUI servers whose connections break, that forget, fail and lie, or that others use too.</summary>
public sealed class ComfyUiFaultTests : ImageTest
{
    [Fact]
    public async Task Without_a_WebSocket_the_history_has_the_picture()
    {
        var fake = Comfy();
        fake.Handshakes.Standing = Behavior.Replying(WireReply.Of(403, "", "text/plain"));
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200);

        Assert.Empty(fake.Sockets);
    }

    [Fact]
    public async Task A_WebSocket_that_breaks_in_the_middle_loses_nothing()
    {
        var fake = Comfy();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var asked = gateway.Client.PostAsync(Generations, Asking().With("size", "64x64").With("response_format", "b64_json"), Token);
        fake.Steps.Advance(2);
        await fake.Steps.ReachedAsync(2, Token);

        await fake.DropAsync();
        fake.Steps.Release();

        var made = InlineOf(DataOf((await asked).Expect(200))[0]);
        Assert.Equal(fake.LastPrompt.Pictures[0], made);
        Assert.Single(fake.Prompts);
    }

    [Fact]
    public async Task An_answer_to_the_prompt_that_is_none_is_a_failure_at_once()
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        foreach (var body in (string[])["null", "{\"error\":\"busy\"}", "{\"prompt_id\":5}", "<html>"])
        {
            fake.Behaviors.Next(Behavior.Replying(WireReply.Of(200, body, "application/json")));
            (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).ExpectError(502, "backend_error");
        }

        Assert.Empty(fake.Prompts);
        Assert.DoesNotContain(fake.Traffic.Requests, static request => request.Path.StartsWith("/history", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_history_that_comes_late_is_waited_for()
    {
        var fake = Comfy();
        fake.EmptyHistories = 2;
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200);
    }

    [Fact]
    public async Task Somebody_elses_prompt_without_a_client_disturbs_nobody()
    {
        var fake = Comfy();
        fake.PreviewMethod = "latent2rgb";
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        using var handler = new SocketsHttpHandler();
        using var stranger = new HttpClient(handler);
        var graph = """{"prompt":{"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"tiny-random-sd15.safetensors"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":64,"height":64,"batch_size":1}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"strange","clip":["4",1]}},"3":{"class_type":"KSampler","inputs":{"seed":1,"steps":4,"cfg":1,"sampler_name":"euler","scheduler":"normal","denoise":1,"model":["4",0],"positive":["6",0],"negative":["6",0],"latent_image":["5",0]}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},"9":{"class_type":"SaveImage","inputs":{"images":["8",0],"filename_prefix":"x"}}}}""";
        using var content = new StringContent(graph);
        (await stranger.PostAsync(new Uri(fake.Url, "/prompt"), content, Token)).EnsureSuccessStatusCode();
        await fake.Steps.ReachedAsync(0, Token);

        var opening = gateway.Client.StreamAsync(Generations, Asking().With("size", "64x64").With("num_inference_steps", 4).With("stream", true).With("partial_images", 1), Token);
        await fake.UntilAsync(static comfy => comfy.Prompts.Count == 2, "both prompts are there", Token);
        fake.Steps.Release();
        await using var stream = await opening;
        var events = await EventsOfAsync(stream);

        Assert.Equal(["image_generation.partial_image", "image_generation.completed"], events.Select(static happened => happened.GetProperty("type").GetString()));
        Assert.Equal(fake.LastPrompt.Pictures[0], InlineOf(events[1]));
        Assert.Equal(ComfyPromptState.Succeeded, fake.Prompts[0].State);
    }

    [Fact]
    public async Task A_prompt_that_somebody_stops_there_is_no_answer()
    {
        var fake = Comfy();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var asked = gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token);
        await fake.Steps.ReachedAsync(0, Token);
        using var handler = new SocketsHttpHandler();
        using var stranger = new HttpClient(handler);

        (await stranger.PostAsync(new Uri(fake.Url, "/interrupt"), null, Token)).EnsureSuccessStatusCode();
        fake.Steps.Release();

        Assert.Contains("stopped", (await asked).ExpectError(502, "backend_error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_little_memory_there_sends_it_elsewhere()
    {
        var (small, large) = (Comfy(), Comfy());
        small.Failure = ComfyFailure.OutOfMemory;
        var gateway = await StartPaintingAsync([ComfyEntry(small, "small"), ComfyEntry(large, "large")], UpstreamSettings.Patient);

        var answer = await gateway.Client.PostAsync(Generations, Asking().With("model", "tiny-random-sd15").With("size", "64x64"), Token);

        answer.Expect(200);
        Assert.Equal("large", answer.Header("x-gengateway-backend"));
    }

    [Fact]
    public async Task The_servers_own_words_stay_there()
    {
        var fake = Comfy();
        fake.Failure = ComfyFailure.WrongVae;
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        var message = (await gateway.Client.PostAsync(Generations, Asking("secret words").With("size", "64x64"), Token)).ExpectError(502, "backend_error").GetProperty("message").GetString()!;

        Assert.DoesNotContain("/", message.Replace("backend 'comfy'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size", "8x8")]
    [InlineData("guidance_scale", 200)]
    public async Task What_is_out_of_a_nodes_range_is_the_clients_own_and_harms_no_breaker(string field, object value)
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64").With(field, value is string text ? JsonSerializer.SerializeToNode(text)! : JsonSerializer.SerializeToNode((int)value)!), Token)).ExpectError(400, "backend_refused", field);

        Assert.Empty(fake.Prompts);
    }

    [Fact]
    public async Task What_the_server_gives_in_a_pictures_place_is_no_answer()
    {
        var fake = Comfy();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var picture = FakePng.Of(64, 64, 1);
        foreach (var reply in (WireReply[])[WireReply.Of(200, "<html>busy</html>", "text/html"), WireReply.Of(404, "", "text/plain"), WireReply.Of(200, picture[..(picture.Length / 2)], "image/png"), WireReply.Of(200, "", "image/png")])
        {
            fake.Views.Next(Behavior.Replying(reply));
            (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).ExpectError(502, "backend_error");
        }

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200);
    }

    [Fact]
    public async Task A_server_that_goes_down_in_the_middle_is_a_failure_soon()
    {
        var fake = Comfy();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync(ComfyEntry(fake));
        var asked = gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token);
        await fake.Steps.ReachedAsync(0, Token);

        await fake.RefuseAsync();
        fake.DropConnections();
        await fake.DropAsync();

        (await asked).ExpectError(502, "backend_error");
    }

    [Fact]
    public async Task A_picture_that_never_comes_ends_with_its_deadline_and_is_taken_back()
    {
        var fake = Comfy();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync([ComfyEntry(fake)], UpstreamSettings.Hasty);

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).ExpectError(504, "timeout");

        await fake.UntilAsync(static comfy => comfy.Prompts[0].State == ComfyPromptState.Interrupted, "the prompt is interrupted", Token);
        fake.Steps.Release();
    }
}
