using System.IO.Compression;
using System.Net;
using System.Text;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Tests.TestKit;

/// <summary>Every way in which a fake can be told to fail is seen by an ordinary HTTP client.</summary>
public sealed class FakeBehaviorTests : IAsyncDisposable
{
    private const string Whole = """{"model":"served-model","messages":[{"role":"user","content":"hello"}]}""";
    private const string Streamed = """{"model":"served-model","messages":[{"role":"user","content":"hello"}],"stream":true}""";

    private readonly FakeOpenAi fake = new();
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxResponseDrainSize = 0, ResponseDrainTimeout = TimeSpan.Zero });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await fake.DisposeAsync();
    }

    [Fact]
    public async Task A_usual_stream_has_its_text_its_finish_reason_and_its_terminator()
    {
        var text = await TextAsync(Streamed);
        Assert.Contains("日本", text, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"stop\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StreamEnding.WithoutTerminator, true, false)]
    [InlineData(StreamEnding.WithoutFinish, false, true)]
    [InlineData(StreamEnding.Clean, false, false)]
    [InlineData(StreamEnding.Error, false, false)]
    [InlineData(StreamEnding.NamedError, false, false)]
    [InlineData(StreamEnding.Garbage, true, true)]
    [InlineData(StreamEnding.BrokenUtf8, true, true)]
    public async Task A_stream_can_end_properly_and_still_be_wrong(StreamEnding ending, bool finishes, bool terminates)
    {
        fake.Behaviors.Standing = Behavior.EndingAfter(2, ending);
        var text = await TextAsync(Streamed);
        Assert.Contains(" world", text, StringComparison.Ordinal);
        Assert.Equal(finishes, text.Contains("\"finish_reason\":\"stop\"", StringComparison.Ordinal));
        Assert.Equal(terminates, text.Contains("[DONE]", StringComparison.Ordinal));
        Assert.Equal(ending is StreamEnding.Error or StreamEnding.NamedError, text.Contains("{\"error\":{", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StreamEnding.Cut)]
    [InlineData(StreamEnding.CutBetween)]
    [InlineData(StreamEnding.Reset)]
    public async Task A_stream_can_break(StreamEnding ending)
    {
        fake.Behaviors.Standing = Behavior.EndingAfter(2, ending);
        await Assert.ThrowsAnyAsync<IOException>(() => TextAsync(Streamed));
    }

    [Theory]
    [InlineData(BodyCut.HalfOfLength)]
    [InlineData(BodyCut.InsideChunk)]
    [InlineData(BodyCut.WithoutLastChunk)]
    [InlineData(BodyCut.Reset)]
    public async Task A_whole_answer_can_break(BodyCut cut)
    {
        fake.Behaviors.Standing = new Behavior { BodyCut = cut };
        await Assert.ThrowsAnyAsync<IOException>(() => TextAsync(Whole));
    }

    [Theory]
    [InlineData(Packaging.Together)]
    [InlineData(Packaging.Shredded)]
    public async Task Packaging_changes_no_byte(Packaging packaging)
    {
        fake.Reply = _ => FakeReply.Saying("Zürich ", "日本", "🙂");
        fake.Behaviors.Next(new Behavior { Packaging = packaging, Crlf = true, Between = [": ping"] });
        var text = await TextAsync(Streamed);
        Assert.Contains("🙂", text, StringComparison.Ordinal);
        Assert.Contains(": ping\r\n\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("}\n\n", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\r\n\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Whole)]
    [InlineData(Streamed)]
    public async Task It_can_compress_unasked(string body)
    {
        fake.Behaviors.Next(new Behavior { Gzip = true });
        using var response = await PostAsync(body);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using var gzip = new GZipStream(await response.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Contains("served-model", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_answer_goes_on_when_the_test_says_so()
    {
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 1 };
        fake.Behaviors.Next(new Behavior { Hold = hold });
        using var response = await PostAsync(Streamed);
        await hold.Point.ReachedAsync(Token);
        Assert.Equal(1, fake.Traffic.Running);
        hold.Point.Release();
        Assert.Contains("[DONE]", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(0, fake.Traffic.Disconnects);
    }

    [Theory]
    [InlineData(HoldPlace.BeforeHead)]
    [InlineData(HoldPlace.BehindHead)]
    [InlineData(HoldPlace.BehindPieces)]
    public async Task A_client_that_leaves_a_hanging_answer_is_counted(HoldPlace place)
    {
        var hold = new Hold(place);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = ReadAsync(patience.Token);
        await hold.Point.ReachedAsync(Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await fake.Traffic.UntilAsync(traffic => traffic is { Disconnects: 1, Running: 0 }, "the client left", Token);

        async Task ReadAsync(CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fake.Url, "/v1/chat/completions")) { Content = new StringContent(Streamed, Encoding.UTF8, "application/json") };
            using var response = await client.SendAsync(request, cancellationToken);
            await response.Content.ReadAsStringAsync(cancellationToken);
        }
    }

    [Fact]
    public async Task It_can_refuse_connections_and_take_them_again()
    {
        await TextAsync(Whole);
        await fake.RefuseAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => TextAsync(Whole));
        fake.Accept();
        await TextAsync(Whole);
        Assert.Equal(2, fake.Generations.Count);
    }

    [Fact]
    public async Task Answers_of_other_kinds_come_as_they_are()
    {
        fake.Behaviors.Next(Behavior.Replying(Replies.Redirect(new Uri("http://127.0.0.1:9/elsewhere"))), Behavior.Replying(Replies.RateLimited(7)), Behavior.Replying(Replies.Html), Behavior.Replying(Replies.Empty), Replies.EchoingKey(401));
        using var redirect = await PostAsync(Whole);
        Assert.Equal((HttpStatusCode.Found, new Uri("http://127.0.0.1:9/elsewhere")), (redirect.StatusCode, redirect.Headers.Location));
        using var limited = await PostAsync(Whole);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (limited.StatusCode, limited.Headers.RetryAfter?.Delta));
        Assert.StartsWith("<!DOCTYPE html>", await TextAsync(Whole), StringComparison.Ordinal);
        Assert.Empty(await TextAsync(Whole));
        using var refused = await PostAsync(Whole, "Bearer sk-secret");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("sk-secret", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var usual = await PostAsync(Whole);
        Assert.Equal(HttpStatusCode.OK, usual.StatusCode);
    }

    [Fact]
    public async Task It_answers_only_to_its_credential()
    {
        fake.Credential = FakeCredential.Bearer("sk-right");
        using var wrong = await PostAsync(Whole, "Bearer sk-wrong");
        using var right = await PostAsync(Whole, "Bearer sk-right");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (wrong.StatusCode, right.StatusCode));
    }

    private async Task<string> TextAsync(string body)
    {
        using var response = await PostAsync(body);
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Token);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fake.Url, "/v1/chat/completions")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request, Token);
    }
}
