using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Ollama;

namespace GenGateway.Tests.Surfaces;

/// <summary>What Ollama's clients ask for, as a task; and what is refused.</summary>
public sealed class OllamaDecodingTests
{
    private const string Hi = """{"model":"m","messages":[{"role":"user","content":"Hi"}]""";

    private static readonly OllamaChatSurface Chat = new();
    private static readonly OllamaGenerateSurface Generate = new();
    private static readonly OllamaEmbedSurface Embed = new(isOld: false);
    private static readonly OllamaEmbedSurface Embeddings = new(isOld: true);

    [Theory]
    [InlineData("", true)]
    [InlineData(",\"stream\":null", true)]
    [InlineData(",\"stream\":true", true)]
    [InlineData(",\"stream\":false", false)]
    public void An_answer_streams_unless_the_client_says_no(string more, bool streams)
    {
        Assert.Equal(streams, Decoding.Request(Chat, Hi + more + "}").Stream);
        Assert.Equal(streams, Decoding.Request(Generate, "{\"model\":\"m\",\"prompt\":\"Hi\"" + more + "}").Stream);
        Assert.False(Decoding.Request(Embed, "{\"model\":\"m\",\"input\":\"Hi\"" + more + "}").Stream);
    }

    [Fact]
    public void A_conversation_with_pictures_thoughts_and_tools_is_a_chat()
    {
        var task = ChatOf("""
            {"model":"m","messages":[
              {"role":"system","content":"be brief"},
              {"role":"user","content":"what is it?","images":["iVBORw0KGgo=","/9j/4AAQ"]},
              {"role":"assistant","content":"","thinking":"hm","tool_calls":[{"function":{"index":0,"name":"look","arguments":{"at":"it"}}},{"id":"mine","function":{"name":"ask","arguments":{}}}]},
              {"role":"tool","content":"a cat","tool_name":"look"},
              {"role":"tool","content":"yes","tool_call_id":"mine"}],
             "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}],
             "format":"json","think":"high","keep_alive":"5m"}
            """, out var dropped);
        Assert.Empty(dropped);
        Assert.Equal([new ChatPart.Text("what is it?"), new ChatPart.Image("image/png", "iVBORw0KGgo="), new ChatPart.Image("image/jpeg", "/9j/4AAQ")], task.Messages[1].Parts);
        Assert.Equal(("hm", 2), (task.Messages[2].Reasoning, task.Messages[2].ToolCalls.Count));
        Assert.Equal(("look", """{"at":"it"}"""), (task.Messages[2].ToolCalls[0].Name, task.Messages[2].ToolCalls[0].Arguments));
        Assert.Equal([task.Messages[2].ToolCalls[0].Id, "mine"], task.Messages.Skip(3).Select(static message => message.ToolCallId));
        Assert.StartsWith("call_", task.Messages[3].ToolCallId, StringComparison.Ordinal);
        Assert.Equal("look", Assert.Single(task.Tools).Name);
        Assert.IsType<ResponseFormat.JsonObject>(task.ResponseFormat);
        Assert.Equal("high", task.ReasoningEffort);
    }

