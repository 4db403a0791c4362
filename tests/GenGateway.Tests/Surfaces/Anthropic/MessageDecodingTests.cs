using System.Buffers;
using System.Text;
using GenGateway.Journey;
using GenGateway.Surfaces.Anthropic;

namespace GenGateway.Tests.Surfaces.Anthropic;

public sealed class MessageDecodingTests
{
    private const string Hello = """ "max_tokens":9,"messages":[{"role":"user","content":"Hello"}] """;
    private const string Weather = """{"name":"get_weather","description":"w","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}""";

    private readonly MessagesSurface _surface = new();

    [Fact]
    public void What_routing_needs_is_read_before_anything_is_decoded()
    {
        var request = Decoding.Request(_surface, """{"model":"m","backend":"b","stream":true,"max_tokens":7,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(("m", "b", true, "anthropic.messages"), (request.Model, request.Backend, request.Stream, request.Surface));
        Assert.Equal(Capability.Chat, request.Capability);
        Assert.Equal(WireProtocol.AnthropicMessages, request.Wire!.Protocol);
        Assert.Equal(7, request.Wire.Peeked.MaxTokens);
    }

    [Fact]
    public void Text_settings_are_carried()
    {
        var task = Task(""" "temperature":0.25,"top_p":0.5,"top_k":20,"stop_sequences":["###","END"],"metadata":{"user_id":"u-1"} """);

        Assert.Equal((9, 0.25, 0.5, 20), (task.Parameters.MaxTokens, task.Parameters.Temperature, task.Parameters.TopP, task.Parameters.TopK));
        Assert.Equal(["###", "END"], task.Parameters.Stop);
        Assert.Equal("u-1", task.User);
        Assert.False(task.EndsBegun);
    }

    [Theory]
    [InlineData("\"be brief\"", "be brief")]
    [InlineData("""[{"type":"text","text":"be","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"brief"}]""", "be\nbrief")]
    public void The_system_text_comes_first(string system, string text)
    {
        var decoded = Decoded($$"""{ {{Hello}}, "system":{{system}} }""");

        Assert.Equal(["system", "user"], Chat(decoded).Messages.Select(message => message.Role));
        Assert.Equal(text, Chat(decoded).Messages[0].Text);
        Assert.Empty(decoded.Dropped);
    }

    [Fact]
    public void Pictures_are_parts()
    {
        var messages = Messages("""
            [{"role":"user","content":[{"type":"text","text":"What?","cache_control":{"type":"ephemeral"}},
              {"type":"image","source":{"type":"base64","media_type":"image/webp","data":"AAAA"}},
              {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]}]
            """);

        Assert.Equal([new ChatPart.Text("What?"), new ChatPart.Image("image/webp", "AAAA"), new ChatPart.ImageLink("https://example.com/a.png")], Assert.Single(messages).Parts);
    }

    [Fact]
    public void Calls_and_results_become_messages_of_their_own_and_results_come_first()
    {
        var messages = Messages("""
            [{"role":"user","content":"Weather?"},
             {"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"sig"},{"type":"redacted_thinking","data":"xyz"},{"type":"text","text":"I look."},
               {"type":"tool_use","id":"t1","name":"get_weather","input":{"city": "Zürich"}},{"type":"tool_use","id":"t2","name":"get_time","input":{}}]},
             {"role":"user","content":[{"type":"text","text":"Well?"},
               {"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"wet"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},
               {"type":"tool_result","tool_use_id":"t2","content":"no clock","is_error":true}]}]
            """);

        Assert.Equal(["user", "assistant", "tool", "tool", "user"], messages.Select(message => message.Role));
        Assert.Equal([new Thought("Hm.", "sig"), new Thought("", Sealed: "xyz")], messages[1].Thoughts);
        Assert.Equal([new ToolCall("t1", "get_weather", """{"city": "Zürich"}"""), new ToolCall("t2", "get_time", "{}")], messages[1].ToolCalls);
        Assert.Equal("I look.", messages[1].Text);
        Assert.Equal(("t1", false), (messages[2].ToolCallId, messages[2].IsError));
        Assert.Equal([new ChatPart.Text("wet"), new ChatPart.Image("image/png", "AAAA")], messages[2].Parts);
        Assert.Equal(("t2", true, "no clock"), (messages[3].ToolCallId, messages[3].IsError, messages[3].Text));
        Assert.Equal("Well?", messages[4].Text);
    }

    [Fact]
    public void Neighbours_of_one_role_are_one_turn()
    {
        var messages = Messages("""
            [{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]},
             {"role":"assistant","content":[{"type":"tool_use","id":"t2","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t2"}]},
             {"role":"user","content":"So?"}]
            """);

        Assert.Equal(["assistant", "tool", "tool", "user"], messages.Select(message => message.Role));
        Assert.Equal(2, messages[0].ToolCalls.Count);
    }

    [Fact]
    public void A_last_turn_of_the_assistant_is_to_be_continued()
    {
        var task = Chat(Decoded("""{"max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"The answer is"}]}"""));

        Assert.True(task.EndsBegun);
    }

    [Fact]
    public void Tools_and_the_choice_among_them_are_carried()
    {
        var task = Task($$""" "tools":[{{Weather}}],"tool_choice":{"type":"tool","name":"get_weather","disable_parallel_tool_use":true} """);

        Assert.Equal([new Tool("get_weather", "w", """{"type":"object","properties":{"city":{"type":"string"}}}""", null)], task.Tools);
        Assert.Equal(new ToolChoice.Named("get_weather"), task.ToolChoice);
        Assert.False(task.ParallelToolCalls);
    }

    [Fact]
    public void Each_choice_has_its_name_elsewhere()
    {
        Assert.IsType<ToolChoice.Auto>(Task($$""" "tools":[{{Weather}}],"tool_choice":{"type":"auto"} """).ToolChoice);
        Assert.IsType<ToolChoice.Required>(Task($$""" "tools":[{{Weather}}],"tool_choice":{"type":"any"} """).ToolChoice);
        Assert.IsType<ToolChoice.None>(Task($$""" "tools":[{{Weather}}],"tool_choice":{"type":"none"} """).ToolChoice);
        Assert.Null(Task($$""" "tools":[{{Weather}}] """).ToolChoice);
    }

    [Fact]
    public void Tools_of_the_vendors_servers_are_named_as_dropped_and_nothing_is_chosen_among_none()
    {
        var decoded = Decoded($$"""{ {{Hello}}, "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":5}],"tool_choice":{"type":"any"} }""");

        Assert.Empty(Chat(decoded).Tools);
        Assert.Null(Chat(decoded).ToolChoice);
        Assert.Equal(["tools.web_search_20250305", "tool_choice"], decoded.Dropped);
    }

    [Fact]
    public void Thinking_is_a_budget_an_effort_or_nothing()
    {
        Assert.Equal((1024, null), Thinking(""" "max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024} """));
        Assert.Equal((null, "high"), Thinking(""" "max_tokens":9,"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"high"} """));
        Assert.Equal((null, "none"), Thinking(""" "max_tokens":9,"thinking":{"type":"disabled"} """));
        Assert.Equal((null, null), Thinking(""" "max_tokens":9 """));
    }

    [Theory]
    [InlineData(""" "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}} """)]
    [InlineData(""" "output_format":{"type":"json_schema","schema":{"type":"object"}} """)]
    public void The_form_of_the_answer_is_carried(string field) =>
        Assert.Equal(new ResponseFormat.JsonSchema(null, null, """{"type":"object"}""", null), Task(field).ResponseFormat);

    [Fact]
    public void What_nobody_carries_is_named()
    {
        var decoded = Decoded("""
            {"max_tokens":9,"container":"c","inference_geo":"us","service_tier":"auto","cache_control":{"type":"ephemeral"},"metadata":{"user_id":"u","more":1},
             "messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"},"title":"t"},
               {"type":"search_result","source":"s","title":"t","content":[]},{"type":"text","text":"Hi","extra":1}]}]}
            """);

        Assert.Equal(["messages.document", "messages.search_result", "messages.text.extra", "metadata.more", "container", "inference_geo"], decoded.Dropped);
    }

    [Fact]
    public void A_document_of_text_is_that_text()
    {
        var messages = Messages("""
            [{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"one"}},
              {"type":"document","source":{"type":"content","content":[{"type":"text","text":"two"}]}}]}]
            """);

        Assert.Equal("one\ntwo", Assert.Single(messages).Text);
    }

    [Fact]
    public void A_body_that_is_counted_needs_no_limit()
    {
        Assert.True(Decoding.Request(new MessagesSurface(counts: true), """{"messages":[{"role":"user","content":"Hi"}]}""").Decode().TryGet(out _, out _));
    }

    [Theory]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", "Hi")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"system":"be brief"}""", "system: be brief\nuser: Hi")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}""", "user: Hi\nassistant: Ho")]
    public void The_record_gets_the_texts(string body, string text)
    {
        var output = new ArrayBufferWriter<byte>();
        Decoding.Request(_surface, body).WritePrompt(output);
        Assert.Equal(text, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private (int?, string?) Thinking(string fields)
    {
        var task = Chat(Decoded($$"""{ {{fields}}, "messages":[{"role":"user","content":"Hi"}] }"""));
        return (task.ThinkingBudget, task.ReasoningEffort);
    }

    private ChatTask Task(string fields) => Chat(Decoded($$"""{ {{Hello}}, {{fields}} }"""));

    private IReadOnlyList<ChatMessage> Messages(string messages) => Chat(Decoded($$"""{"max_tokens":9,"messages":{{messages}}}""")).Messages;

    private static ChatTask Chat(DecodedTask decoded) => (ChatTask)decoded.Task;

    private DecodedTask Decoded(string body)
    {
        Assert.True(Decoding.Request(_surface, body).Decode().TryGet(out var decoded, out var failure), failure?.Message);
        return decoded;
    }
}
