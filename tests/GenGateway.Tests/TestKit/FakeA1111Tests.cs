using System.Text.Json;
using GenGateway.TestKit;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Tests.TestKit;

/// <summary>The fake of Stable Diffusion WebUI makes the pictures it is asked for, one generation at a time, and goes on when nobody waits any longer.</summary>
public sealed class FakeA1111Tests : IAsyncDisposable
{
    private const string Small = """{"prompt":"a cat","width":64,"height":64,"steps":4,"seed":5}""";

    private readonly FakeA1111 fake = new() { Models = [new("first", "0123456789"), new("second", "abcdef0123")] };
    private readonly FakeClient client;

    public FakeA1111Tests() => client = new FakeClient(fake.Url);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await fake.DisposeAsync();
    }

    [Fact]
    public async Task Every_picture_of_a_batch_has_its_own_seed_and_says_so()
    {
        var answer = await TextAsync("""{"prompt":"a cat","negative_prompt":"a dog","width":70,"height":64,"steps":2,"seed":5,"batch_size":2,"n_iter":2}""");
        var pictures = Pictures(answer);
        Assert.All(pictures, picture => Assert.Equal((64, 64), (picture.Width, picture.Height)));
        Assert.Equal(4, pictures.Select(picture => Convert.ToHexString(picture.Pixels)).Distinct().Count());
        var info = Info(answer);
        Assert.Equal([5, 6, 7, 8], info.GetProperty("all_seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal((70, "first", "0123456789"), (info.GetProperty("width").GetInt32(), info.GetProperty("sd_model_name").GetString(), info.GetProperty("sd_model_hash").GetString()));
        Assert.Equal(pictures.Select(picture => picture.Parameters), info.GetProperty("infotexts").EnumerateArray().Select(text => text.GetString()));
        Assert.Contains("\nNegative prompt: a dog\nSteps: 2, Sampler: Euler, Schedule type: Automatic, CFG scale: 7.0, Seed: 8, Size: 70x64, Model hash: 0123456789, Model: first", pictures[3].Parameters, StringComparison.Ordinal);
        Assert.Equal(pictures[3].Pixels, Pictures(await TextAsync("""{"prompt":"a cat","width":64,"height":64,"steps":2,"seed":8}"""))[0].Pixels);
    }

    [Fact]
    public async Task A_text_that_Latin_cannot_write_comes_back_in_info_and_picture()
    {
        var answer = await TextAsync("""{"prompt":"猫 é 🙂","width":8,"height":8,"steps":1}""");
        Assert.Equal("猫 é 🙂", Info(answer).GetProperty("prompt").GetString());
        Assert.DoesNotContain("猫", answer.Json.GetProperty("info").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("猫 é 🙂\nSteps: 1", Pictures(answer)[0].Parameters, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_an_empty_list_runs_with_all_defaults()
    {
        var answer = await TextAsync("[]");
        Assert.Equal((512, 512), (Pictures(answer)[0].Width, Pictures(answer)[0].Height));
        Assert.Equal(50, fake.Runs[0].StepsDone);
        Assert.InRange(Info(answer).GetProperty("seed").GetInt64(), 0, 4294967293);
    }

    [Fact]
    public async Task Requests_wait_for_each_other_and_progress_shows_the_one_that_runs()
    {
        fake.Steps.Hold();
        var first = TextAsync("""{"prompt":"one","width":64,"height":64,"steps":20,"seed":1,"n_iter":2}""");
        await fake.Steps.ReachedAsync(0, Token);
        var second = TextAsync(Small);
        await fake.Traffic.UntilAsync(traffic => traffic.Running == 2, "both are there", Token);
        Assert.Equal((0.01, 0, 20), await ProgressAsync());
        fake.Steps.Advance(10);
        await fake.Steps.ReachedAsync(10, Token);
        Assert.Equal((0.26, 10, 20), await ProgressAsync());
        var preview = (await client.GetAsync("/sdapi/v1/progress", Token)).Json.GetProperty("current_image").GetString()!;
        Assert.Equal((8, 8), (ReadPng.Of(preview).Width, ReadPng.Of(preview).Height));
        Assert.False(first.IsCompleted || second.IsCompleted);
        fake.Steps.Release();
        Assert.Equal((2, 1), (Pictures(await first).Count, Pictures(await second).Count));
        Assert.Equal([40, 4], fake.Runs.Select(run => run.StepsDone));
        Assert.Equal((0, 0, 4), await ProgressAsync());
    }

    [Fact]
    public async Task An_interrupt_ends_the_run_with_what_there_is_and_nothing_says_so()
    {
        var whole = Pictures(await TextAsync(Small))[0];
        fake.Steps.Hold();
        var running = TextAsync(Small[..^1] + ""","n_iter":3}""");
        fake.Steps.Advance();
        await fake.Steps.ReachedAsync(1, Token);
        Assert.Equal((200, "{}"), Told(await client.PostAsync("/sdapi/v1/interrupt", "", Token)));
        var answer = await running;
        var partial = Assert.Single(Pictures(answer));
        Assert.NotEqual(whole.Pixels, partial.Pixels);
        Assert.Equal((200, 4), (answer.Status, Info(answer).GetProperty("steps").GetInt32()));
        Assert.Equal((2, true), (fake.Runs[^1].StepsDone, fake.Runs[^1].Interrupted));
        fake.Steps.Release();
        Assert.Equal(whole.Pixels, Pictures(await TextAsync(Small))[0].Pixels);
    }

    [Fact]
    public async Task A_skip_ends_one_batch_and_no_more()
    {
        fake.Steps.Hold();
        var running = TextAsync(Small[..^1] + ""","n_iter":2}""");
        fake.Steps.Advance();
        await fake.Steps.ReachedAsync(1, Token);
        Assert.Equal((200, "null"), Told(await client.PostAsync("/sdapi/v1/skip", "", Token)));
        await fake.Steps.ReachedAsync(0, Token);
        fake.Steps.Release();
        Assert.Equal(2, Pictures(await running).Count);
        Assert.Equal((6, false), (fake.Runs[0].StepsDone, fake.Runs[0].Interrupted));
    }

    [Fact]
    public async Task A_client_that_leaves_stops_nothing()
    {
        fake.Steps.Hold();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var leaving = client.PostAsync("/sdapi/v1/txt2img", Small, patience.Token);
        await fake.Steps.ReachedAsync(0, Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal((0.01, 0, 4), await ProgressAsync());
        fake.Steps.Release();
        await fake.Traffic.UntilAsync(traffic => traffic.Running == 0, "the run is over", Token);
        Assert.Equal((4, false), (fake.Runs[0].StepsDone, fake.Runs[0].Interrupted));
    }

    [Fact]
    public async Task A_checkpoint_is_loaded_when_it_is_asked_for_by_any_of_its_names_and_another_is_ignored()
    {
        var asked = await TextAsync(With("""{"sd_model_checkpoint":"abcdef0123"}"""));
        var usual = await TextAsync(Small);
        var unknown = await TextAsync(With("""{"sd_model_checkpoint":"nosuch"}"""));
        Assert.Equal(["second", "first", "first"], new[] { asked, usual, unknown }.Select(answer => Info(answer).GetProperty("sd_model_name").GetString()));
        Assert.Equal(["second.safetensors [abcdef0123]", "first.safetensors [0123456789]"], fake.Loads);
        await TextAsync($"{With("""{"sd_model_checkpoint":"second"}""")[..^1]},\"override_settings_restore_afterwards\":false}}");
        await TextAsync(Small);
        Assert.Equal(3, fake.Loads.Count);
        Assert.Equal((200, "null"), Told(await client.PostAsync("/sdapi/v1/options", """{"sd_model_checkpoint":"first"}""", Token)));
        Assert.Equal("first.safetensors [0123456789]", (await client.GetAsync("/sdapi/v1/options", Token)).Json.GetProperty("sd_model_checkpoint").GetString());
        Assert.Equal("'nosuch'", (await client.PostAsync("/sdapi/v1/options", """{"nosuch":1}""", Token)).Json.GetProperty("errors").GetString());
        Assert.Equal("KeyError", (await TextAsync(With("""{"nosuch":1}"""))).Json.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("dpm++ 2m", "DPM++ 2M", "Karras")]
    [InlineData("k_euler", "DPM++ 2M", "Karras")]
    [InlineData("DPM++ 2M Exponential", "DPM++ 2M", "Exponential")]
    [InlineData("Euler a", "Euler a", null)]
    [InlineData("DPM++ 3M SDE", "DPM++ 3M SDE", "Exponential")]
    public async Task A_sampler_is_taken_by_its_exact_name_and_a_schedule_behind_it(string name, string sampler, string? schedule)
    {
        var info = Info(await TextAsync($$"""{"width":8,"height":8,"steps":1,"sampler_name":"{{name}}","scheduler":"nosuch"}"""));
        Assert.Equal(sampler, info.GetProperty("sampler_name").GetString());
        Assert.Equal(schedule, info.GetProperty("extra_generation_params").TryGetProperty("Schedule type", out var told) ? told.GetString() : null);
    }

    [Theory]
    [InlineData("""{"prompt":null}""", 500, "AssertionError", "", "")]
    [InlineData("""{"height":0}""", 500, "RuntimeError", "", "Calculated padded input size per channel: (2 x 66). Kernel size: (3 x 3). Kernel size can't be greater than actual input size")]
    [InlineData("""{"width":4096,"height":4096}""", 500, "OutOfMemoryError", "", "CUDA out of memory.")]
    [InlineData("""{"alwayson_scripts":{"nosuch":{}}}""", 422, "HTTPException", "always on script nosuch not found", "")]
    public async Task What_fails_fails_in_the_shape_of_its_handler(string body, int status, string error, string detail, string errors)
    {
        fake.MostPixels = 1024 * 1024;
        var answer = await TextAsync(body);
        Assert.Equal((status, error, detail), (answer.Status, answer.Json.GetProperty("error").GetString(), answer.Json.GetProperty("detail").GetString()));
        Assert.StartsWith(errors, answer.Json.GetProperty("errors").GetString(), StringComparison.Ordinal);
        Assert.Equal(status != 500, answer.Headers.ContainsKey("x-process-time"));
    }

    [Theory]
    [InlineData("""{"steps":"7","cfg_scale":5,"tiling":"yes","prompt":3}""", 200, "")]
    [InlineData("""{"steps":1.5,"cfg_scale":"x"}""", 422, "cfg_scale:type_error.float")]
    [InlineData("""{"restore_faces":"perhaps","styles":"a","seed":[]}""", 422, "styles:type_error.list,seed:type_error.integer,restore_faces:type_error.bool")]
    [InlineData("3", 422, "body:type_error.dict")]
    public async Task Values_are_read_as_pydantic_reads_them(string body, int status, string wrong)
    {
        var answer = await TextAsync(body);
        Assert.Equal(status, answer.Status);
        if (status == 200)
            Assert.Contains("\"prompt\":\"3\",", answer.Text, StringComparison.Ordinal);
        else
            Assert.Equal(wrong, string.Join(',', answer.Json.GetProperty("detail").EnumerateArray().Select(item => $"{item.GetProperty("loc").EnumerateArray().Last().GetString()}:{item.GetProperty("type").GetString()}")));
    }

    [Fact]
    public async Task Img2img_depends_on_what_it_is_given_and_answers_without_it()
    {
        var (one, other) = (Convert.ToBase64String(FakePng.Of(8, 8, 1)), Convert.ToBase64String(FakePng.Of(8, 8, 2)));
        var first = await ImageAsync($"\"{one}\"");
        Assert.Equal(JsonValueKind.Null, first.Json.GetProperty("parameters").GetProperty("init_images").ValueKind);
        Assert.Equal(Pictures(first)[0].Pixels, Pictures(await ImageAsync($"\"data:image/png;base64,{one}\""))[0].Pixels);
        Assert.NotEqual(Pictures(first)[0].Pixels, Pictures(await ImageAsync($"\"{other}\""))[0].Pixels);
        Assert.Equal("bad number of images passed: 2; expecting 1 or less", (await ImageAsync($"\"{one}\",\"{other}\"")).Json.GetProperty("errors").GetString());
        Assert.Equal("Request to local resource not allowed", (await ImageAsync("\"http://127.0.0.1/a.png\"")).Json.GetProperty("detail").GetString());
        Assert.Equal("Invalid encoded image", (await ImageAsync("\"aGVsbG8=\"")).Json.GetProperty("detail").GetString());
        Assert.Equal(3, fake.Runs.Count);
    }

    [Fact]
    public async Task Kept_pictures_come_behind_a_grid_and_enlarged_ones_in_their_new_size()
    {
        var kept = await TextAsync(Small[..^1] + ""","batch_size":3,"save_images":true}""");
        Assert.Equal([(128, 128), (64, 64), (64, 64), (64, 64)], Pictures(kept).Select(picture => (picture.Width, picture.Height)));
        Assert.Equal(1, Info(kept).GetProperty("index_of_first_image").GetInt32());
        var large = Assert.Single(Pictures(await TextAsync(Small[..^1] + ""","enable_hr":true,"hr_scale":1.5}""")));
        Assert.Equal((96, 96), (large.Width, large.Height));
        Assert.Empty(Pictures(await TextAsync(Small[..^1] + ""","send_images":false}""")));
    }

    [Fact]
    public async Task It_lists_what_it_has_and_tells_how_it_is()
    {
        fake.Vaes = ["vae.safetensors"];
        fake.Loras = ["lcm"];
        Assert.Equal("{}", (await client.GetAsync("/internal/ping", Token)).Text);
        Assert.Equal(["first", "second"], Names(await client.GetAsync("/sdapi/v1/sd-models", Token), "model_name"));
        Assert.Equal(["vae.safetensors"], Names(await client.GetAsync("/sdapi/v1/sd-vae", Token), "model_name"));
        Assert.Equal(["lcm"], Names(await client.GetAsync("/sdapi/v1/loras", Token), "name"));
        Assert.Contains("R-ESRGAN 4x+", Names(await client.GetAsync("/sdapi/v1/upscalers", Token), "name"));
        Assert.True((await client.GetAsync("/sdapi/v1/memory", Token)).Json.GetProperty("cuda").TryGetProperty("system", out _));
        Assert.True((await client.GetAsync("/sdapi/v1/cmd-flags", Token)).Json.GetProperty("api").GetBoolean());
        Assert.Equal(405, (await client.GetAsync("/sdapi/v1/txt2img", Token)).Status);
        Assert.Equal(405, (await client.SendAsync(HttpMethod.Head, "/sdapi/v1/samplers", null, Token)).Status);
        fake.Health.Next(Behavior.Replying(Replies.Failure(503, "not yet")));
        Assert.Equal(503, (await client.GetAsync("/internal/ping", Token)).Status);
    }

    [Fact]
    public async Task Old_versions_refuse_a_sampler_they_do_not_know()
    {
        fake.RefusesUnknownSamplers = true;
        var answer = await TextAsync("""{"sampler_name":"nosuch"}""");
        Assert.Equal((404, "Sampler not found"), (answer.Status, answer.Json.GetProperty("detail").GetString()));
        Assert.Equal(200, (await TextAsync(Small)).Status);
    }

    [Fact]
    public async Task A_password_that_is_no_password_is_told_from_a_wrong_one()
    {
        fake.Credential = FakeCredential.Basic("user:pass");
        using var garbled = new FakeClient(fake.Url) { Headers = [("Authorization", "Basic ***")] };
        using var other = new FakeClient(fake.Url) { Headers = [("Authorization", "Bearer abc")] };
        Assert.Equal("Invalid authentication credentials", (await garbled.GetAsync("/sdapi/v1/samplers", Token)).Json.GetProperty("detail").GetString());
        Assert.Equal("Not authenticated", (await other.GetAsync("/sdapi/v1/samplers", Token)).Json.GetProperty("detail").GetString());
        Assert.Equal(401, (await TextAsync(Small)).Status);
        Assert.Equal(200, (await client.GetAsync("/internal/ping", Token)).Status);
    }

    [Fact]
    public async Task It_misbehaves_as_it_is_told()
    {
        fake.Behaviors.Next(Behavior.Replying(A1111Replies.OutOfMemory), new Behavior { Drops = true }, new Behavior { BodyCut = BodyCut.HalfOfLength });
        Assert.Equal("OutOfMemoryError", (await TextAsync(Small)).Json.GetProperty("error").GetString());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => TextAsync(Small));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => TextAsync(Small));
        Assert.Equal(3, fake.Generations.Count);
        Assert.Equal("a cat", fake.LastGeneration.Json["prompt"]!.GetValue<string>());
    }

    private static string With(string settings) => $"{Small[..^1]},\"override_settings\":{settings}}}";

    private static (int Status, string Text) Told(FakeAnswer answer) => (answer.Status, answer.Text);

    private static List<ReadPng> Pictures(FakeAnswer answer) => [.. answer.Json.GetProperty("images").EnumerateArray().Select(image => ReadPng.Of(image.GetString()!))];

    private static IEnumerable<string?> Names(FakeAnswer answer, string member) => answer.Json.EnumerateArray().Select(item => item.GetProperty(member).GetString());

    private static JsonElement Info(FakeAnswer answer)
    {
        using var document = JsonDocument.Parse(answer.Json.GetProperty("info").GetString()!);
        return document.RootElement.Clone();
    }

    private Task<FakeAnswer> TextAsync(string body) => client.PostAsync("/sdapi/v1/txt2img", body, Token);

    private Task<FakeAnswer> ImageAsync(string images) => client.PostAsync("/sdapi/v1/img2img", $$"""{"width":8,"height":8,"steps":2,"seed":5,"init_images":[{{images}}]}""", Token);

    private async Task<(double Progress, int Step, int Steps)> ProgressAsync()
    {
        var told = (await client.GetAsync("/sdapi/v1/progress?skip_current_image=true", Token)).Json;
        Assert.Equal(JsonValueKind.Null, told.GetProperty("current_image").ValueKind);
        return (told.GetProperty("progress").GetDouble(), told.GetProperty("state").GetProperty("sampling_step").GetInt32(), told.GetProperty("state").GetProperty("sampling_steps").GetInt32());
    }
}
