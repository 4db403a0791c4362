using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>Every route for text before every kind of backend: the same question, the same answer, in the words of each.</summary>
public sealed class MatrixTests(MatrixGateway upstream) : JourneyTest, IClassFixture<MatrixGateway>
{
    private const string Stop = " fixed";

    private static readonly Dictionary<string, MatrixSurface> Surfaces = new MatrixSurface[]
    {
        new ChatSurface(), new CompletionSurface(), new ResponsesSurface(), new MessagesSurface(), new OllamaChatSurface(), new OllamaGenerateSurface(), new InferenceSurface(),
    }.ToDictionary(surface => surface.Name);

    private static readonly string[] Fakes = ["openai", "llama-server", "vllm", "vllm-old", "litellm", "ollama-v1", "together", "groq", "tgi", "ollama", "anthropic"];

    private static readonly FakeReply Calling = FakeReply.Calling(new FakeToolCall(MatrixQuestion.Tool, """{"city":"Bern"}"""));

    public static TheoryData<string, string> All => Cells(static _ => true, [.. Fakes, MatrixGateway.Engine]);

    public static TheoryData<string, string> Streams => Cells(static surface => surface.CanStream, [.. Fakes, MatrixGateway.Engine]);

    public static TheoryData<string, string> Tools => Cells(static surface => surface.HasTools, [.. Fakes, MatrixGateway.Engine]);

    public static TheoryData<string, string> Pictures => Cells(static surface => surface.TakesPictures, [.. Fakes, MatrixGateway.Engine]);

    public static TheoryData<string, string> Stops => Cells(static surface => surface.TakesStops, [.. Fakes, MatrixGateway.Engine]);

    public static TheoryData<string, string> Failing => Cells(static _ => true, Fakes);

