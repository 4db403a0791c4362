using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A backend that is to be given nothing new stays so, over reloads and restarts, until somebody ends it.</summary>
public sealed class DrainingTests : UpstreamTest
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-drain-");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task Draining_outlives_the_program_for_backends_of_files_and_of_the_api()
    {
        var (one, two, mine) = (OpenAi(), OpenAi(), OpenAi());
        var first = await StartAsync(one.Endpoint, two.Endpoint);
        (await first.Client.PostAsync("/v1/backends", $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{mine.Endpoint}}"],"models":["{{Served}}"]}""", Token)).Expect(200);
        (await PatchAsync(first, "one", true)).Expect(200);
        (await PatchAsync(first, "mine", true)).Expect(200);
        await AskAsync(first, 4);
        await first.TerminateAsync(Token);
        Assert.Equal(0, await first.ExitCodeAsync(Token));

        var second = await StartAsync(one.Endpoint, two.Endpoint);
        var item = (await second.Client.GetAsync("/v1/backends/one", Token)).Expect(200);
        Assert.True(item.GetProperty("draining").GetBoolean());
        Assert.Contains("draining", item.GetProperty("endpoints")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        (await second.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).ExpectError(503, "no_healthy_backends");
        await AskAsync(second, 4);
        Assert.Equal((0, 8), (one.Generations.Count, two.Generations.Count));

        (await PatchAsync(second, "one", false)).Expect(200);
        await AskAsync(second, 4);
        Assert.Equal((2, 10), (one.Generations.Count, two.Generations.Count));
        using var delete = new HttpRequestMessage(HttpMethod.Delete, "/v1/backends/mine");
        (await second.Client.SendAsync(delete, Token)).Expect(200);
        (await second.Client.PostAsync("/v1/backends", $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{mine.Endpoint}}"],"models":["{{Served}}"]}""", Token)).Expect(200);
        (await second.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).Expect(200);
    }

    private Task<GatewayProcess> StartAsync(string one, string two) => StartAsync(
        new Backends().Add("one", "openai", one, Model, Served).Add("two", "openai", two, Model, Served),
        $"{UpstreamSettings.Once}database: {{ connection_string: \"sqlite:file:{Path.Combine(place.FullName, "kept.db")}?mode=rwc\" }}\n");

    private async Task AskAsync(GatewayProcess gateway, int times)
    {
        for (var i = 0; i < times; i++)
            (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
    }

    private Task<WireAnswer> PatchAsync(GatewayProcess gateway, string name, bool draining)
    {
        var request = GatewayClient.Post($"/v1/backends/{name}", draining ? """{"draining":true}""" : """{"draining":false}""");
        request.Method = HttpMethod.Patch;
        return gateway.Client.SendAsync(request, Token);
    }
}
