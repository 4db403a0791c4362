using System.Text;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Wrong routes, methods, types and sizes get the family's shape, never a bare page.</summary>
public sealed class BadTransportTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const int DefaultLimit = 32 * 1024 * 1024;

    [Theory]
    [InlineData("GET", "/v1/chat/completions", "POST")]
    [InlineData("PUT", "/v1/completions", "POST")]
    [InlineData("DELETE", "/v1/models", "GET")]
    [InlineData("POST", "/v1/models/tiny-chat", "GET")]
    [InlineData("POST", "/health", "GET")]
    public async Task A_wrong_method_is_told_the_right_one(string method, string path, string allowed)
    {
        var answer = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Parse(method), path), Token);

        Assert.Equal(405, answer.Status);
        Assert.Contains(allowed, answer.Header("Allow"), StringComparison.Ordinal);
        answer.ExpectError(405, "method_not_allowed");
    }

    [Fact]
    public async Task A_wrong_method_on_the_inference_route_is_told_in_that_familys_shape()
    {
        var answer = await Client.GetAsync("/api/v1/inference", Token);

        answer.ExpectInferenceError(405);
        Assert.Contains("POST", answer.Header("Allow"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("POST", "/v1/chat")]
    [InlineData("GET", "/nothing/at/all")]
    [InlineData("GET", "/..%2f..%2fetc/passwd")]
    public async Task An_unknown_route_is_not_found(string method, string path) =>
        (await Client.SendAsync(new HttpRequestMessage(HttpMethod.Parse(method), path), Token)).ExpectError(404, "not_found");

    [Fact]
    public async Task An_unknown_route_of_the_inference_family_is_told_in_its_shape() =>
        (await Client.GetAsync("/api/v1/nothing", Token)).ExpectInferenceError(404);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Another_content_type_is_refused_on_v1(string type)
    {
        var body = Encoding.UTF8.GetBytes(Bodies.Chat("Hello").ToJsonString());
        (await Client.SendAsync(GatewayClient.Post("/v1/chat/completions", body, type), Token)).ExpectError(415, "unsupported_media_type");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    public async Task JSON_is_taken_however_its_type_is_written(string type)
    {
        var body = Encoding.UTF8.GetBytes(Bodies.Chat("Hello").With("max_tokens", 1).ToJsonString());
        (await Client.SendAsync(GatewayClient.Post("/v1/chat/completions", body, type), Token)).Expect(200);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/api/v1/inference")]
    public async Task A_body_over_the_limit_is_refused_by_its_length_before_it_is_sent(string path)
    {
        using var connection = await RawConnection.OpenAsync(Gateway.Url, Token);
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {DefaultLimit + 1}\r\n\r\n", Token);
        var answer = await connection.ReadUntilAsync("}", Token);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/json", answer, StringComparison.Ordinal);
        Assert.Contains("max_body_bytes", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_grows_over_the_limit_is_refused_as_it_grows()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("server: { max_body_bytes: 65536 }\n"));
        using var connection = await RawConnection.OpenAsync(gateway.Url, Token);
        await connection.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", Token);
        for (var sent = 0; sent <= 65536; sent += 8192)
            await connection.SendAsync("2000\r\n" + new string(' ', 8192) + "\r\n", Token);
        // No last chunk: the answer comes although the body is not over.
        var answer = await connection.ReadUntilAsync("}", Token);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("65536", answer, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.Client.GetAsync("/healthz", Token)).Status);
        (await gateway.Client.PostAsync("/v1/chat/completions", new string(' ', 70_000), Token)).ExpectError(413, "body_too_large");
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task What_is_no_HTTP_harms_nobody(string request)
    {
        using (var connection = await RawConnection.OpenAsync(Gateway.Url, Token))
        {
            await connection.SendAsync(request, Token);
            Assert.DoesNotContain("HTTP/1.1 500", await connection.ReadUntilAsync("\r\n\r\n", Token), StringComparison.Ordinal);
        }

        Assert.Equal(200, (await Client.GetAsync("/healthz", Token)).Status);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_its_body_harms_nobody()
    {
        using (var connection = await RawConnection.OpenAsync(Gateway.Url, Token))
            await connection.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"messages\":", Token);

        Assert.Equal(200, (await Client.GetAsync("/healthz", Token)).Status);
        (await Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
    }
}