    public static TheoryData<string, string> Breaking => Cells(static surface => surface.CanStream, Fakes);

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_whole_answer_has_the_text_its_end_and_its_counts(string surface, string backend)
    {
        var (to, at) = Cell(surface, backend, FakeReply.Usual);
        if (await RefusedAsync(to, at, new MatrixQuestion()))
            return;
        var answer = await WholeAsync(to, at, new MatrixQuestion());
        if (at.IsEngine)
        {
            Assert.NotEqual("", answer.Text);
            return;
        }

        Assert.Equal((FakeReply.Usual.Text, "stop", 12), (answer.Text, answer.Finish, answer.CompletionTokens));
        Assert.Equal(to is InferenceSurface ? null : 46, answer.PromptTokens);
        Assert.Empty(answer.Calls);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_says_what_the_whole_answer_says(string surface, string backend)
    {
        var (to, at) = Cell(surface, backend, FakeReply.Usual);
        if (await RefusedAsync(to, at, new MatrixQuestion { Streams = true }))
            return;
        await AgreeAsync(to, at, new MatrixQuestion { MaxTokens = 20 });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_limit_of_tokens_holds_and_the_answer_says_so(string surface, string backend)
    {
        var (to, at) = Cell(surface, backend, FakeReply.Usual);
        if (await RefusedAsync(to, at, new MatrixQuestion()))
            return;
        var answer = await AgreeAsync(to, at, new MatrixQuestion { MaxTokens = 3 });
        Assert.Equal(("length", 3), (answer.Finish, answer.CompletionTokens));
        if (!at.IsEngine)
            Assert.Equal("Hello world, this", answer.Text);
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task A_stop_text_ends_the_answer_before_it(string surface, string backend)
    {
        var (to, at) = Cell(surface, backend, FakeReply.Usual);
        if (await RefusedAsync(to, at, new MatrixQuestion()))
            return;
        if (at.IsEngine)
        {
            // The model says the same again, as far as a piece of its own words.
            var said = (await WholeAsync(to, at, new MatrixQuestion { MaxTokens = 20 })).Text;
            var piece = said.Substring(said.Length / 2, 3);
            var stopped = await AgreeAsync(to, at, new MatrixQuestion { MaxTokens = 20, Stop = piece });
            Assert.Equal((said[..said.IndexOf(piece, StringComparison.Ordinal)], "stop"), (stopped.Text, stopped.Finish));
            return;
        }

        // Only these two servers end by themselves here; TGI sends the stop text along, the others leave it out.
        if (!at.StopsItself)
            at.Say(FakeReply.Saying(at.Protocol == "tgi" ? ["Hello", " world", ", this", " is", " a", Stop] : ["Hello", " world", ", this", " is", " a"]) with { StoppedBy = Stop });
        var answer = await AgreeAsync(to, at, new MatrixQuestion { Stop = Stop });
        Assert.Equal(("Hello world, this is a", "stop"), (answer.Text, answer.Finish));
        Assert.True(at.Last().Holds($"\"{Stop}\""), at.Last().Text);
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task A_call_comes_and_its_result_goes_back(string surface, string backend)
    {
        var (to, at) = Cell(surface, backend, Calling);
        var question = new MatrixQuestion { HasTool = true };
        if (at.IsEngine)
        {
            var ignored = await PostAsync(to, at, question);
            ignored.Expect(200);
            Assert.Contains("tools", ignored.Header("x-gengateway-dropped"), StringComparison.Ordinal);
            return;
        }

        foreach (var streams in new[] { false, true })
        {
            at.Say(Calling);
            var answer = streams ? await StreamedAsync(to, at, question with { Streams = true }) : await WholeAsync(to, at, question);
            Assert.Equal("tool_calls", answer.Finish);
            var call = Assert.Single(answer.Calls);
            Assert.Equal((MatrixQuestion.Tool, """{"city":"Bern"}"""), (call.Name, call.Arguments));

            at.Say(FakeReply.Usual);
            Assert.Equal(FakeReply.Usual.Text, (await WholeAsync(to, at, question with { Called = call })).Text);
            var trip = at.RoundTrip(at.Last().Json);
            Assert.Equal((trip.Call, """{"city":"Bern"}""", MatrixQuestion.Result), (trip.Result, trip.Arguments, trip.Said));
        }

        await AgreeAsync(to, at, question);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task A_picture_reaches_the_backend(string surface, string backend)
    {
        var (to, at) = Cell(surface, backend, FakeReply.Usual);
        var question = new MatrixQuestion { ShowsPicture = true };
        if (at.IsEngine)
        {
            Assert.NotEqual("", to.Error(await PostAsync(to, at, question), 400));
            return;
        }

        Assert.Equal(FakeReply.Usual.Text, (await WholeAsync(to, at, question)).Text);
        Assert.Equal(MatrixQuestion.Picture, at.Picture(at.Last().Json));
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task An_error_before_the_answer_has_the_routes_own_shape(string surface, string backend)
    {
        var (to, at) = Cell(surface, backend, FakeReply.Usual);
        if (await RefusedAsync(to, at, new MatrixQuestion()))
            return;
        foreach (var streams in to.CanStream ? new[] { false, true } : [false])
        {
            var question = new MatrixQuestion { Streams = streams };
            at.Behaviors!.Next(Behavior.Replying(at.Refusal("the prompt is odd")));
            Assert.NotEqual("", to.Error(await PostAsync(to, at, question), 400));

            at.Behaviors.Next(Behavior.Replying(at.Failure("canary-of-the-server")));
            Assert.DoesNotContain("canary", to.Error(await PostAsync(to, at, question), 502), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Breaking))]
    public async Task A_stream_that_fails_ends_with_the_routes_own_error_and_no_success(string surface, string backend)
    {
        var (to, at) = Cell(surface, backend, FakeReply.Usual);
        if (await RefusedAsync(to, at, new MatrixQuestion()))
            return;
        foreach (var ending in new[] { StreamEnding.Error, StreamEnding.CutBetween })
        {
            at.Behaviors!.Next(Behavior.EndingAfter(2, ending));
            var answer = await StreamedAsync(to, at, new MatrixQuestion { Streams = true }, whole: false);
            Assert.Equal("Hello world", answer.Text);
            Assert.False(string.IsNullOrWhiteSpace(answer.Error), $"No error after {ending}.");
            Assert.False(answer.Done, $"Success after {ending}.");
        }
    }

    private static TheoryData<string, string> Cells(Func<MatrixSurface, bool> which, string[] backends)
    {
        var cells = new TheoryData<string, string>();
        foreach (var surface in Surfaces.Values.Where(which))
        {
            // Groq has no completions to ask for.
            foreach (var backend in backends.Where(backend => backend != "groq" || !surface.IsRaw))
                cells.Add(surface.Name, backend);
        }

        return cells;
    }

    private (MatrixSurface To, MatrixBackend At) Cell(string surface, string backend, FakeReply reply)
    {
        var at = upstream.Backend(backend);
        at.Say(reply);
        return (Surfaces[surface], at);
    }

    /// <summary>A text cannot be continued raw where the backend has only chats: that is refused, and the cell has nothing more to say.</summary>
    private async Task<bool> RefusedAsync(MatrixSurface to, MatrixBackend at, MatrixQuestion question)
    {
        if (!to.IsRaw || at.Completes)
            return false;
        Assert.NotEqual("", to.Error(await PostAsync(to, at, question), 400));
        return true;
    }

    private Task<WireAnswer> PostAsync(MatrixSurface to, MatrixBackend at, MatrixQuestion question) =>
        upstream.Client.PostAsync(to.Path, to.Body(at.Model, question), Token);

    private async Task<MatrixAnswer> WholeAsync(MatrixSurface to, MatrixBackend at, MatrixQuestion question) =>
        to.Whole((await PostAsync(to, at, question)).Expect(200));

    private async Task<MatrixAnswer> StreamedAsync(MatrixSurface to, MatrixBackend at, MatrixQuestion question, bool whole = true)
    {
        var answer = to.Streamed(await StreamedEvent.ReadAsync(upstream.Client, GatewayClient.Post(to.Path, to.Body(at.Model, question).ToJsonString()), to.StreamType, Token));
        Assert.True(!whole || (answer.Done && answer.Error is null), $"The stream is not whole: {answer}");
        return answer;
    }

    /// <summary>Asks whole and, where the route has streams, streamed; both say the same. Ids of calls are made anew each time.</summary>
    private async Task<MatrixAnswer> AgreeAsync(MatrixSurface to, MatrixBackend at, MatrixQuestion question)
    {
        var answer = await WholeAsync(to, at, question);
        if (to.CanStream)
        {
            var streamed = await StreamedAsync(to, at, question with { Streams = true });
            Assert.Equal(Facts(answer), Facts(streamed));
        }

        return answer;
    }

    private static (string Text, string? Finish, int? Prompt, int? Completion, string Calls) Facts(MatrixAnswer answer) =>
        (answer.Text, answer.Finish, answer.PromptTokens, answer.CompletionTokens, string.Join(';', answer.Calls.Select(call => (call.Name, call.Arguments))));
}
