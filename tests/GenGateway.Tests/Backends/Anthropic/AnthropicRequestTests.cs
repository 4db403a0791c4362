using System.Text;
using System.Text.Json.Nodes;
using GenGateway.Backends.Anthropic;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.Anthropic;

/// <summary>What OpenAI's fields become in Anthropic's protocol.</summary>
public sealed class AnthropicRequestTests
{
    private const string Budget = "budget";

    [Fact]
    public void A_plain_question_has_what_Anthropic_insists_on() => Assert.Equal(
        """{"model":"claude","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"stream":true}""",
        Text(Chat("")));

    [Fact]
    public void Every_setting_has_Anthropics_name_and_its_own_place() => Assert.Equal(
        """{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"temperature":0.5,"top_p":0.9,"top_k":20,"stop_sequences":["a","b"],"stream":true}""",
        Text(Chat(""" "stop":["a"," ","b",""],"top_k":20,"top_p":0.9,"temperature":0.5,"max_completion_tokens":9 """)));

    [Fact]
    public void The_same_task_gives_the_same_bytes()
    {
        const string fields = """ "temperature":0.5,"tools":[{"type":"function","function":{"name":"f"}}],"reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}} """;
        Assert.Equal(Text(Chat(fields)), Text(Chat(fields)));
    }

