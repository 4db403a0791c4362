using System.Text;
using System.Text.Json;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>Streams of the Responses API as OpenAI's pages describe them, with what only it has.</summary>
internal static class ResponseStreams
{
    /// <summary>The last event of <see cref="Rich"/>, its data.</summary>
    public const string Completed = """{"type":"response.completed","sequence_number":16,"response":{"id":"resp_1","object":"response","status":"completed","model" : "served","previous_response_id":null,"error":null,"x":{"model":"served"},"output":[{"type":"reasoning","id":"rs_1","summary":[]},{"type":"web_search_call","id":"ws_1"},{"type":"message","content":[{"type":"output_text","text":"Hé 日本"},{"type":"refusal","refusal":"No."}]},{"type":"function_call","arguments":"{}"}],"usage":{"input_tokens":75,"input_tokens_details":{"cached_tokens":32,"cache_write_tokens":8},"output_tokens":1186,"output_tokens_details":{"reasoning_tokens":1024},"total_tokens":1261}}}""";

    private static readonly string[] Before =
    [
        """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","status":"in_progress","error":null,"model":"served","output":[],"usage":null}}""",
        """{"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_1","status":"in_progress","model" : "served", "x_first":[1.0,1e2]}}""",
        """{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}""",
        """{"type":"response.reasoning_summary_text.delta","sequence_number":3,"item_id":"rs_1","delta":"Hm."}""",
        """{"type":"response.output_item.added","sequence_number":4,"output_index":1,"item":{"id":"ws_1","type":"web_search_call","status":"in_progress"}}""",
        """{"type":"response.web_search_call.searching","sequence_number":5,"item_id":"ws_1"}""",
        """{"type":"response.output_item.added","sequence_number":6,"output_index":2,"item":{"content":[],"id":"msg_1","type":"message"}}""",
        """{"delta":"H\u00e9 ","item_id":"msg_1","logprobs":[],"obfuscation":"abc","sequence_number":7,"type":"response.output_text.delta"}""",
        """{"type":"response.output_text.delta","sequence_number":8,"item_id":"msg_1","delta":"日本"}""",
        """{"type":"response.output_text.done","sequence_number":9,"item_id":"msg_1","text":"Hé 日本"}""",
        """{"type":"response.refusal.delta","sequence_number":10,"item_id":"msg_1","delta":"No."}""",
        """{"type":"response.output_item.added","sequence_number":11,"output_index":3,"item":{"id":"fc_1","type":"function_call","name":"f","arguments":""}}""",
        """{"type":"response.function_call_arguments.delta","sequence_number":12,"item_id":"fc_1","delta":"{}"}""",
        """{"type":"response.function_call_arguments.done","sequence_number":13,"item_id":"fc_1","arguments":"{}"}""",
        """{"type":"response.something_new","sequence_number":14,"response":{"model":"served"}}""",
        """{"type":"keepalive","sequence_number":15}""",
    ];

    /// <summary>Thoughts, a search, text, a refusal and a call.</summary>
    public static string Rich { get; } = Of([.. Before, Completed]);

    /// <summary>The same, without its last event.</summary>
    public static string Cut { get; } = Of(Before);

    /// <summary>Events of these data.</summary>
    public static string Of(params IEnumerable<string> data) => string.Concat(data.Select(static item => $"event: {NameOf(item)}\ndata: {item}\n\n"));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string NameOf(string data)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.GetProperty("type").GetString()!;
    }
}
