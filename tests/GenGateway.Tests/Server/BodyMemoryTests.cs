using System.Net;

namespace GenGateway.Tests.Server;

public sealed class BodyMemoryTests
{
    private const long Limit = 1 << 20;

    [Fact]
    public async Task A_body_that_finds_no_room_is_told_when_to_come_back()
    {
        await using var server = await RunningServer.StartAsync($"limits: {{ memory_in_flight: {Limit} }}");
        using var response = await server.PostAsync("/v1/chat/completions", new string(' ', (int)Limit + 1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("memory_full", await RunningServer.CodeAsync(response));
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains($"limits.memory_in_flight is {Limit} bytes", await RunningServer.TextAsync(response), StringComparison.Ordinal);
        Assert.Equal(0, server.Parts.Memory.Used);
    }

    // The fake backend takes decoded tasks only; the second half are routes whose bodies no backend gets as they came.
    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"TEXT"}]}""")]
    [InlineData("/v1/completions", """{"prompt":"TEXT"}""")]
    [InlineData("/v1/messages", """{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"TEXT"}]}""")]
    [InlineData("/api/chat", """{"model":"m","messages":[{"role":"user","content":"TEXT"}]}""")]
    [InlineData("/v1/responses", """{"input":"TEXT"}""")]
    [InlineData("/api/v1/inference", """{"text":"TEXT"}""")]
    public async Task A_body_that_is_decoded_needs_several_times_its_room(string path, string body)
    {
        await using var server = await RunningServer.StartAsync($"limits: {{ memory_in_flight: {Limit} }}");
        using var refused = await server.PostAsync(path, body.Replace("TEXT", new string('x', (int)Limit / 2), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains($"limits.memory_in_flight is {Limit} bytes", await RunningServer.TextAsync(refused), StringComparison.Ordinal);
        Assert.Null(server.Backend.Last);
        using var taken = await server.PostAsync(path, body.Replace("TEXT", new string('x', (int)Limit / 50), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        await RunningServer.TextAsync(taken);
        await server.StopAsync();
        Assert.Equal(0, server.Parts.Memory.Used);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"TEXT"}]}""")]
    [InlineData("/api/v1/inference", """{"text":"TEXT"}""")]
    public async Task A_body_that_is_explained_is_decoded_within_the_same_memory(string route, string body)
    {
        await using var server = await RunningServer.StartAsync($"limits: {{ memory_in_flight: {Limit} }}");
        foreach (var (length, isTold) in new[] { (Limit / 3, true), (Limit / 50, false) })
        {
            using var response = await server.PostAsync("/admin/explain", $$"""{"route":"{{route}}","body":{{body.Replace("TEXT", new string('x', (int)length), StringComparison.Ordinal)}}}""");
            Assert.Equal(isTold, (await RunningServer.TextAsync(response)).Contains("memory_full", StringComparison.Ordinal));
            Assert.True(isTold || response.StatusCode == HttpStatusCode.OK, "There is room.");
        }

        await server.StopAsync();
        Assert.Equal(0, server.Parts.Memory.Used);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_stopped_where_the_memory_ends()
    {
        await using var server = await RunningServer.StartAsync($"limits: {{ memory_in_flight: {Limit} }}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(new string(' ', (int)Limit + 1)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("memory_full", await RunningServer.CodeAsync(response));
    }

    [Fact]
    public async Task What_a_request_held_is_back_once_however_it_ended()
    {
        await using var server = await RunningServer.StartAsync($"limits: {{ memory_in_flight: {Limit} }}");
        foreach (var body in new[] { RunningServer.Chat, "no JSON", RunningServer.ChatStream, """{"messages":[],"model":"m"}""", """{"messages":[{"role":"user","content":"Hi"}],"model":"nobody"}""" })
        {
            using var response = await server.PostAsync("/v1/chat/completions", body);
            await RunningServer.TextAsync(response);
        }

        await server.StopAsync();
        Assert.Equal(0, server.Parts.Memory.Used);
    }
}
