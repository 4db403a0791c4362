using System.Net.Http.Headers;
using System.Text.Json;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>The fake of OpenAI makes, edits and varies pictures, and keeps to what each family of its models takes.</summary>
public sealed class FakeOpenAiImageTests : IAsyncDisposable
{
    private const string Make = "/v1/images/generations";
    private const string Edit = "/v1/images/edits";
    private const string Vary = "/v1/images/variations";

    private readonly FakeOpenAi fake = new();
    private readonly FakeClient client;

    public FakeOpenAiImageTests() => client = new FakeClient(fake.Url);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await fake.DisposeAsync();
    }

    [Fact]
    public async Task Dall_e_gives_links_to_pictures_that_need_no_key()
    {
        fake.Credential = FakeCredential.Bearer("sk-right");
        using var keyed = new FakeClient(fake.Url) { Headers = [("Authorization", "Bearer sk-right")] };
        var answer = await keyed.PostAsync(Make, """{"model":"dall-e-2","prompt":"a cat","n":2,"size":"256x256"}""", Token);
        Assert.Equal(["created", "data"], answer.Json.EnumerateObject().Select(member => member.Name));
        var links = Data(answer).Select(item => new Uri(item.GetProperty("url").GetString()!)).ToArray();
        Assert.All(links, link => Assert.Equal(fake.Url.Port, link.Port));
        var pictures = new[] { ReadPng.Of(await client.BytesAsync(links[0], Token)), ReadPng.Of(await client.BytesAsync(links[1], Token)) };
        Assert.All(pictures, picture => Assert.Equal((256, 256), (picture.Width, picture.Height)));
        Assert.NotEqual(pictures[0].Pixels, pictures[1].Pixels);
        Assert.Equal(401, (await client.PostAsync(Make, """{"prompt":"a cat"}""", Token)).Status);
        fake.LinksExpired = true;
        var expired = await client.GetAsync(links[0].PathAndQuery, Token);
        Assert.Equal((403, "application/xml"), (expired.Status, expired.Headers["Content-Type"]));
        Assert.Equal(2, fake.Generations.Count);
    }

    [Fact]
    public async Task Dall_e_3_says_what_it_made_of_the_prompt()
    {
        var answer = await client.PostAsync(Make, """{"model":"dall-e-3","prompt":"a cat","response_format":"b64_json","quality":"hd","style":"natural","size":"1792x1024"}""", Token);
        var item = Assert.Single(Data(answer));
        Assert.Equal("A detailed picture of a cat", item.GetProperty("revised_prompt").GetString());
        var picture = ReadPng.Of(item.GetProperty("b64_json").GetString()!);
        Assert.Equal((1792, 1024), (picture.Width, picture.Height));
    }

    [Theory]
    [InlineData("png", new byte[] { 0x89, 0x50 })]
    [InlineData("jpeg", new byte[] { 0xFF, 0xD8 })]
    [InlineData("webp", new byte[] { 0x52, 0x49 })]
    public async Task The_GPT_models_always_give_the_picture_itself_and_say_what_it_took(string format, byte[] start)
    {
        var answer = await client.PostAsync(Make, $$"""{"model":"gpt-image-1","prompt":"a cat","output_format":"{{format}}","quality":"low","size":"1536x1024","background":"opaque"}""", Token);
        Assert.Equal(["created", "background", "data", "output_format", "quality", "size", "usage"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((format, "low", "1536x1024"), (Text(answer.Json, "output_format"), Text(answer.Json, "quality"), Text(answer.Json, "size")));
        Assert.Equal(start, Data(answer)[0].GetProperty("b64_json").GetBytesFromBase64()[..2]);
        var usage = answer.Json.GetProperty("usage");
        Assert.Equal(usage.GetProperty("total_tokens").GetInt32(), usage.GetProperty("input_tokens").GetInt32() + usage.GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task A_field_that_only_GPT_models_have_means_one_of_them()
    {
        Assert.True((await client.PostAsync(Make, """{"prompt":"a","background":"auto"}""", Token)).Json.TryGetProperty("usage", out _));
        Assert.False((await client.PostAsync(Make, """{"prompt":"a"}""", Token)).Json.TryGetProperty("usage", out _));
    }

    [Theory]
    [InlineData("""{"model":"gpt-image-1","prompt":"a","response_format":"url"}""", "unknown_parameter", "response_format")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","n":2}""", "integer_above_max_value", "n")]
    [InlineData("""{"model":"dall-e-2","prompt":"a","n":11}""", "integer_above_max_value", "n")]
    [InlineData("""{"model":"dall-e-2","prompt":"a","n":0}""", "integer_below_min_value", "n")]
    [InlineData("""{"model":"dall-e-2","prompt":"a","n":"2"}""", "invalid_type", "n")]
    [InlineData("""{"model":"dall-e-2","prompt":"a","size":"1792x1024"}""", "invalid_value", "size")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","size":"512x512"}""", "invalid_value", "size")]
    [InlineData("""{"model":"gpt-image-1","prompt":"a","size":"512x512"}""", "invalid_value", "size")]
    [InlineData("""{"model":"dall-e-2","prompt":"a","style":"vivid"}""", "unknown_parameter", "style")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","stream":true}""", "unknown_parameter", "stream")]
    [InlineData("""{"model":"dall-e-3","prompt":"a","quality":"low"}""", "invalid_value", "quality")]
    [InlineData("""{"model":"gpt-image-1","prompt":"a","partial_images":4}""", "integer_above_max_value", "partial_images")]
    [InlineData("""{"model":"gpt-image-1","prompt":"a","background":"transparent","output_format":"jpeg"}""", "invalid_value", "background")]
    [InlineData("""{"model":"gpt-image-1","prompt":"a","output_compression":50}""", "invalid_png_output_compression", "output_compression")]
    [InlineData("""{"model":"gpt-image-1"}""", "missing_required_parameter", "prompt")]
    public async Task What_a_family_does_not_take_is_refused_by_name(string body, string code, string parameter)
    {
        var answer = await client.PostAsync(Make, body, Token);
        var error = answer.Json.GetProperty("error");
        Assert.Equal((400, "invalid_request_error", code, parameter), (answer.Status, Text(error, "type"), Text(error, "code"), Text(error, "param")));
    }

    [Theory]
    [InlineData("dall-e-2", 1000)]
    [InlineData("dall-e-3", 4000)]
    [InlineData("gpt-image-1", 32000)]
    public async Task A_prompt_may_be_so_long_and_no_longer(string model, int longest)
    {
        Assert.Equal(200, (await client.PostAsync(Make, $$"""{"model":"{{model}}","prompt":"{{new string('x', longest)}}"}""", Token)).Status);
        Assert.Equal("string_above_max_length", Text((await client.PostAsync(Make, $$"""{"model":"{{model}}","prompt":"{{new string('x', longest + 1)}}"}""", Token)).Json.GetProperty("error"), "code"));
    }

    [Fact]
    public async Task Its_newest_model_takes_any_size_that_sixteen_divides()
    {
        fake.Painters = ["gpt-image-2"];
        Assert.Equal(200, (await client.PostAsync(Make, """{"model":"gpt-image-2","prompt":"a","size":"64x160"}""", Token)).Status);
        Assert.Equal(400, (await client.PostAsync(Make, """{"model":"gpt-image-2","prompt":"a","size":"64x208"}""", Token)).Status);
        Assert.Equal(400, (await client.PostAsync(Make, """{"model":"gpt-image-2","prompt":"a","size":"64x72"}""", Token)).Status);
        Assert.Equal(404, (await client.PostAsync(Make, """{"model":"dall-e-2","prompt":"a"}""", Token)).Status);
    }

    [Fact]
    public async Task A_stream_brings_unfinished_pictures_by_name_and_ends_with_the_whole_one()
    {
        const string Body = """{"model":"gpt-image-1","prompt":"a","stream":true,"partial_images":2,"size":"1024x1024"}""";
        var answer = await client.PostAsync(Make, Body, Token);
        Assert.Equal(["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"], answer.EventNames);
        Assert.Equal(answer.EventNames, answer.Events.Select(item => Text(item, "type")));
        Assert.Equal([0, 1], answer.Events.Take(2).Select(item => item.GetProperty("partial_image_index").GetInt32()));
        Assert.Equal(3, answer.Events.Select(item => Text(item, "b64_json")).Distinct().Count());
        Assert.True(answer.Events[^1].TryGetProperty("usage", out _));
        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        var whole = await client.PostAsync(Make, """{"model":"gpt-image-1","prompt":"a"}""", Token);
        Assert.Equal(Text(Data(whole)[0], "b64_json"), Text(answer.Events[^1], "b64_json"));
        fake.PartialsSent = 1;
        Assert.Equal(["image_generation.partial_image", "image_generation.completed"], (await client.PostAsync(Make, Body, Token)).EventNames);
    }

    [Fact]
    public async Task A_stream_has_the_members_that_the_client_library_was_recorded_with()
    {
        fake.Painters = ["m"];
        var recorded = Recordings.Load("client-images/images-generate-stream").First;
        var script = System.Text.Encoding.UTF8.GetString(recorded.AnswerBody).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => Members(line[6..]));
        var answer = await client.PostAsync(Make, System.Text.Encoding.UTF8.GetString(recorded.RequestBody), Token);
        Assert.Equal(script, answer.Events.Select(item => Members(item.GetRawText())));
    }

    [Theory]
    [InlineData(StreamEnding.Error)]
    [InlineData(StreamEnding.NamedError)]
    public async Task A_stream_can_fail_behind_its_first_picture(StreamEnding ending)
    {
        fake.Behaviors.Next(Behavior.EndingAfter(1, ending));
        var answer = await client.PostAsync(Make, """{"model":"gpt-image-1","prompt":"a","stream":true,"partial_images":2}""", Token);
        Assert.Equal(2, answer.Events.Count);
        Assert.Equal("server_error", Text(answer.Events[^1].GetProperty("error"), "type"));
        Assert.Equal(ending == StreamEnding.NamedError, answer.EventNames.Contains("error"));
    }

    [Fact]
    public async Task A_stream_that_is_held_goes_on_when_the_test_says_so()
    {
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 1 };
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var answer = client.PostAsync(Make, """{"model":"gpt-image-1","prompt":"a","stream":true,"partial_images":3}""", Token);
        await hold.Point.ReachedAsync(Token);
        Assert.Equal(1, fake.Traffic.Running);
        hold.Point.Release();
        Assert.Equal(4, (await answer).Events.Count);
    }

    [Fact]
    public async Task An_edit_depends_on_its_pictures_and_streams_by_its_own_names()
    {
        var one = await client.PostAsync(Edit, Form("gpt-image-1", [("prompt", "a")], ("image", FakePng.Of(16, 16, 1))), Token);
        var two = await client.PostAsync(Edit, Form("gpt-image-1", [("prompt", "a"), ("input_fidelity", "high")], ("image[]", FakePng.Of(16, 16, 1)), ("image[]", FakePng.Of(16, 16, 2)), ("mask", FakePng.Of(16, 16, 3))), Token);
        Assert.Equal((200, 200), (one.Status, two.Status));
        Assert.NotEqual(Text(Data(one)[0], "b64_json"), Text(Data(two)[0], "b64_json"));
        Assert.Equal(3 * 323, two.Json.GetProperty("usage").GetProperty("input_tokens_details").GetProperty("image_tokens").GetInt32());
        var form = fake.LastGeneration.Form!;
        Assert.Equal(("a", 2, 1), (form.Text("prompt"), form.Files("image").Count, form.Files("mask").Count));
        Assert.Equal(FakePng.Of(16, 16, 2), form.Files("image")[1].Bytes);
        var streamed = await client.PostAsync(Edit, Form("gpt-image-1", [("prompt", "a"), ("stream", "true"), ("partial_images", "1")], ("image", FakePng.Of(16, 16, 1))), Token);
        Assert.Equal(["image_edit.partial_image", "image_edit.completed"], streamed.EventNames);
    }

    [Fact]
    public async Task An_edit_is_refused_for_what_its_pictures_are()
    {
        var (square, wide) = (FakePng.Of(16, 16, 1), FakePng.Of(32, 16, 1));
        Assert.Equal(("missing_required_parameter", "image"), await WrongAsync(Edit, Form("dall-e-2", [("prompt", "a"), ("n", "1")])));
        Assert.Equal(("invalid_image_file", "image"), await WrongAsync(Edit, Form("dall-e-2", [("prompt", "a")], ("image", wide))));
        Assert.Equal(("array_above_max_length", "image"), await WrongAsync(Edit, Form("dall-e-2", [("prompt", "a")], ("image[]", square), ("image[]", square))));
        Assert.Equal(("invalid_mask_image_format", "mask"), await WrongAsync(Edit, Form("gpt-image-1", [("prompt", "a")], ("image", square), ("mask", wide))));
        Assert.Equal(("invalid_image_file", "image"), await WrongAsync(Edit, Form("gpt-image-1", [("prompt", "a")], ("image", "no picture"u8.ToArray()))));
        Assert.Equal(("invalid_value", "model"), await WrongAsync(Edit, Form("dall-e-3", [("prompt", "a")], ("image", square))));
        Assert.Equal(("missing_required_parameter", "prompt"), await WrongAsync(Edit, Form("gpt-image-1", [], ("image", square))));
        var untyped = Form("gpt-image-1", [("prompt", "a")], ("image", square));
        untyped.Last().Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Assert.Equal(("unsupported_file_mimetype", "image"), await WrongAsync(Edit, untyped));
        Assert.Equal(400, (await client.PostAsync(Edit, """{"prompt":"a"}""", Token)).Status);
    }

    [Fact]
    public async Task Only_dall_e_2_makes_variations()
    {
        var square = FakePng.Of(16, 16, 1);
        var answer = await client.PostAsync(Vary, Form(null, [("n", "2"), ("response_format", "b64_json"), ("size", "256x256")], ("image", square)), Token);
        Assert.Equal(2, Data(answer).Count);
        Assert.Equal(("invalid_value", "model"), await WrongAsync(Vary, Form("gpt-image-1", [], ("image", square))));
        Assert.Equal(("unknown_parameter", "prompt"), await WrongAsync(Vary, Form("dall-e-2", [("prompt", "a")], ("image", square))));
    }

    [Fact]
    public async Task It_refuses_and_fails_as_it_is_told()
    {
        fake.Behaviors.Next(Behavior.Replying(OpenAiImageReplies.ContentPolicy), Behavior.Replying(OpenAiImageReplies.ModerationBlocked), Behavior.Replying(Replies.RateLimited(7)), Behavior.Replying(Replies.Failure(500, "on fire")));
        var answers = new List<FakeAnswer>();
        for (var i = 0; i < 4; i++)
            answers.Add(await client.PostAsync(Make, """{"prompt":"a"}""", Token));
        Assert.Equal([(400, "content_policy_violation"), (400, "moderation_blocked"), (429, "rate_limit_exceeded"), (500, null)], answers.Select(answer => (answer.Status, Text(answer.Json.GetProperty("error"), "code"))));
        fake.Links.Next(Behavior.Replying(Replies.Html));
        var link = new Uri(Text(Data(await client.PostAsync(Make, """{"prompt":"a","size":"256x256"}""", Token))[0], "url")!);
        Assert.StartsWith("<!DOCTYPE html>", (await client.GetAsync(link.PathAndQuery, Token)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images-generate")]
    [InlineData("images-generate-stream")]
    [InlineData("images-edit")]
    [InlineData("images-edit-bytes")]
    [InlineData("image-generation")]
    public async Task It_takes_what_real_clients_send(string recording)
    {
        fake.Painters = ["m"];
        var answer = await RawClient.AskAsync(fake.Url, Recordings.Load($"client-images/{recording}").First.Request, Token);
        Assert.StartsWith("HTTP/1.1 200 OK", System.Text.Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_makes_no_pictures_has_no_such_route()
    {
        await using var vllm = new FakeOpenAi(OpenAiProfile.Vllm);
        using var other = new FakeClient(vllm.Url);
        Assert.Equal(404, (await other.PostAsync(Make, """{"prompt":"a"}""", Token)).Status);
    }

    private static List<JsonElement> Data(FakeAnswer answer) => [.. answer.Json.GetProperty("data").EnumerateArray()];

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    /// <summary>The names of an object's members, in any order.</summary>
    private static string Members(string json)
    {
        using var document = JsonDocument.Parse(json);
        return string.Join(',', document.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    private static MultipartFormDataContent Form(string? model, (string Name, string Value)[] fields, params (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        if (model is not null)
            form.Add(new StringContent(model), "model");
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        foreach (var (name, bytes) in files)
            form.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, name, $"{name}.png");
        return form;
    }

    private async Task<(string? Code, string? Parameter)> WrongAsync(string path, MultipartFormDataContent form)
    {
        var answer = await client.PostAsync(path, form, Token);
        Assert.Equal(400, answer.Status);
        return (Text(answer.Json.GetProperty("error"), "code"), Text(answer.Json.GetProperty("error"), "param"));
    }
}
