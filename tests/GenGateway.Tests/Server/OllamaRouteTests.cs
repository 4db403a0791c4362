using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Server;

/// <summary>Ollama's routes on the real server, before a backend of another protocol.</summary>
public sealed class OllamaRouteTests
{
    private const string Chat = """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task A_chat_streams_lines_under_any_content_type_and_with_any_tag_that_means_the_model()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/api/chat", Chat.Replace("\"m\"", "\"m:latest\"", StringComparison.Ordinal), ("Content-Type", "text/plain"));
        Assert.Equal((200, "application/x-ndjson"), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        var lines = await LinesAsync(response);
        Assert.All(lines, static line => Assert.Equal("m:latest", line.GetProperty("model").GetString()));
        Assert.Equal("Hello there", string.Concat(lines.Select(static line => line.GetProperty("message").GetProperty("content").GetString())));
        Assert.Equal((true, "stop", 3, 2), (lines[^1].GetProperty("done").GetBoolean(), lines[^1].GetProperty("done_reason").GetString(), lines[^1].GetProperty("prompt_eval_count").GetInt32(), lines[^1].GetProperty("eval_count").GetInt32()));
        Assert.All(lines.SkipLast(1), static line => Assert.False(line.GetProperty("done").GetBoolean()));
    }

    [Fact]
    public async Task A_generate_in_one_piece_has_its_response()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/api/generate", """{"model":"m","prompt":"Hi","stream":false}""");
        using var body = JsonDocument.Parse(await RunningServer.TextAsync(response));
        Assert.Equal((200, "Hello there"), ((int)response.StatusCode, body.RootElement.GetProperty("response").GetString()));
        Assert.True(body.RootElement.GetProperty("total_duration").GetInt64() > 0);
        Assert.False(body.RootElement.TryGetProperty("load_duration", out _));
    }

    [Fact]
    public async Task A_body_without_a_question_is_answered_without_a_generation()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/api/chat", """{"model":"m"}""");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"done\":true,\"done_reason\":\"load\"", await RunningServer.TextAsync(response), StringComparison.Ordinal);
        using var unload = await server.PostAsync("/api/generate", """{"model":"m","keep_alive":0}""");
        Assert.Contains("\"done_reason\":\"unload\"", await RunningServer.TextAsync(unload), StringComparison.Ordinal);
        Assert.Null(server.Backend.Last);
        using var unknown = await server.PostAsync("/api/chat", """{"model":"nobody"}""");
        Assert.Equal((404, "{\"error\":\"model 'nobody' not found\"}"), ((int)unknown.StatusCode, await RunningServer.TextAsync(unknown)));
    }

    [Theory]
    [InlineData("/api/chat", """{"model":"nobody","messages":[{"role":"user","content":"Hi"}]}""", 404, "{\"error\":\"model 'nobody' not found\"}")]
    [InlineData("/api/generate", """{"model":"nobody","prompt":"Hi"}""", 404, "{\"error\":\"model 'nobody' not found\"}")]
    [InlineData("/api/show", """{"model":"nobody"}""", 404, "{\"error\":\"model 'nobody:latest' not found\"}")]
    [InlineData("/api/show", "{}", 400, "{\"error\":\"model is required\"}")]
    public async Task An_unknown_model_is_told_in_the_words_that_clients_know(string path, string body, int status, string told)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync(path, body);
        Assert.Equal((status, told), ((int)response.StatusCode, await RunningServer.TextAsync(response)));
    }

    [Theory]
    [InlineData("/api/chat", "{")]
    [InlineData("/api/chat", "[]")]
    [InlineData("/api/chat", """{"model":"m","messages":[{"role":"narrator","content":"x"}]}""")]
    [InlineData("/api/chat", """{"model":"m","messages":[{"role":"user","content":"x","images":["%"]}]}""")]
    [InlineData("/api/generate", """{"model":"m","prompt":5}""")]
    [InlineData("/api/embed", """{"model":"m","input":[5]}""")]
    [InlineData("/api/embed", """{"model":"m","input":"a"}""")]
    [InlineData("/api/embeddings", """{"model":"m","prompt":5}""")]
    [InlineData("/api/show", "[")]
    [InlineData("/api/pull", """{"model":"m"}""")]
    [InlineData("/api/pull", "{}")]
    [InlineData("/api/copy", """{"source":"m","destination":"n"}""")]
    public async Task What_cannot_be_is_a_400_in_Ollamas_shape(string path, string body)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync(path, body);
        using var told = JsonDocument.Parse(await RunningServer.TextAsync(response));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("error", Assert.Single(told.RootElement.EnumerateObject().Select(static member => member.Name)));
        Assert.NotEqual("", told.RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("""{"model":"m","prompt":"x","sampler":"euler"}""", 404, "Not found")]
    [InlineData("""{"prompt":"x"}""", 404, "Not found")]
    [InlineData("{", 400, "Invalid JSON")]
    public async Task What_is_not_Ollamas_is_told_so_that_both_owners_of_the_route_read_it(string body, int status, string title)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/api/generate", body);
        using var told = JsonDocument.Parse(await RunningServer.TextAsync(response));
        Assert.Equal((status, title), ((int)response.StatusCode, told.RootElement.GetProperty("error").GetString()));
        Assert.NotEqual("", told.RootElement.GetProperty("details").GetString());
    }

    [Fact]
    public async Task Where_the_other_owner_is_off_every_generate_is_Ollamas()
    {
        await using var server = await RunningServer.StartAsync("surfaces: { akash: false }\n");
        using var response = await server.PostAsync("/api/generate", """{"prompt":"x","sampler":"euler","stream":false}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("sampler", response.Headers.GetValues("x-gengateway-dropped").Single());
        using var wrong = await server.PostAsync("/api/generate", "{");
        Assert.DoesNotContain("details", await RunningServer.TextAsync(wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_family_that_is_off_is_a_404_in_its_own_shape()
    {
        await using var server = await RunningServer.StartAsync("surfaces: { ollama: false }\n");
        using var response = await server.PostAsync("/api/chat", Chat);
        Assert.Equal(404, (int)response.StatusCode);
        Assert.StartsWith("{\"error\":\"", await RunningServer.TextAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lists_are_of_everything_that_is_served_here()
    {
        await using var server = await RunningServer.StartAsync();
        using var tags = JsonDocument.Parse(await RunningServer.TextAsync(await server.GetAsync("/api/tags")));
        var models = tags.RootElement.GetProperty("models").EnumerateArray().ToArray();
        Assert.Equal(["m:latest", "org/n:latest"], models.Select(static model => model.GetProperty("name").GetString()));
        Assert.Equal((64, "completion"), (models[0].GetProperty("digest").GetString()!.Length, models[0].GetProperty("capabilities")[0].GetString()));
        using var again = JsonDocument.Parse(await RunningServer.TextAsync(await server.GetAsync("/api/tags")));
        Assert.Equal(models[0].GetProperty("digest").GetString(), again.RootElement.GetProperty("models")[0].GetProperty("digest").GetString());

        Assert.Equal("""{"models":[]}""", await RunningServer.TextAsync(await server.GetAsync("/api/ps")));
        using var show = JsonDocument.Parse(await RunningServer.TextAsync(await server.PostAsync("/api/show", """{"name":"m:latest","verbose":true}""")));
        Assert.Equal(JsonValueKind.Object, show.RootElement.GetProperty("model_info").ValueKind);
        Assert.Equal("completion", show.RootElement.GetProperty("capabilities")[0].GetString());
        Assert.StartsWith("{\"version\":\"", await RunningServer.TextAsync(await server.GetAsync("/api/version")), StringComparison.Ordinal);
        using var head = await server.SendAsync(HttpMethod.Head, "/api/tags", null);
        Assert.Equal((200, ""), ((int)head.StatusCode, await RunningServer.TextAsync(head)));
        using var root = await server.GetAsync("/");
        Assert.Equal(404, (int)root.StatusCode);
        using var wrong = await server.GetAsync("/api/chat");
        Assert.Equal((405, "POST"), ((int)wrong.StatusCode, wrong.Content.Headers.Allow.Single()));
    }

    [Fact]
    public async Task An_answer_that_breaks_ends_with_a_line_that_says_so()
    {
        await using var server = await RunningServer.StartAsync();
        server.Backend.Script = static (_, _) => Broken();
        using var response = await server.PostAsync("/api/chat", Chat);
        var lines = await LinesAsync(response);
        Assert.Equal(2, lines.Count);
        Assert.Equal("It broke.", lines[^1].GetProperty("error").GetString());
    }

    private static async IAsyncEnumerable<GenerationEvent> Broken()
    {
        await Task.CompletedTask;
        yield return new GenerationEvent.TextDelta(0, "Hel");
        yield return new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "It broke."));
    }

    private static async Task<List<JsonElement>> LinesAsync(HttpResponseMessage response) =>
        [.. (await RunningServer.TextAsync(response)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
}
