using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Nothing configured: one command, and it serves on loopback.</summary>
public sealed class FirstStartTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    [Fact]
    public void It_listens_on_loopback() => Assert.True(Gateway.Url.IsLoopback);

    [Fact]
    public async Task It_is_alive_and_ready()
    {
        Assert.Equal(200, (await Client.GetAsync("/healthz", Token)).Status);
        Assert.Equal(200, (await Client.GetAsync("/readyz", Token)).Status);
    }

    [Fact]
    public async Task Health_counts_the_backends()
    {
        var health = (await Client.GetAsync("/health", Token)).Expect(200);

        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", health.GetProperty("version").GetString());
        var backends = health.GetProperty("backends");
        Assert.InRange(backends.GetProperty("total").GetInt32(), 1, int.MaxValue);
        Assert.Equal(backends.GetProperty("total").GetInt32(), backends.GetProperty("healthy").GetInt32());
        Assert.Equal(0, backends.GetProperty("unhealthy").GetInt32());
    }

    [Fact]
    public async Task The_shipped_model_is_listed_with_what_it_can_do_and_who_serves_it()
    {
        var list = (await Client.GetAsync("/v1/models", Token)).Expect(200);

        Assert.Equal("list", list.GetProperty("object").GetString());
        var model = Assert.Single(list.GetProperty("data").EnumerateArray(), item => item.GetProperty("id").GetString() == "tiny-chat");
        Assert.Equal("model", model.GetProperty("object").GetString());
        Assert.InRange(model.GetProperty("created").GetInt64(), 0, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        Assert.False(string.IsNullOrEmpty(model.GetProperty("owned_by").GetString()));
        var capabilities = model.GetProperty("capabilities").EnumerateArray().Select(item => item.GetString()).ToArray();
        Assert.Contains("chat", capabilities);
        Assert.Contains("completion", capabilities);
        Assert.Equal(["tiny-chat"], model.GetProperty("backends").EnumerateArray().Select(item => item.GetString()));
    }

    [Fact]
    public async Task One_model_can_be_asked_for()
    {
        var model = (await Client.GetAsync("/v1/models/tiny-chat", Token)).Expect(200);

        Assert.Equal("tiny-chat", model.GetProperty("id").GetString());
        Assert.Equal("model", model.GetProperty("object").GetString());
    }

    [Theory]
    [InlineData("/v1/models/gpt-nobody-has")]
    [InlineData("/v1/models/some%2Fmodel")]
    public async Task A_model_that_nobody_serves_is_not_found(string path) =>
        (await Client.GetAsync(path, Token)).ExpectError(404, "model_not_found");

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/healthz")]
    [InlineData("/v1/nothing")]
    public async Task A_request_id_is_taken_and_told(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("x-request-id", "journey-test-1");

        Assert.Equal("journey-test-1", (await Client.SendAsync(request, Token)).Header("x-request-id"));
    }

    [Fact]
    public async Task A_request_without_an_id_is_given_one_that_sorts_by_time()
    {
        var id = (await Client.GetAsync("/v1/models", Token)).Header("x-request-id");

        Assert.True(Guid.TryParse(id, out var made), id);
        Assert.Equal(7, made.Version);
    }

    [Fact]
    public async Task Every_request_leaves_one_line_in_the_log()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models/tiny-chat");
        request.Headers.Add("x-request-id", "journey-log-line");
        await Client.SendAsync(request, Token);

        var lines = await Eventually.ReachesAsync(
            () => Task.FromResult(Gateway.Log.Output.Where(line => line.Contains("journey-log-line", StringComparison.Ordinal)).ToArray()),
            found => found.Length > 0,
            TimeSpan.FromSeconds(5),
            "a log line with the request's id",
            Token);

        var log = LogLine.Parse(Assert.Single(lines));
        foreach (var name in new[] { "level", "ts", "msg", "method", "path", "status", "duration", "client_ip", "request_id" })
            Assert.True(log.TryGetProperty(name, out _), $"{name} is missing in {lines[0]}");
        Assert.Equal("GET", log.GetProperty("method").GetString());
        Assert.Equal(200, log.GetProperty("status").GetInt32());
    }
}
