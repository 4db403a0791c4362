using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Tests.Surfaces;

/// <summary>Thoughts whose backend signed them, and probabilities, on OpenAI's surfaces.</summary>
public sealed class SealedThoughtTests
{
    private const string Body = """{"model":"tiny-chat","messages":[{"role":"user","content":"hi"}]}""";
    private const string Streamed = """{"model":"tiny-chat","messages":[{"role":"user","content":"hi"}],"stream":true}""";

    private static readonly GenerationEvent[] Signed =
    [
        Answering.Thought("Hm"), Answering.Thought("."), new GenerationEvent.ReasoningSigned(0, "s1"), new GenerationEvent.ReasoningSealed(0, "d1"), Answering.Text("Yes"), Answering.End(), GenerationEvent.Finished.Instance,
    ];

    [Fact]
    public void A_message_has_them_as_blocks_beside_their_text() => Assert.Contains(
        "\"reasoning_content\":\"Hm.\",\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"s1\"},{\"type\":\"redacted_thinking\",\"data\":\"d1\"}]",
        Answering.Write(new ChatSurface(), Body, Signed),
        StringComparison.Ordinal);

    [Fact]
    public void A_stream_has_each_block_whole_when_it_is_sealed()
    {
        var stream = Answering.Write(new ChatSurface(), Streamed, Signed);
        Assert.Contains("\"delta\":{\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"s1\"}]}", stream, StringComparison.Ordinal);
        Assert.Contains("\"delta\":{\"thinking_blocks\":[{\"type\":\"redacted_thinking\",\"data\":\"d1\"}]}", stream, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_signed_has_no_blocks() =>
        Assert.DoesNotContain("thinking_blocks", Answering.Write(new ChatSurface(), Body, Answering.Thought("Hm"), Answering.Text("a"), Answering.End(), GenerationEvent.Finished.Instance), StringComparison.Ordinal);

    [Fact]
    public void A_client_gives_them_back_as_they_came()
    {
        var task = Chat("""{"messages":[{"role":"assistant","content":"a","reasoning_content":"Hm.","thinking_blocks":[{"type":"thinking","thinking":"Hm.","signature":"s1"},{"type":"redacted_thinking","data":"d1"}]}]}""");
        Assert.Equal([new Thought("Hm.", "s1"), new Thought("", Sealed: "d1")], task.Messages[0].Thoughts);
    }

    [Theory]
    [InlineData("""[{"type":"other"}]""", "messages[0].thinking_blocks[0].type")]
    [InlineData("""[{"type":"redacted_thinking"}]""", "messages[0].thinking_blocks[0].data")]
    [InlineData("""[1]""", "messages[0].thinking_blocks[0]")]
    public void A_block_that_is_none_is_refused(string blocks, string param) =>
        Assert.Equal(param, Decoding.Failure(new ChatSurface(), "{\"messages\":[{\"role\":\"assistant\",\"thinking_blocks\":" + blocks + "}]}").Param);

    [Fact]
    public void Probabilities_are_asked_for_by_two_fields_in_chats_and_by_one_in_completions()
    {
        Assert.Equal(0, Chat("""{"messages":[{"role":"user","content":"hi"}],"logprobs":true}""").Parameters.TopLogprobs);
        Assert.Equal(3, Chat("""{"messages":[{"role":"user","content":"hi"}],"logprobs":true,"top_logprobs":3}""").Parameters.TopLogprobs);
        Assert.Null(Chat("""{"messages":[{"role":"user","content":"hi"}],"top_logprobs":3}""").Parameters.TopLogprobs);
        Assert.True(Decoding.Request(new CompletionSurface(), """{"prompt":"a","logprobs":0}""").Decode().TryGet(out var decoded, out _));
        Assert.Equal(0, ((CompletionTask)decoded.Task).Parameters.TopLogprobs);
    }

    [Fact]
    public void A_chat_tells_them_in_content_and_a_completion_in_lists()
    {
        var tokens = new GenerationEvent.LogprobsDelta(0, [new TokenLogprob("Ye", -0.5f, "Ye"u8.ToArray()) { Top = [new TokenLogprob("No", -1, null)] }, new TokenLogprob("s", -0.25f, null)]);
        GenerationEvent[] events = [Answering.Text("Yes"), tokens, Answering.End(), GenerationEvent.Finished.Instance];
        const string content = "\"logprobs\":{\"content\":[{\"token\":\"Ye\",\"logprob\":-0.5,\"bytes\":[89,101],\"top_logprobs\":[{\"token\":\"No\",\"logprob\":-1,\"bytes\":null}]},{\"token\":\"s\",\"logprob\":-0.25,\"bytes\":null,\"top_logprobs\":[]}],\"refusal\":null}";
        const string lists = "\"logprobs\":{\"tokens\":[\"Ye\",\"s\"],\"token_logprobs\":[-0.5,-0.25],\"top_logprobs\":[{\"No\":-1},{}],\"text_offset\":[0,2]}";

        Assert.Contains(content, Answering.Write(new ChatSurface(), Body, events), StringComparison.Ordinal);
        Assert.Contains(content, Answering.Write(new ChatSurface(), Streamed, events), StringComparison.Ordinal);
        Assert.Contains(lists, Answering.Write(new CompletionSurface(), """{"prompt":"a"}""", events), StringComparison.Ordinal);
        Assert.Contains(lists, Answering.Write(new CompletionSurface(), """{"prompt":"a","stream":true}""", events), StringComparison.Ordinal);
    }

    [Fact]
    public void A_usage_tells_what_is_known_of_thoughts_and_caches() => Assert.Contains(
        "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14,\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":2},\"completion_tokens_details\":{\"reasoning_tokens\":3}}",
        Answering.Write(new ChatSurface(), Body, Answering.Text("a"), new GenerationEvent.UsageReported(new Usage(9, 5) { CachedTokens = 4, CacheWriteTokens = 2, ReasoningTokens = 3 }), GenerationEvent.Finished.Instance),
        StringComparison.Ordinal);

    private static ChatTask Chat(string body)
    {
        Assert.True(Decoding.Request(new ChatSurface(), body).Decode().TryGet(out var decoded, out var failure), failure?.Message);
        return (ChatTask)decoded.Task;
    }
}
