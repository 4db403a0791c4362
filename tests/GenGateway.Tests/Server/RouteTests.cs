using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace GenGateway.Tests.Server;

public sealed class RouteTests
{
    [Theory]
    [InlineData("/nope", """{"error":{"message":"*","type":"invalid_request_error","param":null,"code":"not_found"}}""")]
    [InlineData("/", """{"error":{"message":"*","type":"invalid_request_error","param":null,"code":"not_found"}}""")]
    [InlineData("/v1/chat", """{"error":{"message":"*","type":"invalid_request_error","param":null,"code":"not_found"}}""")]
    [InlineData("/api/v1/nope", """{"error":"*","request_id":"the-id"}""")]
    [InlineData("/api/nope", """{"error":"*"}""")]
    [InlineData("/api/generate/nope", """{"error":"Not found","details":"*"}""")]
    [InlineData("/v1/messages/nope", """{"type":"error","error":{"type":"not_found_error","message":"*"},"request_id":"the-id"}""")]
    public async Task An_unknown_route_is_answered_in_its_familys_shape(string path, string shape)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.GetAsync(path, ("x-request-id", "the-id"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var (before, after) = (shape.Split('*')[0], shape.Split('*')[1]);
        var body = await RunningServer.TextAsync(response);
        Assert.StartsWith(before, body, StringComparison.Ordinal);
        Assert.EndsWith(after, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", "POST")]
    [InlineData("HEAD", "/v1/chat/completions", "POST")]
    [InlineData("DELETE", "/v1/models", "GET, HEAD")]
    [InlineData("POST", "/healthz", "GET, HEAD")]
    [InlineData("BREW", "/api/v1/inference", "POST")]
    public async Task A_wrong_method_is_told_the_right_one(string method, string path, string allow)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.SendAsync(new HttpMethod(method), path, null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allow, string.Join(", ", response.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/v1/models")]
    [InlineData("/metrics")]
    public async Task HEAD_is_GET_without_a_body(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Head, path, null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEqual(0, response.Content.Headers.ContentLength);
        Assert.Empty(await RunningServer.TextAsync(response));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/v1/chat/completions", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/v1/chat/completions", "application/json; charset=iso-8859-1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/v1/chat/completions", "Application/JSON; Charset=UTF-8", HttpStatusCode.OK)]
    [InlineData("/v1/chat/completions", "", HttpStatusCode.OK)]
    [InlineData("/api/v1/inference", "text/plain", HttpStatusCode.BadRequest)]
    public async Task Media_types_are_looked_at_where_the_family_does(string path, string type, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync(path, RunningServer.Chat, ("Content-Type", type));
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity", HttpStatusCode.OK)]
    public async Task A_packed_body_is_refused(string encoding, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat, ("Content-Encoding", encoding));
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_promises_too_much_is_refused_unread()
    {
        await using var server = await RunningServer.StartAsync("server:\n  max_body_bytes: 1024\n");
        // Only the head is sent: an answer proves that nothing waited for the body.
        var answer = await RawAsync(server, "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1025\r\nExpect: 100-continue\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("body_too_large", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_is_cut_at_the_limit()
    {
        await using var server = await RunningServer.StartAsync("server:\n  max_body_bytes: 1024\n");
        var chunk = "200\r\n" + new string(' ', 512) + "\r\n";
        var answer = await RawAsync(server, $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}{chunk}{chunk}");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_just_the_limit_is_read()
    {
        await using var server = await RunningServer.StartAsync("server:\n  max_body_bytes: 1024\n");
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat.PadRight(1024));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_waits_for_100_continue_is_answered()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat, ("Expect", "100-continue"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("my-id-1", true)]
    [InlineData("!~", true)]
    [InlineData("two words", false)]
    [InlineData("", false)]
    public async Task A_request_id_is_taken_or_made_and_always_echoed(string sent, bool taken)
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var path in new[] { "/healthz", "/nope", "/v1/models/nope" })
        {
            using var response = await server.GetAsync(path, ("x-request-id", sent));
            var echoed = Assert.Single(response.Headers.GetValues("x-request-id"));
            if (taken)
                Assert.Equal(sent, echoed);
            else
                Assert.Equal(7, Guid.Parse(echoed).Version);
        }
    }

    [Fact]
    public async Task A_request_id_that_is_too_long_is_replaced()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.GetAsync("/healthz", ("x-request-id", new string('x', 129)));
        Assert.NotEqual(new string('x', 129), response.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task Models_are_found_with_a_slash_in_their_name()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var path in new[] { "/v1/models/org/n", "/v1/models/org%2Fn", "/v1/models/org%2fn" })
        {
            using var response = await server.GetAsync(path);
            using var body = JsonDocument.Parse(await RunningServer.TextAsync(response));
            Assert.Equal("org/n", body.RootElement.GetProperty("id").GetString());
        }

        using var missing = await server.GetAsync("/v1/models/org%2Fx");
        Assert.Equal("model_not_found", await RunningServer.CodeAsync(missing));
    }

    [Fact]
    public async Task Malformed_JSON_is_a_400_in_the_familys_shape()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.PostAsync("/v1/chat/completions", "{");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_json", await RunningServer.CodeAsync(response));
    }

    private static async Task<string> RawAsync(RunningServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        // To the body's end; the server then closes at its leisure.
        while (!answer.ToString().EndsWith('}') && await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is var read and > 0)
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        return answer.ToString();
    }
}
