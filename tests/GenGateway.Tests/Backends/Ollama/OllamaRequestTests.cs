using System.Text;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Backends.Ollama;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.Ollama;

/// <summary>What OpenAI's fields become in Ollama's own protocol.</summary>
public sealed class OllamaRequestTests
{
    private const string Pixel = "iVBORw0KGgo=";

    [Fact]
    public void Every_option_has_Ollamas_name()
    {
        var body = Chat(
            """
            "temperature":0.5,"top_p":0.9,"top_k":-1,"min_p":0.05,"repetition_penalty":1.1,"frequency_penalty":0.1,"presence_penalty":-0.1,
            "seed":42,"stop":["a","b"],"max_tokens":9
            """);
        Assert.Equal(
            """{"model":"llama3","messages":[{"role":"user","content":"Hi"}],"stream":true,"options":{"num_predict":9,"seed":42,"temperature":0.5,"top_p":0.9,"top_k":0,"min_p":0.05,"repeat_penalty":1.1,"presence_penalty":-0.1,"frequency_penalty":0.1,"stop":["a","b"]}}""",
            body);
    }

    [Fact]
    public void What_the_client_leaves_out_is_left_to_the_model() =>
        Assert.Equal("""{"model":"llama3","messages":[{"role":"user","content":"Hi"}],"stream":true}""", Chat(""" "user":"u" """));

