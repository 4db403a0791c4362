using System.Net.Http.Headers;
using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>Pictures as jobs: what came of one is there as long as the job is.</summary>
public sealed class PictureJobTests : ImageTest
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-picture-job-");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task The_picture_of_an_edit_outlives_a_restart_and_the_clean_up_as_long_as_its_job_is_kept()
    {
        var fake = A1111();
        var first = await StartAsync(fake, "storage: { base_path: PLACE/pictures }\n");
        var edited = await EditAsync(first, ("stream", "true"));
        var plain = PathOf(Assert.Single(DataOf((await first.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200))));
        var done = await EndAsync(first, edited);
        Assert.Equal("succeeded", done.GetProperty("status").GetString());
        var link = PathOf(Assert.Single(DataOf(done.GetProperty("result"))));
        var picture = await first.Client.PictureAsync(new Uri(first.Client.Url, link).AbsoluteUri, Token);
        await first.KillAsync(Token);
        foreach (var file in new DirectoryInfo(Path.Combine(place.FullName, "pictures")).EnumerateFiles("*.png"))
            file.LastWriteTimeUtc = file.LastWriteTimeUtc.AddHours(-1000);

        var second = await StartAsync(fake, "storage: { base_path: PLACE/pictures, cleanup_interval_secs: 1, cleanup: { max_age_hours: 2 } }\n");
        await Eventually.ReachesAsync(async () => (await second.Client.GetAsync(plain, Token)).Status, static status => status == 404, TimeSpan.FromMinutes(1), "the other picture is cleaned", Token);

        var job = (await second.Client.GetAsync($"/v1/jobs/{done.GetProperty("id").GetString()}", Token)).Expect(200);
        Assert.Equal(link, PathOf(Assert.Single(DataOf(job.GetProperty("result")))));
        Assert.Equal(picture, await second.Client.PictureAsync(new Uri(second.Client.Url, link).AbsoluteUri, Token));
    }

    [Fact]
    public async Task An_edit_that_a_restart_cut_off_has_failed_with_that_reason()
    {
        var fake = A1111();
        fake.Steps.Hold();
        var first = await StartAsync(fake, "storage: { base_path: PLACE/pictures }\n");
        var edited = await EditAsync(first);
        await fake.Steps.ReachedAsync(0, Token);
        await first.KillAsync(Token);
        fake.Steps.Release();

        var second = await StartAsync(fake, "storage: { base_path: PLACE/pictures }\n");

        var job = (await second.Client.GetAsync($"/v1/jobs/{edited.GetProperty("id").GetString()}", Token)).Expect(200);
        Assert.Equal("failed", job.GetProperty("status").GetString());
        Assert.Contains("restart", job.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private Task<GatewayProcess> StartAsync(FakeA1111 fake, string settings)
    {
        var yaml = $"version: \"1.0\"\nbackends:\n  image:\n    - {{ name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], retry_count: 0, health_check: {{ enabled: false }} }}\n";
        var options = new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = yaml }, ExpectsErrors = true };
        return StartAsync(options
            .WithConfiguration(UpstreamSettings.Once + settings.Replace("PLACE", place.FullName, StringComparison.Ordinal))
            .WithEnvironment("DATABASE_CONNECTION_STRING", $"sqlite:file:{place.FullName}/database.db?mode=rwc"));
    }

    private async Task<JsonElement> EditAsync(GatewayProcess gateway, params (string Name, string Text)[] more)
    {
        using var form = new MultipartFormDataContent { { new StringContent("a dog"), "prompt" }, { new StringContent("64x64"), "size" }, { new StringContent("url"), "response_format" } };
        foreach (var (name, text) in more)
            form.Add(new StringContent(text), name);
        var part = new ByteArrayContent(FakePng.Of(64, 64, 5));
        part.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(part, "image", "image.png");
        var request = new HttpRequestMessage(HttpMethod.Post, Edits) { Content = form };
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        return (await gateway.Client.SendAsync(request, Token)).Expect(202);
    }

    private async Task<JsonElement> EndAsync(GatewayProcess gateway, JsonElement job) => await Eventually.ReachesAsync(
        async () => (await gateway.Client.GetAsync($"/v1/jobs/{job.GetProperty("id").GetString()}", Token)).Expect(200),
        static seen => seen.GetProperty("status").GetString() is "succeeded" or "failed",
        TimeSpan.FromSeconds(30),
        "the job has ended",
        Token);

    private static string PathOf(JsonElement item) => new Uri(item.GetProperty("url").GetString()!).AbsolutePath;
}