    [Fact]
    public void Options_become_parameters_and_those_that_nobody_has_are_named()
    {
        var task = ChatOf(
            Hi + ""","logprobs":true,"top_logprobs":3,"options":{"num_predict":7,"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.1,"repeat_penalty":1.1,"presence_penalty":1,"frequency_penalty":-1,"seed":42,"stop":["a","b"],"num_ctx":4096,"mirostat":2}}""",
            out var dropped);
        var read = task.Parameters;
        Assert.Equal((7, 0.5, 0.9, 40, 0.1), (read.MaxTokens, read.Temperature, read.TopP, read.TopK, read.MinP));
        Assert.Equal((1.1, 1d, -1d, 42L, 3), (read.RepetitionPenalty, read.PresencePenalty, read.FrequencyPenalty, read.Seed, read.TopLogprobs));
        Assert.Equal(["a", "b"], read.Stop);
        Assert.Equal(["options.num_ctx", "options.mirostat"], dropped);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-2")]
    public void Below_zero_there_is_no_limit(string most) => Assert.Null(ChatOf(Hi + ",\"options\":{\"num_predict\":" + most + ",\"seed\":-1}}", out _).Parameters.MaxTokens);

    [Theory]
    [InlineData("true", "medium")]
    [InlineData("false", "none")]
    [InlineData("\"max\"", "max")]
    public void Thinking_is_said_in_common_words(string think, string effort) => Assert.Equal(effort, ChatOf($"{Hi},\"think\":{think}}}", out _).ReasoningEffort);

    [Fact]
    public void A_prompt_with_the_models_template_is_a_chat_of_one_message()
    {
        var request = Decoding.Request(Generate, """{"model":"m","prompt":"Hi","system":"be brief","images":["R0lGODlh"],"format":{"type":"object"},"context":[1,2],"template":"{{ .Prompt }}"}""");
        Assert.Equal(Capability.Chat, request.Capability);
        Assert.True(request.Decode().TryGet(out var decoded, out _));
        var task = Assert.IsType<ChatTask>(decoded.Task);
        Assert.Equal(["system", "user"], task.Messages.Select(static message => message.Role));
        Assert.Equal([new ChatPart.Text("Hi"), new ChatPart.Image("image/gif", "R0lGODlh")], task.Messages[1].Parts);
        Assert.Equal("""{"type":"object"}""", Assert.IsType<ResponseFormat.JsonSchema>(task.ResponseFormat).Schema);
        Assert.Equal(["template", "context"], decoded.Dropped);
    }

    [Theory]
    [InlineData("""{"model":"m","prompt":"Once","raw":true}""", null)]
    [InlineData("""{"model":"m","prompt":"Once","suffix":"end"}""", "end")]
    public void A_raw_prompt_and_one_with_a_suffix_go_on_as_they_are(string body, string? suffix)
    {
        var request = Decoding.Request(Generate, body);
        Assert.Equal(Capability.Completion, request.Capability);
        Assert.True(request.Decode().TryGet(out var decoded, out _));
        var task = Assert.IsType<CompletionTask>(decoded.Task);
        Assert.Equal(("Once", suffix, false), (task.Prompts[0].Text, task.Suffix, task.Echo));
    }

    [Fact]
    public void Inputs_of_embeddings_are_one_text_or_several()
    {
        var several = EmbeddingOf(Embed, """{"model":"m","input":["a","b"],"dimensions":8,"truncate":false}""");
        Assert.Equal(("a,b", 8, false), (string.Join(',', several.Inputs.Select(static input => input.Text)), several.Dimensions, several.Truncate));
        Assert.Equal("a", Assert.Single(EmbeddingOf(Embed, """{"model":"m","input":"a"}""").Inputs).Text);
        Assert.Equal("a", Assert.Single(EmbeddingOf(Embeddings, """{"model":"m","prompt":"a"}""").Inputs).Text);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "load")]
    [InlineData("""{"model":"m","messages":[],"keep_alive":"5m"}""", "load")]
    [InlineData("""{"model":"m","messages":null,"keep_alive":-1}""", "load")]
    [InlineData("""{"model":"m","messages":[],"keep_alive":0}""", "unload")]
    [InlineData("""{"model":"m","keep_alive":"0s"}""", "unload")]
    public void A_body_that_asks_for_nothing_loads_the_model_or_lets_go_of_it(string body, string reason)
    {
        var context = Decoding.Context with { Clock = new FixedClock() };
        Assert.Equal($$"""{"model":"m","created_at":"2026-10-01T12:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"{{reason}}"}""", WarmedUp(Chat, body, context));
        Assert.Equal($$"""{"model":"m","created_at":"2026-10-01T12:00:00Z","response":"","done":true,"done_reason":"{{reason}}"}""", WarmedUp(Generate, body.Replace("\"messages\":[]", "\"prompt\":\"\"", StringComparison.Ordinal).Replace("\"messages\"", "\"prompt\"", StringComparison.Ordinal), context));
    }

