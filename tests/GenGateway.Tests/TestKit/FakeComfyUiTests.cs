using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.ComfyUi;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Tests.TestKit;

/// <summary>The fake of ComfyUI makes the pictures of its graphs, one prompt at a time, tells those who listen, and misbehaves as it is told.</summary>
public sealed class FakeComfyUiTests : IAsyncDisposable
{
    private readonly FakeComfyUi fake = new();
    private readonly FakeClient client;

    public FakeComfyUiTests() => client = new FakeClient(fake.Url);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await fake.DisposeAsync();
    }

    [Fact]
    public async Task Every_picture_of_a_batch_is_its_own_and_says_how_it_was_made()
    {
        var prompt = await RunAsync(ComfyGraphs.Text(size: 70, batch: 3), """{"extra_pnginfo":{"workflow":{"nodes":["猫"]}}}""");
        var pictures = prompt.Pictures.Select(ReadPng.Of).ToArray();
        Assert.Equal([(64, 64), (64, 64), (64, 64)], pictures.Select(picture => (picture.Width, picture.Height)));
        Assert.Equal(3, pictures.Select(picture => Convert.ToHexString(picture.Pixels)).Distinct().Count());
        Assert.True(JsonNode.DeepEquals(prompt.Graph, JsonNode.Parse(pictures[0].Texts["prompt"])));
        Assert.Equal("""{"nodes": ["\u732b"]}""", pictures[0].Texts["workflow"]);
        Assert.Equal(pictures[0].Pixels, ReadPng.Of((await RunAsync(ComfyGraphs.Text())).Pictures[0]).Pixels);
        Assert.NotEqual(pictures[0].Pixels, ReadPng.Of((await RunAsync(ComfyGraphs.Text(seed: 6))).Pictures[0]).Pixels);
        Assert.NotEqual(pictures[0].Pixels, ReadPng.Of((await RunAsync(ComfyGraphs.Text(text: "a dog"))).Pictures[0]).Pixels);
        var images = (await HistoryAsync(prompt.Id))!["outputs"]!["9"]!["images"]!.AsArray();
        Assert.Equal(["ComfyUI_00001_.png", "ComfyUI_00002_.png", "ComfyUI_00003_.png"], images.Select(image => image!["filename"]!.GetValue<string>()));
        Assert.Equal(prompt.Pictures[1], await client.BytesAsync(new Uri(fake.Url, "/view?filename=ComfyUI_00002_.png&subfolder=&type=output"), Token));
    }

    [Fact]
    public async Task An_edit_has_the_size_of_its_picture_and_its_mask_is_there_to_look_at()
    {
        var (picture, mask) = (FakePng.Of(80, 48, 1), FakePng.Of(80, 48, 2));
        await UploadAsync("in.png", picture);
        await UploadAsync("mask.png", mask);
        var plain = await RunAsync(ComfyGraphs.Image("in.png"));
        Assert.Equal((80, 48), FakePictureKind.PngSize(plain.Pictures[0]));
        Assert.Empty(plain.Masks);
        var noise = ComfyGraphs.Image("in.png");
        noise["30"] = ComfyGraphs.Node("LoadImageMask", """{"image":"mask.png","channel":"red"}""");
        noise["31"] = ComfyGraphs.Node("SetLatentNoiseMask", """{"samples":["5",0],"mask":["30",0]}""");
        noise["3"]!["inputs"]!["latent_image"] = new JsonArray("31", 0);
        Assert.Equal(new ComfyMask("LoadImageMask", "mask.png", "red", mask, "SetLatentNoiseMask"), Assert.Single((await RunAsync(noise)).Masks) with { Bytes = mask });
        Assert.Equal(mask, fake.LastPrompt.Masks[0].Bytes);
        var inpaint = ComfyGraphs.Image("in.png");
        inpaint["5"] = ComfyGraphs.Node("VAEEncodeForInpaint", """{"pixels":["20",0],"vae":["4",2],"mask":["20",1],"grow_mask_by":6}""");
        var used = Assert.Single((await RunAsync(inpaint)).Masks);
        Assert.Equal(("LoadImage", "alpha", "VAEEncodeForInpaint", 6), (used.NodeClass, used.Channel, used.UsedBy, used.Grow));
        Assert.Equal(picture, used.Bytes);
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("webp")]
    public async Task A_picture_of_another_format_has_its_size_too(string format)
    {
        await UploadAsync($"in.{format}", format == "jpg" ? FakeJpeg.Of(96, 40, 1) : FakeWebp.Of(96, 40, 1));
        Assert.Equal((96, 40), FakePictureKind.PngSize((await RunAsync(ComfyGraphs.Image($"in.{format}"))).Pictures[0]));
        await UploadAsync("no.png", [1, 2, 3]);
        Assert.Equal(ComfyPromptState.Failed, (await RunAsync(ComfyGraphs.Image("no.png"))).State);
    }

    [Fact]
    public async Task A_latent_is_repeated_and_a_picture_scaled()
    {
        await UploadAsync("in.png", FakePng.Of(64, 32, 1));
        var graph = ComfyGraphs.Image("in.png");
        graph["5"]!["inputs"]!["pixels"] = new JsonArray("21", 0);
        graph["21"] = ComfyGraphs.Node("ImageScale", """{"image":["20",0],"upscale_method":"lanczos","width":128,"height":0,"crop":"center"}""");
        graph["22"] = ComfyGraphs.Node("RepeatLatentBatch", """{"samples":["5",0],"amount":2}""");
        graph["3"]!["inputs"]!["latent_image"] = new JsonArray("22", 0);
        var prompt = await RunAsync(graph);
        Assert.Equal([(128, 64), (128, 64)], prompt.Pictures.Select(picture => FakePictureKind.PngSize(picture)));
        Assert.NotEqual(ReadPng.Of(prompt.Pictures[0]).Pixels, ReadPng.Of(prompt.Pictures[1]).Pixels);
    }

    [Fact]
    public async Task An_upload_keeps_its_name_unless_other_bytes_have_it()
    {
        var (one, other) = (FakePng.Of(8, 8, 1), FakePng.Of(8, 8, 2));
        Assert.Equal("in.png", await UploadAsync("in.png", one));
        Assert.Equal("in.png", await UploadAsync("in.png", one));
        Assert.Equal("in (1).png", await UploadAsync("in.png", other));
        Assert.Equal("in.png", await UploadAsync("in.png", other, ("overwrite", "true")));
        Assert.Equal("in.png", await UploadAsync("in.png", one, ("subfolder", "gateway"), ("type", "temp")));
        Assert.Equal(other, await client.BytesAsync(new Uri(fake.Url, "/api/view?filename=in.png&type=input"), Token));
        Assert.Equal(one, await client.BytesAsync(new Uri(fake.Url, "/view?filename=in.png&type=temp&subfolder=gateway"), Token));
        Assert.Equal(("gateway", "temp", "in.png"), (fake.Uploads[^1].Subfolder, fake.Uploads[^1].Type, fake.Uploads[^1].AskedName));
        using var form = Form("mask.png", other, ("original_ref", """{"filename":"in.png","type":"input"}"""));
        Assert.Equal(200, (await client.PostAsync("/upload/mask", form, Token)).Status);
        Assert.Equal("""{"filename":"in.png","type":"input"}""", fake.Uploads[^1].OriginalRef);
        using var outside = Form("../in.png", other);
        Assert.Equal(400, (await client.PostAsync("/upload/image", outside, Token)).Status);
        Assert.Contains("in (1).png", (await client.GetAsync("/object_info/LoadImage", Token)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("filename=../x.png", 400)]
    [InlineData("filename=/etc/passwd", 400)]
    [InlineData("filename=x.png&type=nosuch", 400)]
    [InlineData("filename=x.png&subfolder=../..", 403)]
    [InlineData("filename=x.png&subfolder=a/../b", 404)]
    public async Task A_view_stays_in_its_folders(string query, int status) => Assert.Equal(status, (await client.GetAsync($"/view?{query}", Token)).Status);

    [Theory]
    [InlineData("webp;90", "image/webp")]
    [InlineData("jpeg", "image/jpeg")]
    public async Task A_preview_of_a_file_has_another_format_and_no_tag(string preview, string type)
    {
        await RunAsync(ComfyGraphs.Text());
        var answer = await client.GetAsync($"/view?filename=ComfyUI_00001_.png&preview={preview}", Token);
        Assert.Equal((type, false), (answer.Headers["Content-Type"], answer.Headers.ContainsKey("ETag")));
        Assert.True((await client.GetAsync("/view?filename=ComfyUI_00001_.png", Token)).Headers.ContainsKey("ETag"));
    }

    [Fact]
    public async Task What_fails_is_told_with_the_servers_insides()
    {
        fake.Failure = ComfyFailure.OutOfMemory with { AfterSteps = 1 };
        await using var listener = await ComfyListener.OpenAsync(fake, "/ws?clientId=a", Token);
        var prompt = await RunAsync(ComfyGraphs.Text(), clientId: "a");
        var error = JsonNode.Parse(await FindAsync(listener, "execution_error"))!["data"]!;
        Assert.Equal(("3", "KSampler", "torch.OutOfMemoryError"), ((string)error["node_id"]!, (string)error["node_type"]!, (string)error["exception_type"]!));
        Assert.Equal(
            ["prompt_id", "node_id", "node_type", "executed", "exception_message", "exception_type", "traceback", "current_inputs", "current_outputs", "timestamp"],
            error.AsObject().Select(member => member.Key));
        Assert.StartsWith("""{"type": "status",""", await listener.NextAsync(Token), StringComparison.Ordinal);
        Assert.StartsWith("""{"type": "executing", "data": {"node": null, """, await listener.NextAsync(Token), StringComparison.Ordinal);
        Assert.Contains("you ran out of memory on your GPU", (string)error["exception_message"]!, StringComparison.Ordinal);
        Assert.Contains("/srv/data/", error["traceback"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("tensor(", error["current_inputs"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((ComfyPromptState.Failed, 1), (prompt.State, prompt.StepsDone));
        var entry = await HistoryAsync(prompt.Id);
        Assert.Equal(("error", "execution_error"), ((string)entry!["status"]!["status_str"]!, (string)entry["status"]!["messages"]![2]![0]!));
        Assert.Equal("failed", (await client.GetAsync($"/api/jobs/{prompt.Id}", Token)).Json.GetProperty("status").GetString());
        fake.Failure = null;
        fake.MostPixels = 64 * 64;
        Assert.Equal(ComfyPromptState.Succeeded, (await RunAsync(ComfyGraphs.Text())).State);
        Assert.Equal(ComfyPromptState.Failed, (await RunAsync(ComfyGraphs.Text(batch: 2))).State);
    }

    [Fact]
    public async Task What_waits_runs_in_the_order_of_its_numbers_and_can_be_taken_out()
    {
        fake.Steps.Hold();
        foreach (var (id, more) in ((string, string)[])[("first", ""), ("second", ""), ("third", ""), ("urgent", ""","front":true"""), ("last", ""","number":99""")])
        {
            Assert.Equal(200, (await client.PostAsync("/prompt", $$"""{"prompt":{{ComfyGraphs.Text(seed: id.Length).ToJsonString()}},"prompt_id":"{{id}}"{{more}}}""", Token)).Status);
            // The first one runs before another could overtake it.
            await fake.Steps.ReachedAsync(0, Token);
        }

        var pending = (await client.GetAsync("/queue", Token)).Json.GetProperty("queue_pending").EnumerateArray().Select(item => item[1].GetString());
        Assert.Equal(["urgent", "second", "third", "last"], pending);
        Assert.Equal("99.0", (await client.GetAsync("/queue", Token)).Json.GetProperty("queue_pending")[3][0].GetRawText());
        await client.PostAsync("/api/queue", """{"delete":["third","first","nosuch"]}""", Token);
        await client.PostAsync("/interrupt", """{"prompt_id":"second"}""", Token);
        Assert.Equal(["third", "first", "nosuch"], fake.Deleted);
        Assert.Equal(["second"], fake.Interrupts);
        Assert.Equal([ComfyPromptState.Running, ComfyPromptState.Pending, ComfyPromptState.Deleted], fake.Prompts.Take(3).Select(prompt => prompt.State));
        fake.Steps.Release();
        await fake.UntilAsync(seen => seen.Prompts.All(prompt => prompt.IsOver), "all have run", Token);
        Assert.Equal(["first", "urgent", "second", "last"], (await client.GetAsync("/history", Token)).Json.EnumerateObject().Select(entry => entry.Name));
        Assert.Equal(["second", "last"], (await client.GetAsync("/history?max_items=2", Token)).Json.EnumerateObject().Select(entry => entry.Name));
        await client.PostAsync("/history", """{"clear":true}""", Token);
        Assert.Equal("{}", (await client.GetAsync("/history", Token)).Text);
    }

    [Fact]
    public async Task A_run_may_be_over_before_its_answer_comes()
    {
        var hold = Behavior.Holding(HoldPlace.BeforeHead);
        fake.Behaviors.Next(hold);
        var asking = PostAsync(ComfyGraphs.Text());
        await fake.UntilAsync(seen => seen.Prompts is [{ IsOver: true }], "the run is over", Token);
        Assert.False(asking.IsCompleted);
        hold.Hold!.Point.Release();
        Assert.Equal(200, (await asking).Status);
    }

    [Fact]
    public async Task History_comes_behind_success_and_later_still_where_it_is_told_to()
    {
        fake.BeforeHistory = new SyncPoint();
        fake.EmptyHistories = 2;
        await using var listener = await ComfyListener.OpenAsync(fake, "/ws?clientId=a", Token);
        await PostAsync(ComfyGraphs.Text(), clientId: "a");
        await FindAsync(listener, "execution_success");
        Assert.Null(await HistoryAsync(fake.LastPrompt.Id));
        Assert.Equal(1, (await client.GetAsync("/prompt", Token)).Json.GetProperty("exec_info").GetProperty("queue_remaining").GetInt32());
        fake.BeforeHistory.Release();
        await FindAsync(listener, "\"node\": null");
        Assert.Null(await HistoryAsync(fake.LastPrompt.Id));
        Assert.Null(await HistoryAsync(fake.LastPrompt.Id));
        Assert.NotNull(await HistoryAsync(fake.LastPrompt.Id));
    }

    [Fact]
    public async Task Sockets_can_be_refused_held_and_dropped()
    {
        fake.Handshakes.Next(Behavior.Replying(ComfyReplies.Bare(403)));
        Assert.Contains("403", (await Assert.ThrowsAsync<WebSocketException>(() => ComfyListener.OpenAsync(fake, "/ws", Token))).Message, StringComparison.Ordinal);
        await using var listener = await ComfyListener.OpenAsync(fake, "/ws?clientId=a", Token);
        await FindAsync(listener, "sid");
        fake.Steps.Hold();
        fake.HoldEvents();
        await PostAsync(ComfyGraphs.Text(), clientId: "a");
        await fake.Steps.ReachedAsync(0, Token);
        Assert.False(listener.HasMore);
        fake.ReleaseEvents();
        await FindAsync(listener, "\"executing\", \"data\": {\"node\": \"3\"");
        await fake.DropAsync("a");
        Assert.Empty(fake.Sockets);
        await listener.EndAsync(Token);
        Assert.Null(listener.Closed);
        fake.Steps.Release();
        await fake.UntilAsync(seen => seen.LastPrompt.State == ComfyPromptState.Succeeded, "the run goes on", Token);
    }

    [Fact]
    public async Task Frames_are_compressed_for_who_offers_it()
    {
        using var socket = new ClientWebSocket();
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{fake.Url.Port}/ws?clientId=z"), Token);
        var buffer = new byte[1024];
        var read = await socket.ReceiveAsync(buffer.AsMemory(), Token);
        Assert.Equal("""{"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 0}}, "sid": "z"}}""", System.Text.Encoding.UTF8.GetString(buffer, 0, read.Count));
    }

    [Fact]
    public async Task An_interrupt_may_be_ignored_and_one_in_idleness_stops_nothing_later()
    {
        await client.PostAsync("/interrupt", "", Token);
        Assert.Equal(ComfyPromptState.Succeeded, (await RunAsync(ComfyGraphs.Text())).State);
        fake.IgnoresInterrupts = true;
        fake.Steps.Hold();
        await PostAsync(ComfyGraphs.Text(seed: 8));
        await fake.Steps.ReachedAsync(0, Token);
        await client.PostAsync("/interrupt", "", Token);
        fake.Steps.Advance();
        await fake.Steps.ReachedAsync(1, Token);
        fake.Steps.Release();
        await fake.UntilAsync(seen => seen.LastPrompt.IsOver, "the run is over", Token);
        Assert.Equal((ComfyPromptState.Succeeded, 2), (fake.LastPrompt.State, fake.LastPrompt.StepsDone));
        Assert.Equal([null, null], fake.Interrupts);
    }

    [Fact]
    public async Task A_graph_is_cached_until_memory_is_freed()
    {
        await RunAsync(ComfyGraphs.Text());
        Assert.Empty((await RunAsync(ComfyGraphs.Text())).Pictures);
        Assert.Equal("ComfyUI_00001_.png", (string)(await HistoryAsync(fake.LastPrompt.Id))!["outputs"]!["9"]!["images"]![0]!["filename"]!);
        await client.PostAsync("/free", """{"unload_models":true,"free_memory":true}""", Token);
        Assert.Single((await RunAsync(ComfyGraphs.Text())).Pictures);
    }

    [Fact]
    public async Task It_answers_as_badly_as_it_is_told()
    {
        await RunAsync(ComfyGraphs.Text());
        var view = new Uri(fake.Url, "/view?filename=ComfyUI_00001_.png");
        fake.Views.Next(Behavior.Replying(Replies.Html), new Behavior { BodyCut = BodyCut.HalfOfLength }, new Behavior { Drops = true });
        Assert.StartsWith("<!DOCTYPE", System.Text.Encoding.UTF8.GetString(await client.BytesAsync(view, Token)), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.BytesAsync(view, Token));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.BytesAsync(view, Token));
        fake.Behaviors.Next(Behavior.Replying(ComfyReplies.Bare(503)));
        Assert.Equal(503, (await PostAsync(ComfyGraphs.Text())).Status);
        Assert.Single(fake.Prompts);
        fake.Checkpoints = ["other.safetensors"];
        Assert.Equal(400, (await PostAsync(ComfyGraphs.Text())).Status);
    }

    [Theory]
    [InlineData("http://localhost", 403)]
    [InlineData("http://127.0.0.1", 200)]
    [InlineData("http://127.0.0.1:1", 403)]
    public async Task A_page_of_another_place_is_refused(string origin, int status)
    {
        using var page = new FakeClient(fake.Url) { Headers = [("Origin", origin)] };
        Assert.Equal(status, (await page.GetAsync("/queue", Token)).Status);
    }

    [Fact]
    public async Task A_circle_of_links_is_an_error_and_not_the_end()
    {
        var graph = ComfyGraphs.Text();
        graph["3"]!["inputs"]!["latent_image"] = new JsonArray("3", 0);
        Assert.Equal(400, (await PostAsync(graph)).Status);
    }

    private static MultipartFormDataContent Form(string name, byte[] bytes, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "image", name } };
        foreach (var (field, value) in fields)
            form.Add(new StringContent(value), field);
        return form;
    }

    private static async Task<string> FindAsync(ComfyListener listener, string text)
    {
        while (true)
        {
            var frame = await listener.NextAsync(Token);
            if (frame.Contains(text, StringComparison.Ordinal))
                return frame;
        }
    }

    private async Task<string> UploadAsync(string name, byte[] bytes, params (string Name, string Value)[] fields)
    {
        using var form = Form(name, bytes, fields);
        return (await client.PostAsync("/upload/image", form, Token)).Json.GetProperty("name").GetString()!;
    }

    private Task<FakeAnswer> PostAsync(JsonObject graph, string extraData = "{}", string? clientId = null) =>
        client.PostAsync("/prompt", $$"""{"prompt":{{graph.ToJsonString()}},"extra_data":{{extraData}}{{(clientId is null ? "" : $",\"client_id\":\"{clientId}\"")}}}""", Token);

    private async Task<ComfyPrompt> RunAsync(JsonObject graph, string extraData = "{}", string? clientId = null)
    {
        var answer = await PostAsync(graph, extraData, clientId);
        Assert.True(answer.Status == 200, answer.Text);
        await fake.UntilAsync(seen => seen.LastPrompt.IsOver, "the run is over", Token);
        return fake.LastPrompt;
    }

    private async Task<JsonNode?> HistoryAsync(string id) => JsonNode.Parse((await client.GetAsync($"/history/{id}", Token)).Text)![id];
}
