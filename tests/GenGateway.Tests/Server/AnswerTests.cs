using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Server;

public sealed class AnswerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("maybe")]
    [InlineData("1")]
    public async Task A_header_that_says_neither_true_nor_false_is_refused(string strict)
    {
        await using var server = await RunningServer.StartAsync();
        using var refused = await server.PostAsync("/v1/chat/completions", RunningServer.Chat, ("x-gengateway-strict", strict));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("x-gengateway-strict", await RunningServer.TextAsync(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_answer_tells_in_its_head_who_gave_it()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}],"functions":[{}],"ünïcode":1}""");
        Assert.Equal("fake", Header(response, "x-gengateway-backend"));
        Assert.Equal("m", Header(response, "x-gengateway-model"));
        Assert.Equal("1", Header(response, "x-gengateway-attempts"));
        Assert.Equal("0", Header(response, "x-gengateway-queue-ms"));
        Assert.True(double.TryParse(Header(response, "x-gengateway-overhead-ms"), out _));
        Assert.Equal("functions, ?n?code", Header(response, "x-gengateway-dropped"));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.NotNull(response.Content.Headers.ContentLength);
        Assert.Contains("\"content\":\"Hello there\"", await RunningServer.TextAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_comes_event_by_event()
    {
        await using var server = await RunningServer.StartAsync();
        string[] texts = ["a", "b", "c", "d", "e"];
        TaskCompletionSource[] gates = [.. texts.Select(static _ => new TaskCompletionSource())];
        server.Backend.Script = (_, cancellationToken) => HoldAfterEach(texts, gates, cancellationToken);
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.ChatStream).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no", Header(response, "X-Accel-Buffering"));

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        foreach (var (text, gate) in texts.Zip(gates))
        {
            // The backend says nothing more before this has come, so what is not flushed is waited for in vain.
            var seen = await ReadUntilAsync(reader, $"\"content\":\"{text}\"").WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.Contains($"\"content\":\"{text}\"", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("[DONE]", seen, StringComparison.Ordinal);
            gate.SetResult();
        }

        Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_with_an_error_event_and_without_DONE()
    {
        await using var server = await RunningServer.StartAsync();
        server.Backend.Script = (_, cancellationToken) => HoldAfterFirst(Task.CompletedTask, Broken, cancellationToken);
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.ChatStream);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await RunningServer.TextAsync(response);
        Assert.Contains("data: {\"error\":{\"message\":\"It broke.\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_defect_in_mid_stream_is_told_too()
    {
        await using var server = await RunningServer.StartAsync();
        server.Backend.Script = static (_, _) => Throwing();
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.ChatStream);
        var body = await RunningServer.TextAsync(response);
        Assert.Contains("\"code\":\"internal_error\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret detail", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_before_the_first_byte_has_its_own_status(bool stream)
    {
        await using var server = await RunningServer.StartAsync();
        server.Backend.Script = static (_, _) => Only(Broken);
        using var response = await server.PostAsync("/v1/chat/completions", stream ? RunningServer.ChatStream : RunningServer.Chat);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("backend_error", await RunningServer.CodeAsync(response));
    }

    [Fact]
    public async Task A_backend_out_of_service_is_a_503_with_Retry_After()
    {
        await using var server = await RunningServer.StartAsync();
        server.Backend.Unhealthy = "it is being repaired";
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_client_that_leaves_stops_the_backend_and_is_logged_as_499()
    {
        await using var server = await RunningServer.StartAsync();
        var cancelled = new TaskCompletionSource();
        server.Backend.Script = (_, cancellationToken) =>
        {
            cancellationToken.Register(() => cancelled.TrySetResult());
            return HoldAfterFirst(new TaskCompletionSource().Task, GenerationEvent.Finished.Instance, cancellationToken);
        };
        using (await server.PostAsync("/v1/chat/completions", RunningServer.ChatStream, ("x-request-id", "leaver")))
        {
            // Disposing closes the connection in mid-stream.
        }

        await cancelled.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var line = (await server.LogAsync()).Single(static line => line.TryGetProperty("request_id", out var id) && id.GetString() == "leaver");
        Assert.Equal(499, line.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task The_inference_route_answers_as_its_README_says()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/api/v1/inference", """{"text":"Hello","max_tokens":5,"stream":true}""", ("Content-Type", "text/plain"));
        using var body = JsonDocument.Parse(await RunningServer.TextAsync(response));
        Assert.Equal("m", body.RootElement.GetProperty("model").GetString());
        Assert.Equal("Hello there", body.RootElement.GetProperty("text").GetString());
        Assert.Equal(2, body.RootElement.GetProperty("metadata").GetProperty("tokens_generated").GetInt32());
        Assert.Equal("stream", Header(response, "x-gengateway-dropped"));

        using var wrong = await server.PostAsync("/api/v1/inference", "{}", ("x-request-id", "wrong-1"));
        Assert.Equal("""{"error":"text is missing: the prompt to go on from.","request_id":"wrong-1"}""", await RunningServer.TextAsync(wrong));
    }

    [Fact]
    public async Task Headers_and_path_reach_the_request()
    {
        await using var server = await RunningServer.StartAsync();
        using var azure = await server.PostAsync("/openai/deployments/org%2Fn/chat/completions?api-version=1", RunningServer.Chat, ("x-gengateway-backend", "fake"));
        Assert.Equal(HttpStatusCode.OK, azure.StatusCode);
        Assert.Equal(("org/n", "fake"), (server.Backend.Last?.Model, server.Backend.Last?.Backend));

        using var strict = await server.PostAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}],"functions":[{}]}""", ("x-gengateway-strict", "true"));
        Assert.Equal("unsupported_parameter", await RunningServer.CodeAsync(strict));
    }

    private static GenerationEvent Broken => new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "It broke."));

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    private static async IAsyncEnumerable<GenerationEvent> HoldAfterFirst(Task gate, GenerationEvent last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Answering.Text("a");
        await gate.WaitAsync(cancellationToken);
        yield return Answering.Text("b");
        yield return Answering.End();
        yield return last;
    }

    private static async IAsyncEnumerable<GenerationEvent> HoldAfterEach(string[] texts, TaskCompletionSource[] gates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (text, gate) in texts.Zip(gates))
        {
            yield return Answering.Text(text);
            await gate.Task.WaitAsync(cancellationToken);
        }

        yield return Answering.End();
        yield return GenerationEvent.Finished.Instance;
    }

    private static async IAsyncEnumerable<GenerationEvent> Only(GenerationEvent only)
    {
        await Task.CompletedTask;
        yield return only;
    }

    private static async IAsyncEnumerable<GenerationEvent> Throwing()
    {
        yield return Answering.Text("a");
        await Task.Yield();
        throw new InvalidOperationException("secret detail");
    }

    private static async Task<string> ReadUntilAsync(StreamReader reader, string text)
    {
        var seen = "";
        while (!seen.Contains(text, StringComparison.Ordinal) && await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            seen += line + "\n";
        return seen;
    }
}