    [Theory]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"model":"m","input":""}""")]
    [InlineData("""{"model":"m","input":[]}""")]
    public void No_input_gives_no_vectors(string body)
    {
        Assert.Equal("""{"model":"m","embeddings":[]}""", WarmedUp(Embed, body, Decoding.Context));
        Assert.Equal("""{"embedding":[]}""", WarmedUp(Embeddings, """{"model":"m","prompt":""}""", Decoding.Context));
    }

    [Theory]
    [InlineData("""{"model":"m","messages":"x"}""", "messages")]
    [InlineData("""{"model":"m","messages":[5]}""", "messages[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"narrator","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x","images":["no base64!"]}]}""", "messages[0].images[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x","images":["data:image/png;base64,iVBORw0KGgo="]}]}""", "messages[0].images[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x","images":["AAAA"]}]}""", "messages[0].images[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}""", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{}]}]}""", "messages[0].tool_calls[0].function.name")]
    [InlineData("""{"model":5,"messages":[]}""", "model")]
    [InlineData("""{"model":"m","stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","keep_alive":"soon"}""", "keep_alive")]
    [InlineData("""{"model":"m","keep_alive":true}""", "keep_alive")]
    [InlineData("""{"model":"m","options":[]}""", "options")]
    [InlineData("""{"model":"m","options":{"num_predict":0}}""", "options.num_predict")]
    [InlineData("""{"model":"m","options":{"num_predict":"7"}}""", "options.num_predict")]
    [InlineData("""{"model":"m","options":{"temperature":3}}""", "options.temperature")]
    [InlineData("""{"model":"m","options":{"top_p":"x"}}""", "options.top_p")]
    [InlineData("""{"model":"m","options":{"presence_penalty":-3}}""", "options.presence_penalty")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"options":{"stop":5}}""", "options.stop")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"format":"xml"}""", "format")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"think":"deeply"}""", "think")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"top_logprobs":21}""", "top_logprobs")]
    public void What_is_wrong_is_refused_by_its_place(string body, string param) => Assert.Equal((400, param), StatusAndParam(Chat, body));

    [Theory]
    [InlineData("""{"model":"m","prompt":5}""", "prompt")]
    [InlineData("""{"model":"m","prompt":["a"]}""", "prompt")]
    [InlineData("""{"model":"m","prompt":"a","raw":true,"system":"b"}""", "raw")]
    [InlineData("""{"model":"m","prompt":"a","raw":true,"images":["R0lGODlh"]}""", "images")]
    [InlineData("""{"model":"m","prompt":"a","raw":1}""", "raw")]
    public void A_wrong_prompt_is_refused_by_its_place(string body, string param) => Assert.Equal((400, param), StatusAndParam(Generate, body));

    [Theory]
    [InlineData("""{"model":"m","input":5}""", "input")]
    [InlineData("""{"model":"m","input":[5]}""", "input[0]")]
    [InlineData("""{"model":"m","input":"a","dimensions":0}""", "dimensions")]
    public void A_wrong_input_is_refused_by_its_place(string body, string param) => Assert.Equal((400, param), StatusAndParam(Embed, body));

    [Fact]
    public void A_body_nested_ten_thousand_deep_is_no_JSON_here()
    {
        var deep = $$"""{"model":"m","messages":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""";
        foreach (ISurface surface in (ISurface[])[Chat, Generate, Embed, Embeddings])
            Assert.Equal(FailureKind.InvalidJson, Decoding.Failure(surface, deep).Kind);
        Assert.Equal(FailureKind.InvalidJson, Chat.Decode(new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, Decoding.Context).Failure?.Kind);
    }

    [Theory]
    [InlineData("""{"model":"m","prompt":"x"}""", true)]
    [InlineData("""{"model":"m","prompt":"x","sampler":"euler"}""", false)]
    [InlineData("""{"model":"m","prompt":"x","scheduler":null}""", false)]
    [InlineData("""{"prompt":"x","options":{"model":"m"}}""", false)]
    [InlineData("""{"prompt":"x"}""", false)]
    [InlineData("{", null)]
    [InlineData("[]", null)]
    public void A_generate_says_whose_it_is(string body, bool? isOllamas) => Assert.Equal(isOllamas, GenerateOwner.IsOllamas(System.Text.Encoding.UTF8.GetBytes(body)));

    private static ChatTask ChatOf(string body, out IReadOnlyList<string> dropped)
    {
        Assert.True(Decoding.Request(Chat, body).Decode().TryGet(out var decoded, out var failure), failure?.Message);
        dropped = decoded.Dropped;
        return Assert.IsType<ChatTask>(decoded.Task);
    }

    private static EmbeddingTask EmbeddingOf(OllamaEmbedSurface surface, string body)
    {
        var request = Decoding.Request(surface, body);
        Assert.Equal(Capability.Embedding, request.Capability);
        Assert.True(request.Decode().TryGet(out var decoded, out var failure), failure?.Message);
        return Assert.IsType<EmbeddingTask>(decoded.Task);
    }

    private static string WarmedUp(OllamaSurface surface, string body, SurfaceContext context)
    {
        Assert.True(Decoding.Decode(surface, body, context).TryGet(out var read, out var failure), failure?.Message);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.NotNull(read.Warmup);
        read.Warmup.Write("m", output);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static (int Status, string? Param) StatusAndParam(ISurface surface, string body)
    {
        var failure = Decoding.Failure(surface, body);
        return (failure.Row.Status, failure.Param);
    }
}
