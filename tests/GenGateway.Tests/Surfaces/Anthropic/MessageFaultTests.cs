using System.Text;
using GenGateway.Errors;
using GenGateway.Surfaces.Anthropic;

namespace GenGateway.Tests.Surfaces.Anthropic;

public sealed class MessageFaultTests
{
    private readonly MessagesSurface _surface = new();

    public static TheoryData<string, string> BadBodies => new()
    {
        { """{"messages":[{"role":"user","content":"Hi"}]}""", "max_tokens" },
        { With(""" "max_tokens":0 """), "max_tokens" },
        { With(""" "max_tokens":"9" """), "max_tokens" },
        { With(""" "max_tokens":null """), "max_tokens" },
        { """{"max_tokens":9}""", "messages" },
        { """{"max_tokens":9,"messages":[]}""", "messages" },
        { """{"max_tokens":9,"messages":"Hi"}""", "messages" },
        { Good(""" "temperature":1.5 """), "temperature" },
        { Good(""" "temperature":"hot" """), "temperature" },
        { Good(""" "top_p":2 """), "top_p" },
        { Good(""" "top_k":-1 """), "top_k" },
        { Good(""" "top_k":1.5 """), "top_k" },
        { Good(""" "stream":"yes" """), "stream" },
        { Good(""" "system":5 """), "system" },
        { Good(""" "system":[{"type":"image"}] """), "system[0].type" },
        { Good(""" "stop_sequences":"x" """), "stop_sequences" },
        { Good(""" "stop_sequences":["x"," "] """), "stop_sequences[1]" },
        { Good(""" "metadata":5 """), "metadata" },
        { Good(""" "thinking":{"type":"maybe"} """), "thinking.type" },
        { Good(""" "thinking":{"type":"enabled"} """), "thinking.budget_tokens" },
        { Good(""" "thinking":{"type":"enabled","budget_tokens":1023} """), "thinking.budget_tokens" },
        { Good(""" "thinking":{"type":"enabled","budget_tokens":2048} """), "thinking.budget_tokens" },
        { Good(""" "thinking":{"type":"adaptive","display":"loud"} """), "thinking.display" },
        { Good(""" "output_config":{"effort":"huge"} """), "output_config.effort" },
        { Good(""" "output_config":{"format":{"type":"json_schema"}} """), "output_config.format.schema" },
        { Good(""" "tools":{} """), "tools" },
        { Good(""" "tools":[5] """), "tools[0]" },
        { Good(""" "tools":[{"input_schema":{}}] """), "tools[0].name" },
        { Good(""" "tools":[{"name":"f"}] """), "tools[0].input_schema" },
        { Good(""" "tools":[{"name":"f","input_schema":"x"}] """), "tools[0].input_schema" },
        { Good(""" "tool_choice":"auto" """), "tool_choice" },
        { Good(""" "tool_choice":{"type":"maybe"} """), "tool_choice.type" },
        { Good(""" "tool_choice":{"type":"tool"} """), "tool_choice.name" },
        { Messages(""" "Hi" """), "messages[0]" },
        { Messages("""{"role":"wizard","content":"Hi"}"""), "messages[0].role" },
        { Messages("""{"content":"Hi"}"""), "messages[0].role" },
        { Messages("""{"role":"user"}"""), "messages[0].content" },
        { Messages("""{"role":"user","content":5}"""), "messages[0].content" },
        { Messages("""{"role":"user","content":["Hi"]}"""), "messages[0].content[0]" },
        { Messages("""{"role":"user","content":[{"type":"audio"}]}"""), "messages[0].content[0].type" },
        { Messages("""{"role":"user","content":[{"text":"Hi"}]}"""), "messages[0].content[0].type" },
        { Messages("""{"role":"user","content":[{"type":"text"}]}"""), "messages[0].content[0].text" },
        { Messages("""{"role":"user","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]}"""), "messages[0].content[0].type" },
        { Messages("""{"role":"user","content":[{"type":"image"}]}"""), "messages[0].content[0].source" },
        { Messages("""{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}"""), "messages[0].content[0].source.type" },
        { Messages("""{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/bmp","data":"AAAA"}}]}"""), "messages[0].content[0].source.media_type" },
        { Messages("""{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAA"}}]}"""), "messages[0].content[0].source.data" },
        { Messages("""{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png"}}]}"""), "messages[0].content[0].source.data" },
        { Messages("""{"role":"user","content":[{"type":"image","source":{"type":"url","url":"file:///etc/passwd"}}]}"""), "messages[0].content[0].source.url" },
        { Messages("""{"role":"user","content":[{"type":"document"}]}"""), "messages[0].content[0].source" },
        { Messages("""{"role":"user","content":[{"type":"document","source":{"type":"tape"}}]}"""), "messages[0].content[0].source.type" },
        { Messages("""{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}"""), "messages[0].content[0].tool_use_id" },
        { Messages("""{"role":"user","content":[{"type":"tool_result"}]}"""), "messages[0].content[0].tool_use_id" },
        { Messages(Call + """,{"role":"user","content":"Well?"}"""), "messages[0]" },
        { Messages("""{"role":"user","content":"Hi"},""" + Call), "messages[1]" },
        { Messages(Call + """,{"role":"user","content":[{"type":"tool_result","tool_use_id":"other"}]}"""), "messages[0]" },
        { Messages(Call + """,{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"},{"type":"tool_result","tool_use_id":"t"}]}"""), "messages[1].content[1].tool_use_id" },
        { Messages(Call + """,{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_use"}]}]}"""), "messages[1].content[0].content[0].type" },
        { Messages(Call + """,{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":"no"}]}"""), "messages[1].content[0].is_error" },
        { Messages("""{"role":"assistant","content":[{"type":"tool_use","name":"f","input":{}}]}"""), "messages[0].content[0].id" },
        { Messages("""{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f"}]}"""), "messages[0].content[0].input" },
        { Messages("""{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":"{}"}]}"""), "messages[0].content[0].input" },
        { Messages("""{"role":"assistant","content":[{"type":"thinking"}]}"""), "messages[0].content[0].thinking" },
        { Messages("""{"role":"assistant","content":[{"type":"redacted_thinking"}]}"""), "messages[0].content[0].data" },
    };

