using System.Text;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Journey.Tests.Anthropic;

/// <summary>What Anthropic's own and other clients of its protocol sent when they were recorded, byte for byte; and who may ask.</summary>
public sealed class MessagesClientTests : UpstreamTest
{
    private const string Key = "gg-canary-messages-7d2f90";

    public static TheoryData<string, string> Recorded =>
    [
        .. Directory.GetFiles(Folder("client-anthropic"), "*.jsonl").Select(static file => new TheoryDataRow<string, string>("client-anthropic", Path.GetFileName(file))),
        new TheoryDataRow<string, string>("client-litellm", "anthropic.jsonl"),
    ];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Every_recorded_request_is_served(string folder, string file)
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, "m", Served));
        var sent = Encoding.UTF8.GetString(Transcript.Load(Path.Combine(Folder(folder), file)).First.Request)
            .Replace("Connection: keep-alive", "Connection: close", StringComparison.OrdinalIgnoreCase);
        using var connection = await RawConnection.OpenAsync(gateway.Url, Token);
        await connection.SendAsync(Encoding.UTF8.GetBytes(sent), Token);
        var answer = await connection.ReadToEndAsync(Token);

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains(sent.Contains("\"stream\":true", StringComparison.Ordinal) ? "event: message_stop" : "\"type\":\"message\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-api-key", Key, 200)]
    [InlineData("Authorization", "Bearer " + Key, 200)]
    [InlineData("x-api-key", "sk-ant-other", 401)]
    [InlineData("anthropic-version", "2023-06-01", 401)]
    public async Task A_key_is_taken_as_the_SDKs_send_it(string header, string value, int status)
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, "m", Served), UpstreamSettings.Once + $"auth:\n  api_keys: [\"{Key}\"]\n");
        foreach (var path in new[] { Messages.Path, "/v1/messages/count_tokens" })
        {
            var request = GatewayClient.Post(path, Messages.Ask("hello").With("model", "m").ToJsonString());
            request.Headers.Add(header, value);
            var answer = await gateway.Client.SendAsync(request, Token);
            if (status == 401)
                answer.ExpectMessagesError(401, "authentication_error");
            else
                Assert.True(answer.Status == (path == Messages.Path ? 200 : 400), answer.Text);
        }
    }

    [Fact]
    public async Task A_family_that_is_off_is_not_there_and_the_models_are_OpenAIs_again()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, "m", Served), UpstreamSettings.Once + "surfaces: { anthropic: false }\n");

        (await gateway.Client.PostAsync(Messages.Path, Messages.Ask("hello"), Token)).ExpectMessagesError(404, "not_found_error");
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("anthropic-version", "2023-06-01");
        Assert.Equal("list", (await gateway.Client.SendAsync(request, Token)).Expect(200).GetProperty("object").GetString());
    }

    [Fact]
    public async Task A_waiting_stream_gets_pings_and_then_its_message()
    {
        var fake = OpenAi();
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), UpstreamSettings.Once + "stream: { ping_after_secs: 1 }\n");
        var body = Messages.Ask("hello").With("model", Model).With("stream", true).ToJsonString();
        using var connection = await RawConnection.OpenAsync(gateway.Url, Token);
        await connection.SendAsync($"POST {Messages.Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}", Token);

        var early = await connection.ReadUntilAsync("event: ping\ndata: {\"type\": \"ping\"}\n\n", Token);
        Assert.StartsWith("HTTP/1.1 200", early, StringComparison.Ordinal);
        Assert.DoesNotContain("message_start", early, StringComparison.Ordinal);
        hold.Point.Release();
        var rest = await connection.ReadToEndAsync(Token);
        Assert.Contains("event: message_start", rest, StringComparison.Ordinal);
        Assert.Contains("event: message_stop", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_can_be_a_job()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, "m", Served));
        var request = GatewayClient.Post(Messages.Path, Messages.Ask("hello").With("model", "m").ToJsonString());
        request.Headers.Add("Prefer", "respond-async");
        var job = (await gateway.Client.SendAsync(request, Token)).Expect(202);
        var path = $"/v1/jobs/{job.GetProperty("id").GetString()}";
        var done = await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync(path, Token)).Expect(200),
            now => now.GetProperty("status").GetString() == "succeeded",
            TimeSpan.FromSeconds(20),
            "the job is done",
            Token);

        Assert.Equal("message", done.GetProperty("result").GetProperty("type").GetString());
    }

    private static string Folder(string name) => Repository.PathOf("tests", "Fixtures", "transcripts", name);
}
