using System.Text;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Surfaces;

public sealed class ChatDecodingTests
{
    private const string Hello = """ "messages":[{"role":"user","content":"Hello"}] """;

    private readonly ChatSurface _surface = new();

    public static TheoryData<string, string> BadBodies => new()
    {
        { """{"messages":[]}""", "messages" },
        { "{}", "messages" },
        { """{"messages":null}""", "messages" },
        { """{"messages":"Hello"}""", "messages" },
        { """{"messages":["Hello"]}""", "messages[0]" },
        { """{"messages":[{"content":"Hello"}]}""", "messages[0].role" },
        { """{"messages":[{"role":"wizard","content":"Hello"}]}""", "messages[0].role" },
        { """{"messages":[{"role":7,"content":"Hello"}]}""", "messages[0].role" },
        { """{"messages":[{"role":"user"}]}""", "messages[0].content" },
        { """{"messages":[{"role":"user","content":null}]}""", "messages[0].content" },
        { """{"messages":[{"role":"user","content":5}]}""", "messages[0].content" },
        { """{"messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}}]}]}""", "messages[1].content[1]" },
        { """{"messages":[{"role":"user","content":["Hello"]}]}""", "messages[0].content[0]" },
        { """{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text" },
        { """{"messages":[{"role":"user","content":[{"type":"text","text":5}]}]}""", "messages[0].content[0].text" },
        { With(""" "temperature":2.1 """), "temperature" },
        { With(""" "temperature":-0.1 """), "temperature" },
        { With(""" "temperature":"hot" """), "temperature" },
        { With(""" "temperature":1e999 """), "temperature" },
        { With(""" "top_p":1.01 """), "top_p" },
        { With(""" "top_k":-2 """), "top_k" },
        { With(""" "top_k":1.5 """), "top_k" },
        { With(""" "min_p":2 """), "min_p" },
        { With(""" "repetition_penalty":0 """), "repetition_penalty" },
        { With(""" "repetition_penalty":1e-60 """), "repetition_penalty" },
        { With(""" "repetition_penalty":1e300 """), "repetition_penalty" },
        { With(""" "presence_penalty":2.5 """), "presence_penalty" },
        { With(""" "frequency_penalty":-2.5 """), "frequency_penalty" },
        { With(""" "max_tokens":0 """), "max_tokens" },
        { With(""" "max_tokens":-5 """), "max_tokens" },
        { With(""" "max_tokens":5.5 """), "max_tokens" },
        { With(""" "max_tokens":"5" """), "max_tokens" },
        { With(""" "max_tokens":99999999999 """), "max_tokens" },
        { With(""" "max_tokens":1e999 """), "max_tokens" },
        { With(""" "max_completion_tokens":0 """), "max_completion_tokens" },
        { With(""" "n":0 """), "n" },
        { With(""" "n":129 """), "n" },
        { With(""" "seed":"x" """), "seed" },
        { With(""" "seed":18446744073709551616 """), "seed" },
        { With(""" "stop":5 """), "stop" },
        { With(""" "stop":["a",5] """), "stop[1]" },
        { With(""" "stop":"" """), "stop" },
        { With(""" "stop":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"] """), "stop" },
        { With(""" "stream":"true" """), "stream" },
        { With(""" "stream_options":[] """), "stream_options" },
        { With(""" "stream_options":{"include_usage":1} """), "stream_options.include_usage" },
        { With(""" "logit_bias":[] """), "logit_bias" },
        { With(""" "logit_bias":{"x":1} """), "logit_bias.x" },
        { With(""" "logit_bias":{"5":101} """), "logit_bias.5" },
        { With(""" "logit_bias":{"5":"1"} """), "logit_bias.5" },
        { With(""" "model":5 """), "model" },
        { With(""" "backend":{} """), "backend" },
        { With(""" "tools":"x" """), "tools" },
        { With(""" "tools":[5] """), "tools[0]" },
        { With(""" "tools":[{"type":"function"}] """), "tools[0].function" },
        { With(""" "tools":[{"type":"function","function":{}}] """), "tools[0].function.name" },
        { With(""" "tools":[{"type":"function","function":{"name":"f","parameters":5}}] """), "tools[0].function.parameters" },
        { With(""" "tool_choice":"maybe" """), "tool_choice" },
        { With(""" "tool_choice":5 """), "tool_choice" },
        { With(""" "parallel_tool_calls":1 """), "parallel_tool_calls" },
        { With(""" "response_format":{} """), "response_format" },
        { With(""" "response_format":{"type":"json_schema"} """), "response_format.json_schema" },
        { """{"messages":[{"role":"assistant","tool_calls":[{}]}]}""", "messages[0].tool_calls[0].function" },
        { """{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages[0].content[0]" },
        { """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,*"}}]}]}""", "messages[0].content[0]" },
        { """{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]}""", "messages[0].content[0]" },
        { With(""" "response_format":"json" """), "response_format" },
        { With(""" "logprobs":1 """), "logprobs" },
        { With(""" "top_logprobs":21 """), "top_logprobs" },
    };

    public static TheoryData<string, string> Dropped => new()
    {
        { """ "tools":[{"type":"custom","custom":{"name":"c"}}] """, "tools" },
        { """ "tool_choice":{"type":"allowed_tools","allowed_tools":{}} """, "tool_choice" },
        { """ "response_format":{"type":"grammar"} """, "response_format" },
        { """ "top_logprobs":3 """, "top_logprobs" },
        { """ "modalities":["text","audio"] """, "modalities" },
        { """ "audio":{"voice":"v"} """, "audio" },
        { """ "functions":[{}] """, "functions" },
        { """ "prediction":{"type":"content"} """, "prediction" },
        { """ "frobnicate":1 """, "frobnicate" },
        { """ "stream_options":{"other":1} """, "stream_options.other" },
        { """ "messages":[{"role":"assistant","content":"a","audio":{"id":"a"}}] """, "messages.audio" },
    };

    public static TheoryData<string> NotDropped =>
    [
        """ "tools":[] """,
        """ "functions":[] """,
        """ "tool_choice":"auto" """,
        """ "tool_choice":"none" """,
        """ "logprobs":false """,
        """ "top_logprobs":0 """,
        """ "response_format":{"type":"text"} """,
        """ "modalities":["text"] """,
        """ "frobnicate":null """,
        """ "user":"u","metadata":{"a":"b"},"store":true,"service_tier":"auto","parallel_tool_calls":false """,
        """ "stream_options":{"include_usage":true,"include_obfuscation":false} """,
        """ "n":1 """,
    ];

    [Theory]
    [MemberData(nameof(BadBodies))]
    public void A_bad_value_is_refused_naming_its_field(string body, string param)
    {
        var failure = Decoding.Failure(_surface, body);
        Assert.Equal(FailureKind.InvalidValue, failure.Kind);
        Assert.Equal(param, failure.Param);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  \n ", "empty")]
    [InlineData("{\n\"messages\": [}", "line 2, byte 14")]
    [InlineData("""{"temperature":NaN}""", "line 1, byte 16")]
    [InlineData("""{"a":1} x""", "line 1")]
    [InlineData("""{"a":1,}""", "line 1")]
    public void What_is_no_JSON_is_refused_with_its_place(string body, string expected)
    {
        var failure = Decoding.Failure(_surface, body);
        Assert.Equal(FailureKind.InvalidJson, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":" """), 0xFF, .. "\"}]}"u8];
        Assert.False(_surface.Decode(body, Decoding.Context).TryGet(out _, out var failure));
        Assert.Equal(FailureKind.InvalidJson, failure.Kind);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused() =>
        Assert.Equal(FailureKind.InvalidJson, Decoding.Failure(_surface, With($""" "x":{new string('[', 100)}{new string(']', 100)} """)).Kind);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("5")]
    public void A_body_that_is_no_object_is_refused(string body) =>
        Assert.Equal(FailureKind.InvalidValue, Decoding.Failure(_surface, body).Kind);

    [Fact]
    public void Every_field_of_the_sampler_arrives()
    {
        var request = Decoding.Request(_surface, With(
            """
            "model":"m","backend":"b","stream":true,"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"repetition_penalty":1.1,
            "frequency_penalty":0.1,"presence_penalty":-0.1,"seed":42,"stop":["a","b"],"max_tokens":9,"logit_bias":{"17":-100,"18":5.5}
            """));

        var task = Assert.IsType<ChatTask>(request.Task);
        var parameters = task.Parameters;
        Assert.Equal([new ChatMessage("user", "Hello")], task.Messages);
        Assert.Equal(("m", "b", true), (request.Model, request.Backend, request.Stream));
        Assert.Equal(("req-1", "openai.chat", "studio"), (request.Id, request.Surface, request.Caller.Key));
        Assert.Equal((0.5, 0.9, 40, 0.05), (parameters.Temperature, parameters.TopP, parameters.TopK, parameters.MinP));
        Assert.Equal((1.1, 0.1, -0.1), (parameters.RepetitionPenalty, parameters.FrequencyPenalty, parameters.PresencePenalty));
        Assert.Equal((42L, 9), (parameters.Seed, parameters.MaxTokens));
        Assert.Equal(["a", "b"], parameters.Stop);
        Assert.Equal(new Dictionary<int, double> { [17] = -100, [18] = 5.5 }, parameters.LogitBias);
        Assert.Empty(request.Dropped);
    }

    [Fact]
    public void Null_is_as_good_as_absent()
    {
        var request = Decoding.Request(_surface, With(
            """ "model":null,"stream":null,"temperature":null,"stop":null,"max_tokens":null,"n":null,"logit_bias":null,"stream_options":null,"tools":null """));
        Assert.Null(request.Model);
        Assert.False(request.Stream);
        Assert.Equal(new TextParameters(), request.Task is ChatTask task ? task.Parameters : null);
        Assert.Empty(request.Dropped);
    }

    [Fact]
    public void Of_duplicate_fields_the_last_one_counts() =>
        Assert.Equal(0.5, Parameters(""" "min_p":0.25,"min_p":0.5 """).MinP);

    [Theory]
    [InlineData("model", """ "model":"first","model":"second" """)]
    [InlineData("model", """ "model":"first","mod\u0065l":"second" """)]
    [InlineData("stream", """ "stream":true,"stream":false """)]
    [InlineData("backend", """ "backend":"a","backend":"b" """)]
    public void A_field_that_decides_about_the_road_may_stand_only_once(string param, string fields)
    {
        // The gateway would route by one of them and the backend obey the other.
        var failure = Decoding.Failure(_surface, With(fields));
        Assert.Equal((FailureKind.InvalidValue, param), (failure.Kind, failure.Param));
    }

    [Fact]
    public void Both_names_of_the_token_limit_are_known_and_the_newer_one_wins()
    {
        Assert.Equal(7, Parameters(""" "max_completion_tokens":7,"max_tokens":9 """).MaxTokens);
        Assert.Equal(9, Parameters(""" "max_tokens":9.0 """).MaxTokens);
    }

    [Fact]
    public void One_stop_text_is_as_good_as_a_list() => Assert.Equal(["END"], Parameters(""" "stop":"END" """).Stop);

    [Fact]
    public void Seed_minus_one_means_draw_one() => Assert.Null(Parameters(""" "seed":-1 """).Seed);

    [Fact]
    public void Text_parts_are_joined_and_an_assistant_may_be_silent()
    {
        var request = Decoding.Request(
            _surface,
            """{"messages":[{"role":"user","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]},{"role":"assistant","content":null},{"role":"assistant","content":[]}]}""");
        Assert.Equal(
            ["one\ntwo", "", ""],
            Assert.IsType<ChatTask>(request.Task).Messages.Select(static message => message.Text));
    }

    [Fact]
    public void Tools_formats_and_efforts_arrive()
    {
        var task = Assert.IsType<ChatTask>(Decoding.Request(_surface, With(
            """
            "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type": "object"},"strict":true}},{"function":{"name":"g"}}],
            "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,"reasoning_effort":"low","n":2,
            "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"a": 1}}}
            """)).Task);
        Assert.Equal([new Tool("f", "d", """{"type": "object"}""", true), new Tool("g", null, null, null)], task.Tools);
        Assert.Equal(new ToolChoice.Named("f"), task.ToolChoice);
        Assert.Equal((false, "low", 2), (task.ParallelToolCalls, task.ReasoningEffort, task.N));
        Assert.Equal(new ResponseFormat.JsonSchema("n", null, """{"a": 1}""", null), task.ResponseFormat);
    }

    [Fact]
    public void Pictures_thoughts_and_calls_of_a_conversation_arrive()
    {
        var messages = Assert.IsType<ChatTask>(Decoding.Request(
            _surface,
            """
            {"messages":[{"role":"user","name":"Ann","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/PNG;base64,iVBORw0KGgo=","detail":"low"}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
            {"role":"assistant","reasoning":"Hm.","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{"}}]},{"role":"tool","tool_call_id":"c","content":"5"}]}
            """).Task).Messages;
        Assert.Equal(
            [
                new ChatMessage("user", [new ChatPart.Text("a"), new ChatPart.Image("image/png", "iVBORw0KGgo=", "low"), new ChatPart.ImageLink("https://example.com/a.png")]) { Name = "Ann" },
                new ChatMessage("assistant", "") { Thoughts = [new Thought("Hm.")], ToolCalls = [new ToolCall("c", "f", "{")] },
                new ChatMessage("tool", "5") { ToolCallId = "c" },
            ],
            messages);
    }

    [Theory]
    [InlineData("""a\ud800b""", "a\uFFFDb")]
    [InlineData("""\udc00\ud83d\ude00""", "\uFFFD😀")]
    [InlineData("""\ud83d""", "\uFFFD")]
    [InlineData("""\\ud800\n\"\u00e9\uD800""", "\\ud800\n\"é\uFFFD")]
    public void Lone_surrogates_are_mended(string content, string expected)
    {
        var request = Decoding.Request(_surface, $$"""{"messages":[{"role":"user","content":"{{content}}"}],"\ud800":1}""");
        Assert.Equal(expected, Assert.IsType<ChatTask>(request.Task).Messages[0].Text);
        Assert.Equal(["\uFFFD"], request.Dropped);
    }

    [Fact]
    public void Escaped_field_names_are_the_same_names() =>
        Assert.Equal("m", Decoding.Request(_surface, With(""" "m\u006fdel":"m" """)).Model);

    [Fact]
    public void A_byte_order_mark_is_no_fault() => Assert.NotNull(Decoding.Request(_surface, "\uFEFF" + With(""" "n":1 """)));

    [Theory]
    [MemberData(nameof(Dropped))]
    public void What_nobody_carries_is_named(string fields, string names) =>
        Assert.Equal(names, string.Join(", ", Decoding.Request(_surface, With(fields)).Dropped));

    [Theory]
    [MemberData(nameof(NotDropped))]
    public void What_asks_for_nothing_is_not_named(string fields) => Assert.Empty(Decoding.Request(_surface, With(fields)).Dropped);

    [Fact]
    public void The_list_of_dropped_fields_is_bounded()
    {
        var fields = string.Join(',', Enumerable.Range(0, 300).Select(static i => $"\"{new string('x', 100)}{i}\":{i}"));
        var dropped = Decoding.Request(_surface, With(fields)).Dropped;
        Assert.InRange(dropped.Sum(static name => name.Length), 1, 32 * 64);
    }

    [Fact]
    public void More_fields_than_any_request_has_are_refused()
    {
        var fields = string.Join(',', Enumerable.Range(0, 600).Select(static i => $"\"f{i}\":{i}"));
        Assert.Equal(FailureKind.InvalidValue, Decoding.Failure(_surface, With(fields)).Kind);
    }

    [Fact]
    public void The_path_names_the_model_before_the_body_and_the_body_the_backend_before_the_header()
    {
        var context = Decoding.Context with { PathModel = "deployed", Backend = "header" };
        Assert.Equal(("deployed", "header"), Named(Decoding.Request(_surface, With(""" "model":"m" """), context)));
        Assert.Equal(("deployed", "body"), Named(Decoding.Request(_surface, With(""" "backend":"body" """), context)));

        static (string?, string?) Named(GenerationRequest request) => (request.Model, request.Backend);
    }

    private static string With(string fields) => fields.Contains("\"messages\"", StringComparison.Ordinal) ? $"{{{fields}}}" : $"{{{Hello},{fields}}}";

    private TextParameters Parameters(string fields) => Assert.IsType<ChatTask>(Decoding.Request(_surface, With(fields)).Task).Parameters;
}
