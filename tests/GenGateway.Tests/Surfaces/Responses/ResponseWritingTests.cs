using System.Buffers;
using System.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Responses;
using static GenGateway.Tests.Surfaces.Answering;

namespace GenGateway.Tests.Surfaces.Responses;

public sealed class ResponseWritingTests
{
    private const string Plain = """{"input":"Hi","metadata":{"a":"b"}}""";
    private const string Stream = """{"input":"Hi","stream":true,"reasoning":{"summary":"auto"}}""";

    private static readonly GenerationEvent Done = GenerationEvent.Finished.Instance;
    private static readonly GenerationEvent Broke = new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "It broke."));

    [Fact]
    public void A_whole_response_has_OpenAIs_shape()
    {
        var response = Whole(Plain, Text("Hello"), Call(0, "c0", "f", "{\"a\":1}"), End(FinishReason.ToolCalls), Used(3, 2), Done);

        Assert.StartsWith("resp_", response.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(("response", "completed", "tiny-chat"), (Word(response, "object"), Word(response, "status"), Word(response, "model")));
        Assert.Equal("b", response.GetProperty("metadata").GetProperty("a").GetString());
        Assert.False(response.GetProperty("store").GetBoolean());
        var output = response.GetProperty("output");
        Assert.Equal(("message", "completed"), (Word(output[0], "type"), Word(output[0], "status")));
        Assert.Equal("""{"type":"output_text","text":"Hello","annotations":[],"logprobs":[]}""", output[0].GetProperty("content")[0].GetRawText());
        Assert.Equal(("function_call", "c0", "f", "{\"a\":1}"), (Word(output[1], "type"), Word(output[1], "call_id"), Word(output[1], "name"), Word(output[1], "arguments")));
        Assert.Equal((3, 2, 5), (response.GetProperty("usage").GetProperty("input_tokens").GetInt32(), response.GetProperty("usage").GetProperty("output_tokens").GetInt32(), response.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
    }

    [Theory]
    [InlineData(FinishReason.Length, "max_output_tokens")]
    [InlineData(FinishReason.ContentFilter, "content_filter")]
    public void One_that_was_cut_is_incomplete(FinishReason reason, string word)
    {
        var response = Whole(Plain, Text("Hel"), End(reason), Done);
        Assert.Equal("incomplete", Word(response, "status"));
        Assert.Equal(word, response.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, response.GetProperty("usage").ValueKind);
    }

    [Fact]
    public void A_stream_numbers_its_events_and_ends_with_the_whole_response()
    {
        var events = Events(Stream, Thought("Hm."), Text("Hel"), Text("lo"), Call(0, "c0", "f", "{}"), End(FinishReason.ToolCalls), Used(3, 2), Done);

        Assert.Equal(
        [
            "response.created", "response.in_progress",
            "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
            "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
            "response.output_text.done", "response.content_part.done", "response.output_item.done",
            "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done",
            "response.completed",
        ], events.Select(item => Word(item, "type")));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(item => item.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(3, events[^1].GetProperty("response").GetProperty("output").GetArrayLength());
        Assert.Equal("Hello", events.Single(item => Word(item, "type") == "response.output_text.done").GetProperty("text").GetString());
    }

    [Fact]
    public void A_stream_that_breaks_fails_and_says_why()
    {
        var events = Events(Stream, Text("Hel"), Broke);
        Assert.Equal(["response.failed", "error"], events.TakeLast(2).Select(item => Word(item, "type")));
        Assert.Equal("failed", Word(events[^2].GetProperty("response"), "status"));
        Assert.Equal("It broke.", Word(events[^1], "message"));
        Assert.Equal(["error"], Events(Stream, Broke).Select(item => Word(item, "type")));
        Assert.Equal("", Write(new ResponsesSurface(null, long.MaxValue), Plain, Text("a"), Broke));
    }

    [Fact]
    public async Task What_was_kept_can_be_gone_on_from()
    {
        var keeper = new FakeKeeper();
        var surface = new ResponsesSurface(keeper, long.MaxValue);
        Write(surface, Plain, Text("Hello"), Call(0, "c0", "f", "{}"), End(FinishReason.ToolCalls), Done);
        var kept = Assert.Single(keeper.Kept);

        var body = Encoding.UTF8.GetBytes($$"""{"previous_response_id":"{{kept.Id}}","input":[{"type":"function_call_output","call_id":"c0","output":"42"}]}""");
        Assert.True((await surface.PrepareAsync(body, Decoding.Context.Caller, static _ => null, TestContext.Current.CancellationToken)).TryGet(out var prepared, out _));
        Assert.True(prepared.Decode(body, Decoding.Context).TryGet(out var asked, out var failure), failure?.Message);
        Assert.True(asked.Request.Decode().TryGet(out var decoded, out _));
        Assert.Equal(["user", "assistant", "tool"], ((ChatTask)decoded.Task).Messages.Select(message => message.Role));

        var foreign = await surface.PrepareAsync(body, new Caller("other", null), static _ => null, TestContext.Current.CancellationToken);
        Assert.Equal("previous_response_id", foreign.Failure?.Param);
    }

    [Fact]
    public async Task What_a_backend_keeps_is_gone_on_from_there_alone()
    {
        var keeper = new FakeKeeper();
        keeper.Kept.Add(new StoredResponse("resp_1", Decoding.Context.Caller.Key, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, default, "{}"u8.ToArray()) { Backend = "b" });
        var surface = new ResponsesSurface(keeper, long.MaxValue, new BackendCatalogue([new PlayedBackend("other")]));
        var body = """{"previous_response_id":"resp_1","input":"More"}"""u8.ToArray();
        var gone = await surface.PrepareAsync(body, Decoding.Context.Caller, static _ => null, TestContext.Current.CancellationToken);
        Assert.Equal((FailureKind.BackendNotFound, "previous_response_id"), (gone.Failure?.Kind, gone.Failure?.Param));
        Assert.Contains("'b'", gone.Failure?.Message, StringComparison.Ordinal);

        surface = new ResponsesSurface(keeper, long.MaxValue, new BackendCatalogue([new PlayedBackend("b")]));
        var unable = await surface.PrepareAsync(body, Decoding.Context.Caller, static _ => null, TestContext.Current.CancellationToken);
        Assert.Equal((FailureKind.InvalidValue, "previous_response_id"), (unable.Failure?.Kind, unable.Failure?.Param));
        Assert.Contains("do not list responses any more", unable.Failure?.Message, StringComparison.Ordinal);

        surface = new ResponsesSurface(keeper, long.MaxValue);
        Assert.True((await surface.PrepareAsync(body, Decoding.Context.Caller, static _ => null, TestContext.Current.CancellationToken)).TryGet(out var prepared, out _));
        Assert.True(prepared.Decode(body, Decoding.Context).TryGet(out var asked, out var failure), failure?.Message);
        Assert.Equal(("b", "resp_1"), (asked.Request.Backend, asked.Request.Terms?.Previous));
        Assert.False(asked.Request.Decode().TryGet(out _, out _), "Nothing is known here that could be translated.");
        Assert.Equal("backend", prepared.Decode(body, Decoding.Context with { Backend = "c" }).Failure?.Param);
    }

    [Fact]
    public void The_body_is_held_as_long_as_what_is_kept_of_it_and_no_longer_where_nobody_decodes_it()
    {
        using var owner = new Owned();
        Assert.True(Decoding.Decode(new ResponsesSurface(new FakeKeeper(), long.MaxValue), Plain, Decoding.Context with { BodyOwner = owner }).TryGet(out var asked, out _));
        Assert.True(asked.Request.Decode().TryGet(out _, out _));
        asked.Request.Dispose();
        Assert.False(owner.IsBack);
        asked.UntilEnd!.Dispose();
        Assert.True(owner.IsBack);

        using var other = new Owned();
        Assert.True(Decoding.Decode(new ResponsesSurface(new FakeKeeper(), long.MaxValue), Plain, Decoding.Context with { BodyOwner = other }).TryGet(out asked, out _));
        asked.Request.Dispose();
        Assert.True(other.IsBack);
        asked.UntilEnd!.Dispose();
    }

    [Fact]
    public void A_relayed_stream_that_broke_is_told_under_the_next_number()
    {
        Assert.True(Decoding.Decode(new ResponsesSurface(null, long.MaxValue), Stream).TryGet(out var asked, out _));
        asked.Request.Terms!.NextSequence = 8;
        var output = new ArrayBufferWriter<byte>();
        asked.CreateWriter(Head).Write(Broke, output);
        Assert.StartsWith("event: error\ndata: {\"type\":\"error\",\"sequence_number\":8,", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_ends_where_a_body_would()
    {
        var keeper = new FakeKeeper();
        Write(new ResponsesSurface(keeper, long.MaxValue), Plain, Text(new string('x', 1000)), End(), Done);
        var body = Encoding.UTF8.GetBytes($$"""{"previous_response_id":"{{keeper.Kept[0].Id}}","input":"More"}""");
        var refused = await new ResponsesSurface(keeper, 1000).PrepareAsync(body, Decoding.Context.Caller, static _ => null, TestContext.Current.CancellationToken);
        Assert.Equal((FailureKind.BodyTooLarge, "previous_response_id"), (refused.Failure?.Kind, refused.Failure?.Param));
        Assert.Contains("server.max_body_bytes is 1000", refused.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_kept_counts_as_memory_where_it_is_gone_on_from()
    {
        var keeper = new FakeKeeper();
        var surface = new ResponsesSurface(keeper, long.MaxValue);
        Write(surface, Plain, Text(new string('x', 1000)), End(), Done);
        var body = Encoding.UTF8.GetBytes($$"""{"previous_response_id":"{{keeper.Kept[0].Id}}","input":"More"}""");
        var full = new Failure(FailureKind.MemoryFull, "full");
        var refused = await surface.PrepareAsync(body, Decoding.Context.Caller, bytes => bytes < 1000 ? null : full, TestContext.Current.CancellationToken);
        Assert.Same(full, refused.Failure);
    }

    [Fact]
    public void What_is_not_to_be_stored_is_not()
    {
        var keeper = new FakeKeeper();
        Write(new ResponsesSurface(keeper, long.MaxValue), """{"input":"Hi","store":false}""", Text("Hello"), End(), Done);
        Assert.Empty(keeper.Kept);
    }

    private static string? Word(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static JsonElement Whole(string body, params GenerationEvent[] events) => JsonSerializer.Deserialize<JsonElement>(Raw(body, events));

    private static List<JsonElement> Events(string body, params GenerationEvent[] events) =>
        [.. Raw(body, events).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonSerializer.Deserialize<JsonElement>(line[6..]))];

    private static string Raw(string body, GenerationEvent[] events)
    {
        Assert.True(Decoding.Decode(new ResponsesSurface(null, long.MaxValue), body).TryGet(out var decoded, out var failure), failure?.Message);
        Assert.True(decoded.Request.Decode().TryGet(out _, out failure), failure?.Message);
        var writer = decoded.CreateWriter(Head);
        var output = new ArrayBufferWriter<byte>();
        foreach (var happened in events)
            writer.Write(happened, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private sealed class Owned : IDisposable
    {
        public bool IsBack { get; private set; }

        public void Dispose() => IsBack = true;
    }
}
