using System.Text;
using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Transcripts;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>Vectors of servers that speak OpenAI's protocol, on both lanes.</summary>
public sealed class EmbeddingTests : IAsyncDisposable
{
    private readonly FakeOpenAi _server = new();
    private readonly RemoteBackend _backend;

    public EmbeddingTests() => _backend = Remotes.Backend("openai", _server.Endpoint, static client => new OpenAiEndpoint(client, Remotes.Limits, 8));

    public static TheoryData<string> Recorded => new("llama-server/embeddings", "llama-server/embeddings-dimensions", "llama-server/embeddings-tokens", "litellm-proxy/embeddings", "ollama/v1-embeddings", "ollama/v1-embeddings-base64", "ollama/v1-embeddings-dimensions", "ollama/v1-embeddings-empty");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Both_lanes_read_a_recorded_answer_alike(string name)
    {
        var recorded = Recordings.Load(name).Exchanges[0];
        var request = Decoding.Request(new EmbeddingSurface(), Encoding.UTF8.GetString(recorded.RequestBody));
        using var relayed = AnswerRun.Attempt(request);
        var opened = await WholeRelay.OpenAsync(new HttpResponseMessage { Content = new ByteArrayContent(recorded.AnswerBody) }, relayed, Remotes.Limits, EmbeddingJudge.Judge);
        Assert.True(opened.TryGet(out var relay, out var failure), failure?.Message);
        await relay.DisposeAsync();

        using var translated = AnswerRun.Attempt(request);
        var inputs = request.Wire!.Peeked.Inputs;
        await using var generation = new EmbeddingGeneration(new HttpResponseMessage { Content = new ByteArrayContent(recorded.AnswerBody) }, translated, Remotes.Limits, inputs);
        var events = new List<GenerationEvent>();
        await foreach (var happened in generation.ReadAsync(Token))
        {
            events.Add(happened);
            if (happened is not GenerationEvent.Embedded || translated.Tally.Deltas == 0)
                translated.Tally.Add(happened);
        }

        Assert.Equal(inputs, events.OfType<GenerationEvent.Embedded>().Count());
        Assert.All(events.OfType<GenerationEvent.Embedded>(), static vector => Assert.False(vector.Vector.IsEmpty));
        Assert.Equal(AnswerRun.TallyText(translated.Tally), AnswerRun.TallyText(relayed.Tally));
        Assert.NotNull(relayed.Tally.Usage);
    }

    [Fact]
    public void Base64_and_numbers_are_the_same_vector()
    {
        Assert.Equal(VectorsOf("ollama/v1-embeddings", 2)[0].ToArray(), VectorsOf("ollama/v1-embeddings-base64", 1)[0].ToArray());
    }

