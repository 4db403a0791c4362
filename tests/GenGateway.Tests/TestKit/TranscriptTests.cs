using System.Net.Sockets;
using System.Text;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>What was recorded is what is played, however it is cut.</summary>
public sealed class TranscriptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Servers => ["a1111", "client-aider", "client-images", "llama-server", "ollama", "litellm-proxy", "client-anthropic", "client-langchain", "client-litellm", "client-ollama", "client-openai"];

    [Theory]
    [MemberData(nameof(Servers))]
    public void Every_recording_holds_a_request_and_what_came_back(string server)
    {
        foreach (var name in Recordings.Names(server))
        {
            var transcript = Recordings.Load(name);
            Assert.NotEmpty(transcript.Exchanges);
            Assert.All(transcript.Exchanges, exchange => Assert.StartsWith("HTTP/1.1 ", exchange.AnswerHead, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void No_plan_changes_a_byte(string server)
    {
        foreach (var exchange in Recordings.Names(server).SelectMany(name => Recordings.Load(name).Exchanges))
        {
            foreach (var plan in (PacketPlan[])[PacketPlan.Recorded, PacketPlan.Whole, PacketPlan.EveryByte, PacketPlan.Every(3), PacketPlan.Seeded(1), PacketPlan.Seeded(2)])
                Assert.Equal(exchange.Answer, plan.Cut(exchange).SelectMany(packet => packet));
        }
    }

    [Fact]
    public void A_seed_cuts_where_a_reader_stumbles_and_always_the_same()
    {
        var exchange = Recordings.Load("ollama/chat-stream").First;
        var packets = PacketPlan.Seeded(7).Cut(exchange);

        Assert.Equal(packets, PacketPlan.Seeded(7).Cut(exchange));
        Assert.NotEqual(packets, PacketPlan.Seeded(8).Cut(exchange));
        Assert.Contains(packets, packet => (packet[0] & 0xC0) == 0x80);
        Assert.Contains(packets, packet => packet[0] == '\n' && packet.Length > 1);
        Assert.Contains(packets, packet => packet[^1] == '\r');
    }

    [Theory]
    [InlineData("llama-server/chat-stream")]
    [InlineData("llama-server/unknown-route-post")]
    [InlineData("ollama/chat-stream")]
    [InlineData("ollama/v1-chat")]
    [InlineData("litellm-proxy/stream-error-event")]
    public async Task The_server_plays_its_recording_byte_for_byte(string name)
    {
        var recorded = Recordings.Load(name).First;
        foreach (var plan in (PacketPlan[])[PacketPlan.Recorded, PacketPlan.EveryByte, PacketPlan.Seeded(3)])
        {
            await using var server = new TranscriptServer(plan, Recordings.Load(name));
            Assert.Equal(recorded.Answer, await RawClient.AskAsync(server.Url, recorded.Request, Token));
            var received = Assert.Single(server.Traffic.Requests);
            Assert.Equal(recorded.RequestBody, received.Body);
            Assert.Equal(recorded.Target, received.Target);
            Assert.Empty(server.Unmatched);
        }
    }

    [Fact]
    public async Task Of_several_recordings_the_one_with_the_same_body_plays()
    {
        await using var server = new TranscriptServer(PacketPlan.Recorded, Recordings.Load("ollama/chat"), Recordings.Load("ollama/chat-unknown"));
        var unknown = Recordings.Load("ollama/chat-unknown").First;
        Assert.Equal(unknown.Answer, await RawClient.AskAsync(server.Url, unknown.Request, Token));
    }

    [Fact]
    public async Task What_nobody_recorded_is_kept_and_refused()
    {
        await using var server = new TranscriptServer(PacketPlan.Recorded, Recordings.Load("ollama/chat"));
        var answer = await RawClient.AskAsync(server.Url, "GET /elsewhere?a=b HTTP/1.1\r\nHost: x\r\nX-Empty:\r\n\r\n"u8.ToArray(), Token);
        Assert.StartsWith("HTTP/1.1 404 ", Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
        var request = Assert.Single(server.Unmatched);
        Assert.Equal(("/elsewhere", "a=b", "b", ""), (request.Path, request.Query, request.QueryValue("a"), request.Header("x-empty")));
    }

    [Fact]
    public async Task A_client_that_leaves_is_seen()
    {
        await using var server = new TranscriptServer(PacketPlan.Recorded, Recordings.Load("ollama/cancel-stream"));
        var recorded = Recordings.Load("ollama/cancel-stream").First;
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync("127.0.0.1", server.Url.Port, Token);
            await socket.SendAsync(recorded.Request, Token);
            await server.Traffic.UntilAsync(traffic => traffic.Running == 1, "the request is there", Token);
            Assert.Equal(0, server.Traffic.Disconnects);
        }

        await server.Traffic.UntilAsync(traffic => traffic is { Disconnects: 1, Running: 0, Open: 0 }, "the client left", Token);
    }

    [Fact]
    public void The_recordings_name_no_machine()
    {
        foreach (var file in Directory.EnumerateFiles(Recordings.Folder, "*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            Assert.All(["home", "root"], folder => Assert.DoesNotContain($"/{folder}/", text, StringComparison.Ordinal));
        }
    }
}
