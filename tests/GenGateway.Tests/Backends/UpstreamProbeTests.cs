using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Tests.Backends;

public sealed class UpstreamProbeTests
{
    [Theory]
    [InlineData(200, true)]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(404, true)]
    [InlineData(429, true)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public async Task The_protocols_own_probe_wants_an_answer_of_a_server_that_works(int status, bool isWell)
    {
        await using var fake = new FakeOpenAi();
        fake.Listing.Standing = Behavior.Replying(Replies.Failure(status, "as it is"));
        using var pool = new UpstreamPool(1);
        Assert.Equal(isWell, await AskAsync(fake, pool, path: null) is null);
        Assert.Equal("/v1/models", Assert.Single(fake.Traffic.Requests).Path);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(302, false)]
    [InlineData(401, false)]
    [InlineData(503, false)]
    public async Task A_path_must_be_answered_well(int status, bool isWell)
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.Vllm);
        fake.Health.Standing = Behavior.Replying(new(status, []));
        using var pool = new UpstreamPool(1);
        var failure = await AskAsync(fake, pool, "/health");
        Assert.Equal(isWell, failure is null);
        Assert.Equal(["/v1/health", "/health"], fake.Traffic.Requests.Select(static request => request.Path));
    }

    [Fact]
    public async Task A_path_that_nobody_has_is_told_with_its_setting_and_both_places_were_asked()
    {
        await using var fake = new FakeOpenAi();
        using var pool = new UpstreamPool(1);
        var failure = await AskAsync(fake, pool, "/up");
        Assert.Contains("health_check.path", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(404, failure.UpstreamStatus);
        Assert.Equal(["/v1/up", "/up"], fake.Traffic.Requests.Select(static request => request.Path));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(503, false)]
    public async Task Where_only_the_address_is_known_a_path_that_nobody_has_leaves_it_to_the_protocols_own_probe(int status, bool isWell)
    {
        await using var fake = new FakeOpenAi();
        fake.Listing.Standing = Behavior.Replying(Replies.Failure(status, "as it is"));
        using var pool = new UpstreamPool(1);
        Assert.Equal(isWell, await AskAsync(fake, pool, "/up", mayLackPath: true) is null);
        Assert.Equal(["/v1/up", "/up", "/v1/models"], fake.Traffic.Requests.Select(static request => request.Path));
    }

    [Fact]
    public async Task A_server_that_refuses_connections_is_not_well()
    {
        await using var fake = new FakeOpenAi();
        await fake.RefuseAsync();
        using var pool = new UpstreamPool(1);
        Assert.Equal(FailureKind.BackendError, (await AskAsync(fake, pool, path: null))?.Kind);
    }

    private static async Task<Failure?> AskAsync(FakeOpenAi fake, UpstreamPool pool, string? path, bool mayLackPath = false)
    {
        var client = new UpstreamClient("upstream", new Uri(fake.Endpoint), UpstreamCredential.None, pool, TimeProvider.System) { HealthPath = path, MayLackHealthPath = mayLackPath };
        return await new UpstreamProbe(client, client.Route("models")).RunAsync(TestContext.Current.CancellationToken);
    }
}