    [Theory]
    [InlineData("""{"data":[{"embedding":[1],"index":0}]}""", "1 vectors for 2 inputs")]
    [InlineData("""{"data":[{"embedding":[1]},{"embedding":[1]},{"embedding":[1]}]}""", "3 vectors for 2 inputs")]
    [InlineData("""{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":0}]}""", "no list of vectors")]
    [InlineData("""{"data":[{"embedding":[1],"index":-1},{"embedding":[1],"index":-2}]}""", "no list of vectors")]
    [InlineData("""{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":1099511627776}]}""", "no list of vectors")]
    [InlineData("""{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":"1"}]}""", "no list of vectors")]
    [InlineData("""{"data":[{"embedding":[1]},{"embedding":[]}]}""", "no list of vectors")]
    [InlineData("""{"data":[{"embedding":[1]},{"embedding":[null]}]}""", "no list of vectors")]
    [InlineData("""{"data":[{"embedding":[1]},{"embedding":"AAA="}]}""", "no list of vectors")]
    [InlineData("""{"data":[]}""", "no list of vectors")]
    [InlineData("""{"choices":[]}""", "no list of vectors")]
    [InlineData("""{"error":{"message":"no"}}""", "an error")]
    [InlineData("""{"object":"error","message":"no"}""", "an error")]
    [InlineData("""<html>""", "no list of vectors")]
    [InlineData("", "nothing")]
    public void A_200_without_the_vectors_that_were_asked_for_is_a_failure(string body, string told)
    {
        var failure = EmbeddingJudge.Judge(Encoding.UTF8.GetBytes(body), "upstream", 2, null, out _);
        Assert.Equal(FailureKind.BackendError, failure!.Kind);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_that_come_in_another_order_are_put_where_their_index_says()
    {
        var vectors = new ReadOnlyMemory<float>[2];
        Assert.Null(EmbeddingJudge.Judge("""{"data":[{"index":1,"embedding":[1]},{"index":0,"embedding":[0]}]}"""u8, "upstream", 2, vectors, out _));
        Assert.Equal([0f, 1f], vectors.Select(static vector => vector.Span[0]));
    }

    [Fact]
    public async Task A_task_is_asked_for_as_the_protocol_has_it()
    {
        var events = await GenerateAsync("""{"model":"served-model","input":["ab","c"],"dimensions":8,"encoding_format":"base64"}""");

        Assert.Equal("""{"model":"served-model","input":["ab","c"],"dimensions":8}""", Call);
        Assert.Equal([VectorOf("ab"), VectorOf("c")], events.OfType<GenerationEvent.Embedded>().Select(static vector => vector.Vector.ToArray()));
        Assert.Equal([new GenerationEvent.UsageReported(new Usage(3, 0)), GenerationEvent.Finished.Instance], events.Skip(2));
    }

    [Fact]
    public async Task A_body_of_the_clients_own_passes_as_it_came()
    {
        var body = """{ "model" : "served-model", "input" : "ab", "input_type":"query" }""";
        var request = Decoding.Request(new EmbeddingSurface(), body);
        using var attempt = Attempts.At(_backend, request, new TestEntry(request), Token);
        var opened = await new Dispatcher(Remotes.Limits.AnswerBytes, Remotes.Limits.Memory).OpenAsync(attempt);

        Assert.True(opened.TryGet(out var answer, out var failure), failure?.Message);
        await using (answer)
        {
            Assert.Equal(body, Call);
            Assert.Contains("\"object\":", Encoding.UTF8.GetString((await ((Relay)answer).ReadAsync(Token)).Bytes.Span), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_refusal_is_the_clients()
    {
        Assert.Equal(FailureKind.BackendRefused, Remotes.FailureOf(await GenerateAsync("""{"model":"served-model","input":""}""")).Kind);
        _server.Side.Next(Behavior.Replying(WireReply.Of(500, "{}", "application/json")));
        Assert.Equal(FailureKind.BackendError, Remotes.FailureOf(await GenerateAsync("""{"model":"served-model","input":"ab"}""")).Kind);
    }

    private string Call => _server.Traffic.Requests.Last(static request => request.Path == "/v1/embeddings").Text;

    private static float[] VectorOf(string text) => FakeVector.Of(FakeTokens.Encode(text));

    private static ReadOnlyMemory<float>[] VectorsOf(string name, int inputs)
    {
        var vectors = new ReadOnlyMemory<float>[inputs];
        Assert.Null(EmbeddingJudge.Judge(Recordings.Load(name).Exchanges[0].AnswerBody, "upstream", inputs, vectors, out _));
        return vectors;
    }

    private async Task<IReadOnlyList<GenerationEvent>> GenerateAsync(string body)
    {
        var request = Decoding.Request(new EmbeddingSurface(), body);
        if (!(await _backend.OpenAsync(request, Token)).TryGet(out var generation, out var failure))
            return [new GenerationEvent.Failed(failure)];
        var events = new List<GenerationEvent>();
        await using (generation)
        {
            await foreach (var happened in generation.ReadAsync(Token))
                events.Add(happened);
        }

        return events;
    }
}
