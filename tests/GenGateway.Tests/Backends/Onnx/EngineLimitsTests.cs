using GenGateway.Backends.Onnx;
using GenGateway.Journey;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Anthropic;
using GenGateway.Surfaces.Ollama;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Responses;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.Onnx;

/// <summary>What a task may ask for and the embedded engine does not do.</summary>
public sealed class EngineLimitsTests
{
    [Theory]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f"}}] """, "tools")]
    [InlineData(""" "tool_choice":"required" """, "tool_choice")]
    [InlineData(""" "tool_choice":"auto" """, "")]
    [InlineData(""" "response_format":{"type":"json_object"} """, "response_format")]
    [InlineData(""" "response_format":{"type":"text"} """, "")]
    [InlineData(""" "reasoning_effort":"high" """, "reasoning_effort")]
    [InlineData(""" "reasoning_effort":"none","parallel_tool_calls":false """, "")]
    [InlineData(""" "messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f"}}]},{"role":"tool","content":"5","tool_call_id":"c"}] """, "messages.tool_calls, messages.tool_call_id")]
    [InlineData(""" "messages":[{"role":"user","name":"Ann","content":"Hi"},{"role":"assistant","content":"a","reasoning":"Hm."}] """, "messages.name, messages.reasoning_content")]
    public void What_the_engine_leaves_out_is_named(string fields, string names) =>
        Assert.Equal(names, string.Join(", ", EngineLimits.NotCarried(Task(With(fields)))));

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"n":2}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""", "messages[0].content[1]")]
    public void What_would_be_no_answer_is_refused_by_name(string body, string param) => Assert.Equal(param, EngineLimits.Refused(Task(body))?.Param);

    [Fact]
    public void A_message_at_fault_is_named_as_its_client_wrote_it()
    {
        const string picture = "iVBORw0KGgo=";
        (ISurface, string, string)[] sent =
        [
            (new MessagesSurface(), $$$"""{"model":"m","max_tokens":5,"system":"s","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{picture}}}"}}]}]}""", "messages[2].content[0]"),
            (new OllamaGenerateSurface(), $$$"""{"model":"m","system":"s","prompt":"a","images":["{{{picture}}}"]}""", "images[0]"),
            (new OllamaChatSurface(), $$$"""{"model":"m","messages":[{"role":"user","content":"a","images":["{{{picture}}}"]}]}""", "messages[0].images[0]"),
            (new ResponsesSurface(null, long.MaxValue), $$$"""{"instructions":"s","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,{{{picture}}}"}]}]}""", "input[0].content[0]"),
        ];
        foreach (var (surface, body, field) in sent)
            Assert.Equal(field, EngineLimits.Refused(Assert.IsType<ChatTask>(Decoding.Request(surface, body).Task))?.Param);
    }

    private static string With(string fields) => fields.Contains("messages", StringComparison.Ordinal) ? $"{{{fields}}}" : $$"""{"messages":[{"role":"user","content":"Hi"}],{{fields}}}""";

    private static ChatTask Task(string body) => Assert.IsType<ChatTask>(Decoding.Request(new ChatSurface(), body).Task);
}
