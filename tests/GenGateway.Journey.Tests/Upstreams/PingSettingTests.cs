using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary><c>stream.ping_after_secs</c>: a client that waits long is told that somebody is there, and nothing else.</summary>
public sealed class PingSettingTests : UpstreamTest
{
    private const string Settings = UpstreamSettings.Once + "stream: { ping_after_secs: 1 }\n";
    private const string Ping = ": ping\n\n";

    [Fact]
    public async Task A_waiting_stream_gets_comments_and_then_its_answer()
    {
        var fake = OpenAi();
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), Settings);
        using var connection = await AskAsync(gateway);

        // The backend has said nothing yet: what comes here is the gateway's own.
        var early = await connection.ReadUntilAsync(Ping, Token);
        Assert.StartsWith("HTTP/1.1 200", early, StringComparison.Ordinal);
        Assert.Contains("text/event-stream", early, StringComparison.Ordinal);
        Assert.DoesNotContain("data:", early, StringComparison.Ordinal);
        hold.Point.Release();
        var rest = await connection.ReadUntilAsync("[DONE]", Token);
        Assert.Contains("日本", rest, StringComparison.Ordinal);
        Assert.Contains("[DONE]", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("\"error\"", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_behind_the_comments_is_an_event_and_no_terminator_follows()
    {
        var fake = OpenAi();
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold, Instead = _ => Replies.Failure(500, "no") });
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), Settings);
        using var connection = await AskAsync(gateway);

        Assert.StartsWith("HTTP/1.1 200", await connection.ReadUntilAsync(Ping, Token), StringComparison.Ordinal);
        hold.Point.Release();
        // The connection closes behind its only request: all that came is read.
        var rest = await connection.ReadUntilAsync("nothing says this", Token);
        Assert.Contains("\"error\"", rest, StringComparison.Ordinal);
        Assert.Contains("backend_error", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", rest, StringComparison.Ordinal);
        var record = (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions")[0];
        Assert.Equal("failed", record.GetProperty("status").GetString());
    }

    private async Task<RawConnection> AskAsync(GatewayProcess gateway)
    {
        var body = Question().With("stream", true).ToJsonString();
        var connection = await RawConnection.OpenAsync(gateway.Url, Token);
        await connection.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}", Token);
        return connection;
    }
}