    [Theory]
    [InlineData(""" "temperature":1.5 """, "\"temperature\":1")]
    [InlineData(""" "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type": "object"}}} """, """ "output_config":{"format":{"type":"json_schema","schema":{"type": "object"}}} """)]
    [InlineData(""" "reasoning_effort":"none" """, """ "thinking":{"type":"disabled"} """)]
    [InlineData(""" "reasoning_effort":"minimal" """, """ "output_config":{"effort":"low"} """)]
    [InlineData(""" "reasoning_effort":"xhigh" """, """ "output_config":{"effort":"xhigh"} """)]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f.g","description":"d","strict":true}}] """, """ "tools":[{"name":"f.g","description":"d","input_schema":{"type":"object","properties":{}},"strict":true}] """)]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f","parameters":{ }}}] """, """ "tools":[{"name":"f","input_schema":{"type":"object"}}] """)]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f","parameters":{ "properties":{}}}}] """, """ "tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}] """)]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required" """, """ "tool_choice":{"type":"any"} """)]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none","parallel_tool_calls":false """, """ "tool_choice":{"type":"none"} """)]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":false """, """ "tool_choice":{"type":"auto","disable_parallel_tool_use":true} """)]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false """, """ "tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true} """)]
    public void A_field_becomes_Anthropics_own(string field, string expected) => Assert.Contains(expected.Trim(), Text(Chat(field)), StringComparison.Ordinal);

    [Fact]
    public void A_choice_of_tools_without_tools_is_left_out() =>
        Assert.DoesNotContain("tool_choice", Text(Chat(""" "tool_choice":"auto","parallel_tool_calls":false """)), StringComparison.Ordinal);

    [Fact]
    public void A_conversation_becomes_turns_of_two_sides()
    {
        var task = Decoded("""
            {"messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"one"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},{"type":"text","text":""}]},
              {"role":"developer","content":[{"type":"text","text":"Be kind."}]},
              {"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
              {"role":"assistant","content":"Hm.","tool_calls":[{"id":"functions.f:0","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":""}},{"id":"c3","type":"function","function":{"name":"g","arguments":"{\"cut"}}]},
              {"role":"tool","tool_call_id":"functions.f:0","content":"5"},
              {"role":"user","content":"and?"},
              {"role":"tool","tool_call_id":"c2","content":""},
              {"role":"tool","tool_call_id":"c3","content":[{"type":"text","text":"x"},{"type":"text","text":"y"}]},
              {"role":"assistant","content":""},
              {"role":"user","content":"now"}]}
            """);
        Assert.Equal(
            Lines("""
            "system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Be kind."}],
            "messages":[
            {"role":"user","content":[{"type":"text","text":"one"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}},{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]},
            {"role":"assistant","content":[{"type":"text","text":"Hm."},{"type":"tool_use","id":"functions_f_0","name":"f","input":{"a": 1}},{"type":"tool_use","id":"c2","name":"g","input":{}},{"type":"tool_use","id":"c3","name":"g","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"functions_f_0","content":"5"},{"type":"tool_result","tool_use_id":"c2"},{"type":"tool_result","tool_use_id":"c3","content":[{"type":"text","text":"x"},{"type":"text","text":"y"}]},{"type":"text","text":"and?"},{"type":"text","text":"now"}]}]
            """),
            Between(Text(Encode(task)), "\"max_tokens\":4096,", ",\"stream\""));
        Assert.Equal(["messages.tool_calls.function.arguments"], NotCarried(task));
    }

    [Fact]
    public void Thoughts_go_back_before_the_calls_they_led_to_and_only_to_whom_they_came_from()
    {
        var assistant = new ChatMessage("assistant", "Wait.")
        {
            Thoughts = [new Thought("Hm", "sig"), new Thought("", Sealed: "xyz"), new Thought("nobody's")],
            ToolCalls = [new ToolCall("c1", "f", "{}")],
        };
        var task = new ChatTask([new ChatMessage("user", "Hi"), assistant, new ChatMessage("tool", "no") { ToolCallId = "c1", IsError = true }], new TextParameters()) { ThinkingBudget = 2000, User = "u1" };
        var body = Text(Encode(task));
        Assert.Contains("""{"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"sig"},{"type":"redacted_thinking","data":"xyz"},{"type":"text","text":"Wait."},{"type":"tool_use","id":"c1","name":"f","input":{}}]}""", body, StringComparison.Ordinal);
        Assert.Contains("""{"type":"tool_result","tool_use_id":"c1","content":"no","is_error":true}""", body, StringComparison.Ordinal);
        Assert.Contains(""" "max_tokens":6096, """.Trim(), body, StringComparison.Ordinal);
        Assert.Contains("""}],"thinking":{"type":"enabled","budget_tokens":2000},"metadata":{"user_id":"u1"}""", body, StringComparison.Ordinal);
        Assert.Equal(["messages.reasoning_content"], NotCarried(task));
    }

    [Theory]
    [InlineData(""" "reasoning_effort":"medium" """, 4096, 8192, "")]
    [InlineData(""" "reasoning_effort":"medium","max_tokens":2000 """, 1999, 2000, "")]
    [InlineData(""" "reasoning_effort":"medium","max_tokens":1000 """, null, 1000, "reasoning_effort")]
    [InlineData(""" "reasoning_effort":"low","temperature":0.5,"top_p":0.5,"top_k":5 """, 1024, 5120, "temperature,top_p,top_k")]
    [InlineData(""" "reasoning_effort":"low","tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required" """, null, 4096, "reasoning_effort")]
    [InlineData(""" "reasoning_effort":"telepathic" """, null, 4096, "reasoning_effort")]
    public void An_effort_can_be_a_budget_of_tokens(string fields, int? budget, int maxTokens, string lost)
    {
        var settings = Settings("reasoning", Budget);
        var task = Chat(fields);
        var body = JsonNode.Parse(Text(Encode(task, settings)))!;
        Assert.Equal((budget, maxTokens), (body["thinking"]?["budget_tokens"]?.GetValue<int>(), body["max_tokens"]!.GetValue<int>()));
        Assert.Equal(lost, string.Join(',', AnthropicLimits.NotCarried(task, settings)));
        Assert.Equal(lost.Contains("temperature", StringComparison.Ordinal), fields.Contains("temperature", StringComparison.Ordinal) && body["temperature"] is null);
    }

    [Fact]
    public void Nobody_thinks_between_a_call_and_its_answer_without_the_thoughts_that_led_there()
    {
        var task = new ChatTask(
            [new ChatMessage("user", "Hi"), new ChatMessage("assistant", "") { ToolCalls = [new ToolCall("c1", "f", "{}")] }, new ChatMessage("tool", "5") { ToolCallId = "c1" }],
            new TextParameters()) { ThinkingBudget = 2000 };
        Assert.DoesNotContain("\"thinking\"", Text(Encode(task)), StringComparison.Ordinal);
        Assert.Equal(["thinking"], NotCarried(task));
    }

    [Fact]
    public void A_begun_answer_ends_without_blanks() =>
        Assert.EndsWith("""{"role":"assistant","content":[{"type":"text","text":"Once upon"}]}],"stream":true}""", Text(Encode(new ChatTask([new ChatMessage("user", "Hi"), new ChatMessage("assistant", "Once upon \n")], new TextParameters()) { EndsBegun = true })), StringComparison.Ordinal);

    [Fact]
    public void What_is_lost_is_named()
    {
        var task = Chat("""
            "seed":1,"logit_bias":{"1":5},"frequency_penalty":0.1,"presence_penalty":0.1,"min_p":0.1,"repetition_penalty":1.1,"temperature":1.5,"stop":[" "],"response_format":{"type":"json_object"}
            """);
        Assert.Equal(
            ["temperature", "min_p", "repetition_penalty", "frequency_penalty", "presence_penalty", "logit_bias", "seed", "stop", "response_format"],
            NotCarried(task));
        Assert.Empty(NotCarried(Chat(""" "frequency_penalty":0,"presence_penalty":0,"min_p":0,"repetition_penalty":1,"temperature":1,"top_k":-1,"reasoning_effort":"high" """)));
    }

    [Theory]
    [InlineData("""{"n":129,"messages":[{"role":"user","content":"Hi"}]}""", "n")]
    [InlineData("""{"messages":[{"role":"system","content":"Hi"},{"role":"user","content":""}]}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/bmp;base64,AAAA"}}]}]}""", "messages[0].content[0]")]
    public void What_would_leave_no_sensible_request_is_refused(string body, string param)
    {
        var request = Decoding.Request(new ChatSurface(), body);
        // The surface may refuse it first.
        if (request.Decode().TryGet(out var decoded, out var failure))
            failure = AnthropicLimits.Refused((ChatTask)decoded.Task);
        Assert.Equal(param, failure?.Param);
    }

    [Fact]
    public void Operators_set_the_limit_that_clients_leave_out_and_members_of_their_own()
    {
        var settings = Settings("max_tokens", "100", "service_tier", "standard_only", "version", "2026-10-21", "beta[0]", "a-1", "beta[1]", "b-2");
        Assert.Equal(
            """{"model":"claude","max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"service_tier":"standard_only","stream":true}""",
            Text(Encode(Chat(""), settings)));
        Assert.Equal([new("anthropic-version", "2026-10-21"), new("anthropic-beta", "a-1,b-2")], AnthropicEndpoint.HeadersOf(settings));
    }

    [Theory]
    [InlineData("max_tokens", "0")]
    [InlineData("max_tokens", "many")]
    [InlineData("reasoning", "1")]
    [InlineData("reasoning", "hard")]
    [InlineData("version", "2023\n")]
    [InlineData("thinking.type", "enabled")]
    public void A_wrong_option_says_which(string name, string text)
    {
        Assert.Null(AnthropicSettings.Of([new(name, text)], out var problem));
        Assert.Contains($"options.{name}", problem, StringComparison.Ordinal);
    }

    private static AnthropicSettings Settings(params string[] written)
    {
        var settings = AnthropicSettings.Of(written.Chunk(2).Select(static pair => new KeyValuePair<string, string>(pair[0], pair[1])), out var problem);
        Assert.Null(problem);
        return settings!;
    }

    private static ChatTask Chat(string fields) => Decoded($$"""{"messages":[{"role":"user","content":"Hi"}]{{(fields.Trim().Length == 0 ? "" : "," + fields)}}}""");

    private static ChatTask Decoded(string body)
    {
        Assert.True(Decoding.Request(new ChatSurface(), body).Decode().TryGet(out var decoded, out var failure), failure?.Message);
        return (ChatTask)decoded.Task;
    }

    private static IEnumerable<string> NotCarried(ChatTask task) => AnthropicLimits.NotCarried(task, AnthropicSettings.None);

    private static ReadOnlyMemory<byte> Encode(ChatTask task, AnthropicSettings? settings = null) => AnthropicEncoder.Encode(task, "claude", stream: true, settings ?? AnthropicSettings.None);

    private static string Text(ChatTask task) => Text(Encode(task));

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    private static string Lines(string text) => string.Concat(text.Split('\n'));

    private static string Between(string text, string begin, string end) => text.Split(begin)[1].Split(end)[0];
}
