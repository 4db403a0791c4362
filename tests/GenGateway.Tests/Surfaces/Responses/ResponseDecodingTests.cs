using System.Buffers;
using System.Text;
using GenGateway.Journey;
using GenGateway.Surfaces.Responses;

namespace GenGateway.Tests.Surfaces.Responses;

public sealed class ResponseDecodingTests
{
    private readonly ResponsesSurface _surface = new(null, long.MaxValue);

    public static TheoryData<string, string> BadBodies => new()
    {
        { "{}", "input" },
        { """{"input":5}""", "input" },
        { """{"input":["Hi"]}""", "input[0]" },
        { """{"input":[{"role":"wizard","content":"Hi"}]}""", "input[0].role" },
        { """{"input":[{"role":"user"}]}""", "input[0].content" },
        { """{"input":[{"role":"user","content":[{"type":"input_file","file_id":"f"}]}]}""", "input[0].content[0]" },
        { """{"input":[{"role":"user","content":[{"type":"input_image","image_url":"x"}]}]}""", "input[0].content[0].image_url" },
        { """{"input":[{"type":"function_call","name":"f"}]}""", "input[0]" },
        { """{"input":[{"type":"function_call_output","call_id":"c","output":"x"}]}""", "input[0].call_id" },
        { """{"input":[{"type":"item_reference","id":"i"}]}""", "input[0]" },
        { """{"input":"Hi","temperature":3}""", "temperature" },
        { """{"input":"Hi","max_output_tokens":0}""", "max_output_tokens" },
        { """{"input":"Hi","tools":[{"type":"function"}]}""", "tools[0].name" },
        { """{"input":"Hi","tool_choice":"maybe"}""", "tool_choice" },
        { """{"input":"Hi","text":{"format":{"type":"json_schema"}}}""", "text.format" },
        { """{"input":"Hi","background":true}""", "background" },
        { """{"input":"Hi","conversation":"conv_1"}""", "conversation" },
        { """{"input":"Hi","stream":"yes"}""", "stream" },
        { """{"input":"Hi","previous_response_id":7}""", "previous_response_id" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public void A_wrong_field_is_named(string body, string param) => Assert.Equal(param, Decoding.Failure(_surface, body).Param);

    [Fact]
    public void A_text_is_what_the_user_says()
    {
        var task = Task("""{"model":"m","input":"Hello","instructions":"Be brief.","max_output_tokens":7,"temperature":0.5,"top_p":0.9,"reasoning":{"effort":"low"},"user":"u"}""");

        Assert.Equal([new ChatMessage("system", "Be brief."), new ChatMessage("user", "Hello")], task.Messages);
        Assert.Equal((7, 0.5, 0.9, "low", "u"), (task.Parameters.MaxTokens, task.Parameters.Temperature, task.Parameters.TopP, task.ReasoningEffort, task.User));
    }

    [Fact]
    public void Items_become_messages_and_calls_belong_to_the_turn_before_them()
    {
        var task = Task("""
            {"input":[{"role":"user","content":[{"type":"input_text","text":"Weather?"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"}]},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}]},
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]},
              {"type":"function_call","call_id":"c1","name":"get_weather","arguments":"{}"},
              {"type":"function_call","call_id":"c2","name":"get_time","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"wet"},
              {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"noon"}]}]}
            """);

        Assert.Equal(["user", "assistant", "tool", "tool"], task.Messages.Select(message => message.Role));
        Assert.Equal(new ChatPart.Image("image/png", "AAAA", "low"), task.Messages[0].Parts[1]);
        Assert.Equal("I look.", task.Messages[1].Text);
        Assert.Equal("Hm.", task.Messages[1].Reasoning);
        Assert.Equal(["c1", "c2"], task.Messages[1].ToolCalls.Select(call => call.Id));
        Assert.Equal(("c2", "noon"), (task.Messages[3].ToolCallId, task.Messages[3].Text));
    }

    [Fact]
    public void Tools_are_flat_and_those_of_the_vendor_are_named()
    {
        Assert.True(Decoding.Request(_surface, """
            {"input":"Hi","tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true},{"type":"web_search"}],"tool_choice":{"type":"function","name":"f"},
             "parallel_tool_calls":false,"text":{"format":{"type":"json_schema","name":"n","schema":{},"strict":true},"verbosity":"low"},"truncation":"auto","include":["reasoning.encrypted_content"],"more":1}
            """).Decode().TryGet(out var decoded, out var failure), failure?.Message);
        var task = (ChatTask)decoded.Task;

        Assert.Equal([new Tool("f", "d", """{"type":"object"}""", true)], task.Tools);
        Assert.Equal(new ToolChoice.Named("f"), task.ToolChoice);
        Assert.False(task.ParallelToolCalls);
        Assert.Equal(new ResponseFormat.JsonSchema("n", null, "{}", true), task.ResponseFormat);
        Assert.Equal(["tools.web_search", "text.verbosity", "truncation", "include", "more"], decoded.Dropped);
    }

    [Fact]
    public void The_record_gets_the_texts()
    {
        var output = new ArrayBufferWriter<byte>();
        Decoding.Request(_surface, """{"input":"Hello","instructions":"Be brief."}""").WritePrompt(output);
        Assert.Equal("system: Be brief.\nuser: Hello", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void The_record_gets_the_texts_of_items_that_nobody_here_could_decode()
    {
        var output = new ArrayBufferWriter<byte>();
        Decoding.Request(_surface, """
            {"input":[{"role":"user","content":[{"type":"input_file","file_id":"f"},{"type":"input_text","text":"Read\u0021"}]},{"type":"item_reference","id":"i"},
             {"type":"function_call_output","call_id":"c","output":"wet"}]}
            """).WritePrompt(output);
        Assert.Equal("user: Read!\ntool: wet", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Nobody_decodes_what_may_pass_as_it_came()
    {
        const string body = """{"model":"m","input":[{"type":"item_reference","id":"i"}],"max_output_tokens":7,"backend":"b"}""";
        var request = Decoding.Request(_surface, body);
        Assert.Equal((WireProtocol.OpenAiResponses, 7, "b", body), (request.Wire?.Protocol, request.Wire?.Peeked.MaxTokens, request.Backend, Encoding.UTF8.GetString(request.Wire!.Bytes.Span)));
        Assert.False(request.Decode().TryGet(out _, out _));
    }

    [Theory]
    [InlineData("previous_response_id", "\"a\"")]
    [InlineData("store", "false")]
    [InlineData("background", "false")]
    public void What_decides_about_the_way_stands_in_a_body_once(string name, string value)
    {
        var failure = Decoding.Failure(_surface, $$"""{"input":"Hi","{{name}}":{{value}},"{{name}}":{{value}}}""");
        Assert.Equal(name, failure.Param);
        Assert.Contains("twice", failure.Message, StringComparison.Ordinal);
    }

    private ChatTask Task(string body)
    {
        Assert.True(Decoding.Request(_surface, body).Decode().TryGet(out var decoded, out var failure), failure?.Message);
        return (ChatTask)decoded.Task;
    }
}
