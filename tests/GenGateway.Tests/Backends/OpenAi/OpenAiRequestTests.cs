using System.Text;
using GenGateway.Backends.OpenAi;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>Tasks written as OpenAI's bodies, for requests that came by another protocol.</summary>
public sealed class OpenAiRequestTests
{
    private static readonly TaskLimits Vllm = new("localhost");
    private static readonly TaskLimits OpenAi = new("api.openai.com");

    [Fact]
    public void A_chat_keeps_everything_that_it_said()
    {
        const string Messages = """[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"low"}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}],"name":"Ann"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]},{"role":"tool","content":"5","tool_call_id":"c1"}]""";
        const string Tools = """ "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type": "object"},"strict":true}}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type": "object"},"strict":true}},"reasoning_effort":"low" """;
        Assert.Equal(
            $$$"""{"model":"m","messages":{{{Messages}}},"stream":true,"stream_options":{"include_usage":true},"n":2,"max_tokens":9,"temperature":0.5,"top_p":0.9,"frequency_penalty":0.1,"presence_penalty":-0.1,"top_k":40,"min_p":0.05,"repetition_penalty":1.1,"seed":42,"stop":["a"],"logit_bias":{"17":-100,"18":5.5},{{{Tools.Trim()}}}}""",
            Chat(
                $$$"""{"messages":{{{Messages}}},"n":2,"max_tokens":9,"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"repetition_penalty":1.1,"frequency_penalty":0.1,"presence_penalty":-0.1,"seed":42,"stop":"a","logit_bias":{"18":5.5,"17":-100},{{{Tools}}}}""",
                Vllm));
    }

    [Fact]
    public void OpenAI_itself_gets_its_newer_limit_and_none_of_the_others_fields()
    {
        const string Body = """{"messages":[{"role":"user","content":"Hi"}],"max_tokens":9,"top_k":40,"min_p":0,"repetition_penalty":1.1}""";
        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":9}""",
            Chat(Body, OpenAi));
        Assert.Equal(["top_k", "repetition_penalty"], OpenAi.NotCarried(Task(Body)));
        Assert.Empty(Vllm.NotCarried(Task(Body)));
    }

    [Fact]
    public void Earlier_thoughts_are_not_sent_and_named()
    {
        const string Body = """{"messages":[{"role":"assistant","content":"a","reasoning_content":"Hm."},{"role":"user","content":"Hi"}]}""";
        Assert.DoesNotContain("Hm.", Chat(Body, Vllm), StringComparison.Ordinal);
        Assert.Equal(["messages.reasoning_content"], Vllm.NotCarried(Task(Body)));
    }

    [Theory]
    [InlineData("""{"prompt":"a","echo":true}""", "\"prompt\":\"a\",\"stream\":false,\"max_tokens\":16")]
    [InlineData("""{"prompt":["a","b"],"suffix":"z"}""", "\"prompt\":[\"a\",\"b\"],\"stream\":false,\"max_tokens\":16,\"suffix\":\"z\"")]
    [InlineData("""{"prompt":[[1,2],[3]],"echo":true}""", "\"prompt\":[[1,2],[3]],\"stream\":false,\"max_tokens\":16,\"echo\":true")]
    public void A_completion_keeps_its_prompts_and_text_is_echoed_by_the_gateway(string body, string expected)
    {
        var task = Assert.IsType<CompletionTask>(Decoding.Request(new CompletionSurface(), body).Task);
        Assert.Equal($"{{\"model\":\"m\",{expected}}}", Encoding.UTF8.GetString(TaskEncoder.Encode(task, "m", stream: false, Vllm).Span));
    }

    private static ChatTask Task(string body) => Assert.IsType<ChatTask>(Decoding.Request(new ChatSurface(), body).Task);

    private static string Chat(string body, TaskLimits limits) => Encoding.UTF8.GetString(TaskEncoder.Encode(Task(body), "m", stream: true, limits).Span);
}
