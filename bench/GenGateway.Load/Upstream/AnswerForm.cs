using System.Text;
using GenGateway.Load.Net;

namespace GenGateway.Load.Upstream;

/// <summary>The bytes that one dialect answers with: made once, sent as they are but for the stamps.</summary>
internal sealed class AnswerForm
{
    public const int Events = 64;
    public const int WholeLength = 581;
    private const int EventLength = 180;

    private const string SseHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string NdjsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";

    // What comes before the first piece is sent with the head.
    private AnswerForm(string head, string whole, string piece, string end, string endWithUsage, string before = "")
    {
        Whole = Json(200, "OK", whole);
        Begin = Encoding.ASCII.GetBytes(before.Length == 0 ? head : head + Chunk(before));
        Event = Encoding.ASCII.GetBytes(Chunk(piece));
        StampAt = Event.AsSpan().IndexOf(Stamp.Mark);
        End = Encoding.ASCII.GetBytes($"{Chunk(end)}0\r\n\r\n");
        EndWithUsage = Encoding.ASCII.GetBytes($"{Chunk(endWithUsage)}0\r\n\r\n");
    }

    public static AnswerForm OpenAi { get; } = MakeOpenAi();

    public static AnswerForm Ollama { get; } = MakeOllama();

    public static AnswerForm Anthropic { get; } = MakeAnthropic();

    public static byte[] NotFound { get; } = Json(404, "Not Found", """{"error":{"message":"The mock has no such route.","type":"invalid_request_error","param":null,"code":null}}""");

    public static byte[] Overloaded { get; } = Json(503, "Service Unavailable", """{"error":{"message":"Overloaded, as asked for.","type":"server_error","param":null,"code":null}}""");

    public byte[] Whole { get; }

    /// <summary>The head of a stream, and what its dialect says before the first event with text.</summary>
    public byte[] Begin { get; }

    public byte[] Event { get; }

    public int StampAt { get; }

    public byte[] End { get; }

    public byte[] EndWithUsage { get; }

    private static byte[] Json(int status, string reason, string body) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status} {reason}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";

    private static AnswerForm MakeOpenAi()
    {
        const string Common = "\"id\":\"chatcmpl-0123456789abcdef\",\"created\":1790000000,\"model\":\"bench\"";
        const string Part = "{" + Common + ",\"object\":\"chat.completion.chunk\",\"choices\":";
        var stamp = Encoding.ASCII.GetString(Stamp.Empty);
        string Whole(string filler) => "{" + Common + ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + filler
            + "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":87,\"completion_tokens\":64,\"total_tokens\":151}}";
        string Piece(string filler) => "data: " + Part + "[{\"index\":0,\"delta\":{\"content\":\"" + stamp + filler + "\"}}]}\n\n";
        const string Finish = "data: " + Part + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
        const string Usage = "data: " + Part + "[],\"usage\":{\"prompt_tokens\":87,\"completion_tokens\":64,\"total_tokens\":151}}\n\n";
        const string Done = "data: [DONE]\n\n";
        return new(SseHead, Fill(Whole, WholeLength), Fill(Piece, EventLength), Finish + Done, Finish + Usage + Done);
    }

    // Every line is a chunk of its own, as Ollama sends it.
    private static AnswerForm MakeOllama()
    {
        const string Common = "\"model\":\"bench-ollama\",\"created_at\":\"2026-09-21T00:00:00.123456789Z\",\"message\":{\"role\":\"assistant\",\"content\":\"";
        const string Numbers = "\"done\":true,\"done_reason\":\"stop\",\"total_duration\":900000000,\"load_duration\":1000000,\"prompt_eval_count\":87,\"prompt_eval_duration\":130000000,\"eval_count\":64,\"eval_duration\":700000000}";
        var stamp = Encoding.ASCII.GetString(Stamp.Empty);
        string Whole(string filler) => "{" + Common + filler + "\"}," + Numbers;
        string Piece(string filler) => "{" + Common + stamp + filler + "\"},\"done\":false}\n";
        var end = Whole("") + "\n";
        return new(NdjsonHead, Fill(Whole, WholeLength), Fill(Piece, EventLength), end, end);
    }

    private static AnswerForm MakeAnthropic()
    {
        const string Message = "\"id\":\"msg_0123456789abcdef\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"bench-anthropic\",\"content\":";
        const string Stop = "\"stop_reason\":\"end_turn\",\"stop_sequence\":null";
        var stamp = Encoding.ASCII.GetString(Stamp.Empty);
        string Whole(string filler) => "{" + Message + "[{\"type\":\"text\",\"text\":\"" + filler + "\"}]," + Stop + ",\"usage\":{\"input_tokens\":87,\"output_tokens\":64}}";
        string Event(string type, string rest) => $"event: {type}\ndata: {{\"type\":\"{type}\"{rest}}}\n\n";
        string Piece(string filler) => Event("content_block_delta", ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + stamp + filler + "\"}");
        var before = Event("message_start", ",\"message\":{" + Message + "[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":87,\"output_tokens\":1}}")
            + Event("content_block_start", ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        var end = Event("content_block_stop", ",\"index\":0") + Event("message_delta", ",\"delta\":{" + Stop + "},\"usage\":{\"output_tokens\":64}") + Event("message_stop", "");
        return new(SseHead, Fill(Whole, WholeLength), Fill(Piece, EventLength), end, end, before);
    }

    // Words and blanks until the text has the length that the tables name.
    private static string Fill(Func<string, string> make, int length)
    {
        var missing = length - make("").Length;
        const string Words = " the quick brown fox jumps over the lazy dog";
        return make(missing <= 0 ? "" : string.Concat(Enumerable.Repeat(Words, (missing / Words.Length) + 1))[..missing]);
    }
}
