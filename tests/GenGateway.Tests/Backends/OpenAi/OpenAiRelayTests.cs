using System.Text;
using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Dispatching;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>The relay against a server: who holds the client's body how long, and what goes over the wire a second time.</summary>
public sealed class OpenAiRelayTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeOpenAi _openAi = new() { Models = ["m"] };
    private readonly RemoteBackend _backend;

    public OpenAiRelayTests() =>
        _backend = Remotes.Backend("openai", _openAi.Endpoint, static client => new OpenAiEndpoint(client, Remotes.Limits, 8), UpstreamCredential.Header("Authorization", "Bearer ", "canary"), new ManualClock());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        await _openAi.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_before_the_backend_answers_leaves_no_body_behind()
    {
        var owner = new Owner();
        var request = Request(owner);
        using var left = new CancellationTokenSource();
        using var attempt = Attempts.At(_backend, request, new TestEntry(request), left.Token);
        _openAi.Behaviors.Next(Behavior.Silent());

        var opening = new Dispatcher(Remotes.Limits.AnswerBytes, Remotes.Limits.Memory).OpenAsync(attempt).AsTask();
        await _openAi.Traffic.UntilAsync(static traffic => traffic.Running == 1, "the backend has the request", Token);
        await left.CancelAsync();
        Assert.False((await opening).TryGet(out _, out _));

        request.Dispose();
        await owner.Back.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_repeat_over_a_fresh_connection_shows_the_credential_once()
    {
        _openAi.Behaviors.Next(Behavior.Usual, new Behavior { Drops = true }, Behavior.Usual);
        for (var i = 0; i < 2; i++)
        {
            using var request = Request(new Owner());
            using var attempt = Attempts.At(_backend, request, new TestEntry(request), Token);
            var opened = await new Dispatcher(Remotes.Limits.AnswerBytes, Remotes.Limits.Memory).OpenAsync(attempt);
            Assert.True(opened.TryGet(out var answer, out var failure), failure?.Message);
            await answer.DisposeAsync();
        }

        Assert.Equal(3, _openAi.Generations.Count);
        Assert.All(_openAi.Generations, static request => Assert.Equal("Bearer canary", request.Header("Authorization")));
    }

    private static GenerationRequest Request(IDisposable owner)
    {
        var body = Encoding.UTF8.GetBytes("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.True(new ChatSurface().Decode(body, Decoding.Context with { BodyOwner = owner }).TryGet(out var decoded, out var failure), failure?.Message);
        return decoded.Request;
    }

    /// <summary>Says when the body is nobody's any more.</summary>
    private sealed class Owner : IDisposable
    {
        private readonly TaskCompletionSource _back = new();

        public Task Back => _back.Task;

        public void Dispose() => _back.SetResult();
    }
}
