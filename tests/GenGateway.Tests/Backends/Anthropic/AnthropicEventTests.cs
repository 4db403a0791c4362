using GenGateway.Journey;

namespace GenGateway.Tests.Backends.Anthropic;

/// <summary>What the events of Anthropic's streams become.</summary>
public sealed class AnthropicEventTests
{
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":100,"cache_read_input_tokens":1000,"output_tokens":1}}}""";
    private const string Stop = """{"type":"message_stop"}""";

    [Fact]
    public async Task Calls_are_numbered_without_the_other_blocks_and_their_parts_stay_together()
    {
        var run = await StreamAsync(
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"ping"}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hm."}}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_2","name":"g","input":{}}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"b\":"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"2}"}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_stop","index":2}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":30}}""",
            Stop);
        Assert.Equal(
            [
                "TextDelta { Choice = 0, Text = Hm. }",
                "ToolCallDelta { Choice = 0, Index = 0, Id = toolu_1, Name = f, Arguments =  }",
                "ToolCallDelta { Choice = 0, Index = 1, Id = toolu_2, Name = g, Arguments =  }",
                """ToolCallDelta { Choice = 0, Index = 1, Id = , Name = , Arguments = {"b": }""",
                "ToolCallDelta { Choice = 0, Index = 1, Id = , Name = , Arguments = 2} }",
                "ToolCallDelta { Choice = 0, Index = 0, Id = , Name = , Arguments = {} }",
                "ChoiceEnded { Choice = 0, Reason = ToolCalls }",
            ],
            run.Events.SkipLast(2));
        Assert.Equal("Finished { }", run.Last);
        Assert.Contains("PromptTokens = 1112, CompletionTokens = 30", run.Tally, StringComparison.Ordinal);
        Assert.Contains("CachedTokens = 1000, CacheWriteTokens = 100", run.Tally, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thoughts_come_with_their_seals()
    {
        var run = await StreamAsync(
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"xyz"}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END"},"usage":{"output_tokens":9,"output_tokens_details":{"thinking_tokens":7}}}""",
            Stop);
        Assert.Equal(
            [
                "ReasoningDelta { Choice = 0, Text = Hm }",
                "ReasoningSigned { Choice = 0, Signature = sig }",
                "ReasoningSealed { Choice = 0, Data = xyz }",
                "StoppedBy { Choice = 0, Text = END }",
                "ChoiceEnded { Choice = 0, Reason = Stop }",
            ],
            run.Events.SkipLast(2));
        Assert.Contains("ReasoningTokens = 7", run.Tally, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_later_than_this_reader_is_passed_over()
    {
        var run = await StreamAsync(
            """{"type":"telepathy_start","index":7}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":1}"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"hologram","data":{"text":"?"}}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"cited_text":"?"}}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Yes"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"a_new_reason"}}""",
            Stop);
        Assert.Equal(["TextDelta { Choice = 0, Text = Yes }", "ChoiceEnded { Choice = 0, Reason = Stop }", "Finished { }"], run.Events);
        // The head's count of what was generated is a guess.
        Assert.DoesNotContain("PromptTokens", run.Tally, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("end_turn", FinishReason.Stop)]
    [InlineData("stop_sequence", FinishReason.Stop)]
    [InlineData("pause_turn", FinishReason.Stop)]
    [InlineData("max_tokens", FinishReason.Length)]
    [InlineData("model_context_window_exceeded", FinishReason.Length)]
    [InlineData("tool_use", FinishReason.ToolCalls)]
    [InlineData("refusal", FinishReason.ContentFilter)]
    public async Task Every_reason_of_an_end_has_its_word(string word, FinishReason reason)
    {
        var streamed = await StreamAsync($$$"""{"type":"message_delta","delta":{"stop_reason":"{{{word}}}"},"usage":{"output_tokens":1}}""", Stop);
        Assert.Contains($"ChoiceEnded {{ Choice = 0, Reason = {reason} }}", streamed.Events);
        var whole = await WholeAsync($$$"""{"type":"message","content":[],"stop_reason":"{{{word}}}","usage":{"input_tokens":1,"output_tokens":1}}""");
        Assert.Contains($"ChoiceEnded {{ Choice = 0, Reason = {reason} }}", whole.Events);
    }

    [Fact]
    public async Task A_whole_message_keeps_the_order_of_its_blocks()
    {
        var run = await WholeAsync("""
            {"type":"message","content":[{"type":"thinking","thinking":"Hm","signature":"sig"},{"type":"redacted_thinking","data":"xyz"},{"type":"text","text":"a"},
             {"type":"tool_use","id":"toolu_1","name":"f","input":{"a": [1, 2.50]}},{"type":"text","text":"b"},{"type":"tool_use","id":"toolu_2","name":"g","input":{}}],
             "stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":6}}
            """);
        Assert.Equal(
            [
                "ReasoningDelta { Choice = 0, Text = Hm }",
                "ReasoningSigned { Choice = 0, Signature = sig }",
                "ReasoningSealed { Choice = 0, Data = xyz }",
                "TextDelta { Choice = 0, Text = a }",
                """ToolCallDelta { Choice = 0, Index = 0, Id = toolu_1, Name = f, Arguments = {"a": [1, 2.50]} }""",
                "TextDelta { Choice = 0, Text = b }",
                "ToolCallDelta { Choice = 0, Index = 1, Id = toolu_2, Name = g, Arguments =  }",
                "ToolCallDelta { Choice = 0, Index = 1, Id = , Name = , Arguments = {} }",
                "ChoiceEnded { Choice = 0, Reason = ToolCalls }",
            ],
            run.Events.SkipLast(2));
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("<html>", "no answer")]
    [InlineData("{}", "no answer")]
    [InlineData("""{"content":[1],"stop_reason":"end_turn"}""", "no answer")]
    [InlineData("""{"content":[],"stop_reason":"end_""", "no answer")]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"secret words"}}""", "failed in the middle")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"secret words"}}""", "is overloaded")]
    public async Task A_200_that_is_no_message_is_a_failure(string body, string words)
    {
        var run = await WholeAsync(body);
        Assert.StartsWith("Failed", run.Last, StringComparison.Ordinal);
        Assert.Contains(words, run.Last, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"{\\\"a\\\":\"")]
    [InlineData("[1]")]
    [InlineData("7")]
    public async Task A_calls_input_that_is_no_object_does_not_become_an_empty_one(string input)
    {
        var block = $$"""{"type":"tool_use","id":"t","name":"f","input":{{input}}}""";
        var whole = await WholeAsync("""{"type":"message","content":[""" + block + """],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}""");
        Assert.StartsWith("Failed BackendError", whole.Last, StringComparison.Ordinal);
        var streamed = await StreamAsync("""{"type":"content_block_start","index":0,"content_block":""" + block + "}", Stop);
        Assert.StartsWith("Failed BackendError", streamed.Last, StringComparison.Ordinal);
    }

    private static Task<AnswerRun> StreamAsync(params IEnumerable<string> events) => AnthropicLanes.TranslateAsync([AnthropicLanes.Stream([Start, .. events])], stream: true);

    private static Task<AnswerRun> WholeAsync(string body) => AnthropicLanes.TranslateAsync([System.Text.Encoding.UTF8.GetBytes(body)], stream: false);
}