    [Theory]
    [InlineData(""" "response_format":{"type":"json_object"} """, "\"format\":\"json\"")]
    [InlineData(""" "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type": "object"}}} """, "\"format\":{\"type\": \"object\"}")]
    [InlineData(""" "reasoning_effort":"none" """, "\"think\":false")]
    [InlineData(""" "reasoning_effort":"minimal" """, "\"think\":\"low\"")]
    [InlineData(""" "reasoning_effort":"high" """, "\"think\":\"high\"")]
    [InlineData(""" "reasoning_effort":"xhigh" """, "\"think\":\"max\"")]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}] """, """ "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}] """)]
    public void A_field_becomes_Ollamas_own(string field, string expected) => Assert.Contains(expected.Trim(), Chat(field), StringComparison.Ordinal);

    [Fact]
    public void No_tools_go_out_where_none_may_be_called() =>
        Assert.DoesNotContain("tools", Chat(""" "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none" """), StringComparison.Ordinal);

    [Fact]
    public void A_conversation_with_pictures_thoughts_and_calls_arrives_whole()
    {
        var body = Encode(
            """
            {"messages":[
              {"role":"developer","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"one"},{"type":"image_url","image_url":{"url":"data:image/png;base64,PIXEL"}},{"type":"text","text":"two"}]},
              {"role":"assistant","content":null,"reasoning_content":"Hm.","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"5"}]}
            """.Replace("PIXEL", Pixel, StringComparison.Ordinal));
        Assert.Equal(
            """{"model":"llama3","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"one\ntwo","images":["iVBORw0KGgo="]},{"role":"assistant","content":"","thinking":"Hm.","tool_calls":[{"id":"c1","function":{"index":0,"name":"f","arguments":{"a": 1}}}]},{"role":"tool","content":"5","tool_call_id":"c1","tool_name":"f"}],"stream":true}""",
            body);
    }

    [Fact]
    public void A_completion_is_raw_text_unless_a_suffix_needs_the_template()
    {
        Assert.Equal(
            """{"model":"llama3","prompt":"b","raw":true,"stream":false,"options":{"num_predict":16,"seed":8}}""",
            Completion("""{"prompt":["a","b"],"n":1,"seed":7}""", choice: 1));
        Assert.Equal(
            """{"model":"llama3","prompt":"a","suffix":"z","stream":false,"options":{"num_predict":16}}""",
            Completion("""{"prompt":"a","suffix":"z"}""", choice: 0));
    }

    [Fact]
    public void What_the_operator_configured_goes_along_and_the_client_wins()
    {
        var settings = OllamaSettings.Of(new Dictionary<string, string>
        {
            ["keep_alive"] = "5m", ["num_ctx"] = "8192", ["temperature"] = "0.1", ["options.use_mmap"] = "true", ["stop[0]"] = "x", ["stop[1]"] = "1",
        });
        Assert.Equal(
            """{"model":"llama3","messages":[{"role":"user","content":"Hi"}],"stream":true,"keep_alive":"5m","options":{"temperature":0.5,"num_ctx":8192,"use_mmap":true,"stop":["x","1"]}}""",
            Encode("""{"messages":[{"role":"user","content":"Hi"}],"temperature":0.5}""", settings));
        Assert.Contains("\"keep_alive\":-1", Encode("""{"messages":[{"role":"user","content":"Hi"}]}""", OllamaSettings.Of(new Dictionary<string, string> { ["keep_alive"] = "-1" })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "logit_bias":{"5":1} """, "logit_bias")]
    [InlineData(""" "tool_choice":"required" """, "tool_choice")]
    [InlineData(""" "tool_choice":{"type":"function","function":{"name":"f"}} """, "tool_choice")]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f","strict":true}}],"parallel_tool_calls":false """, "parallel_tool_calls, tools.function.strict")]
    [InlineData(""" "reasoning_effort":"enormous" """, "reasoning_effort")]
    [InlineData(""" "messages":[{"role":"user","name":"Ann","content":"Hi"}] """, "messages.name")]
    [InlineData(""" "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"high"}}]}] """, "messages.content.image_url.detail")]
    [InlineData(""" "tool_choice":"auto","n":3,"reasoning_effort":"low","parallel_tool_calls":false """, "")]
    public void What_Ollama_has_no_word_for_is_named(string field, string names) =>
        Assert.Equal(names, string.Join(", ", OllamaLimits.NotCarried(Task(With(field)))));

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""", "messages[0].content[1]")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]}]}""", "messages[0].tool_calls[0].function.arguments")]
    public void What_Ollama_cannot_read_is_refused_by_name(string body, string param) => Assert.Equal(param, OllamaLimits.Refused(Task(body))?.Param);

    [Theory]
    [InlineData("""{"prompt":[[1,2],[3]]}""", "prompt[0]")]
    [InlineData("""{"prompt":["a",""]}""", "prompt[1]")]
    [InlineData("""{"prompt":["a","b"],"n":65}""", "n")]
    public void A_completion_that_Ollama_cannot_read_is_refused_by_name(string body, string param) => Assert.Equal(param, OllamaLimits.Refused(CompletionTask(body))?.Param);

    [Fact]
    public void The_list_of_models_says_what_each_can_and_by_which_names_it_is_known()
    {
        using var document = JsonDocument.Parse(
            """{"models":[{"name":"a:latest","capabilities":["completion","tools"]},{"model":"b:7b"},{"name":"c:latest","capabilities":["embedding"]},{"name":"a:latest"},{"size":1},5]}""");
        Assert.Equal(
            [
                new FoundModel("a:latest") { OtherName = "a", Capabilities = [Capability.Chat, Capability.Completion] },
                new FoundModel("b:7b"),
                new FoundModel("c:latest") { OtherName = "c", Capabilities = [Capability.Embedding] },
            ],
            OllamaModels.Models(document.RootElement));
    }

    private static string With(string field) => field.Contains("messages", StringComparison.Ordinal) ? $"{{{field}}}" : $$"""{"messages":[{"role":"user","content":"Hi"}],{{field}}}""";

    private static ChatTask Task(string body) => Assert.IsType<ChatTask>(Decoding.Request(new ChatSurface(), body).Task);

    private static CompletionTask CompletionTask(string body) => Assert.IsType<CompletionTask>(Decoding.Request(new CompletionSurface(), body).Task);

    private static string Chat(string fields) => Encode($$"""{"messages":[{"role":"user","content":"Hi"}],{{fields}}}""");

    private static string Encode(string body, OllamaSettings? settings = null) =>
        Encoding.UTF8.GetString(OllamaEncoder.Chat(Task(body), 0, "llama3", stream: true, settings ?? OllamaSettings.None).Span);

    private static string Completion(string body, int choice) =>
        Encoding.UTF8.GetString(OllamaEncoder.Completion(CompletionTask(body), choice, "llama3", stream: false, OllamaSettings.None).Span);
}