    private const string Call = """{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]}""";

    [Theory]
    [MemberData(nameof(BadBodies))]
    public void A_wrong_field_is_named(string body, string param)
    {
        var failure = Decoding.Failure(_surface, body);
        Assert.Equal(FailureKind.InvalidValue, failure.Kind);
        Assert.Equal(param, failure.Param);
        Assert.Contains(param, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_no_JSON_for_anybody()
    {
        var deep = new StringBuilder("""{"max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","input_schema":""");
        deep.Insert(deep.Length, "{\"a\":", 10_000).Append('1').Append('}', 10_000).Append("}]}");

        Assert.Equal(FailureKind.InvalidJson, Decoding.Failure(_surface, deep.ToString()).Kind);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"max_tokens":9,"messages":[{"role":"user","content":" """), 0xff, 0xfe, .. "\"}]}"u8];

        Assert.False(_surface.Decode(body, Decoding.Context).TryGet(out _, out var failure));
        Assert.Equal(FailureKind.InvalidJson, failure.Kind);
    }

    [Fact]
    public void A_schema_may_be_large_and_tools_may_not_be_endless()
    {
        var properties = string.Join(',', Enumerable.Range(0, 5000).Select(static i => $"\"p{i}\":{{\"type\":\"string\"}}"));
        var large = Good($$$$""" "tools":[{"name":"f","input_schema":{"type":"object","properties":{ {{{{properties}}}} }}}] """);
        Assert.True(Decoding.Request(_surface, large).Decode().TryGet(out _, out var failure), failure?.Message);

        var tools = string.Join(',', Enumerable.Repeat("""{"name":"f","input_schema":{}}""", 1025));
        var many = Good($""" "tools":[{tools}] """);
        Assert.Equal("tools", Decoding.Failure(_surface, many).Param);
    }

    private static string With(string fields) => $$"""{"messages":[{"role":"user","content":"Hi"}], {{fields}} }""";

    private static string Good(string fields) => With($""" "max_tokens":2048, {fields} """);

    private static string Messages(string messages) => $$"""{"max_tokens":9,"messages":[{{messages}}]}""";
}
