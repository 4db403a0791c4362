using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using GenGateway.Journey;
using GenGateway.Surfaces;

namespace GenGateway.Tests.Surfaces;

/// <summary>Writes a surface's answer to a body and some events.</summary>
internal static partial class Answering
{
    public static AnswerHead Head { get; } = new("engine", "tiny-chat", 1, TimeSpan.Zero, TimeSpan.Zero, []);

    public static string Write(ISurface surface, string body, params GenerationEvent[] events) =>
        Write(surface, body, Decoding.Context with { Clock = new FixedClock() }, events);

    public static string Write(ISurface surface, string body, SurfaceContext context, params GenerationEvent[] events)
    {
        Assert.True(Decoding.Decode(surface, body, context).TryGet(out var decoded, out var failure), failure?.Message);
        // Whoever generates has decoded the body.
        decoded.Request.Decode();
        var writer = decoded.CreateWriter(Head);
        var output = new ArrayBufferWriter<byte>();
        foreach (var happened in events)
            writer.Write(happened, output);
        return AnswerId().Replace(Encoding.UTF8.GetString(output.WrittenSpan), "$1ID");
    }

    public static GenerationEvent Text(string text, int choice = 0) => new GenerationEvent.TextDelta(choice, text);

    public static GenerationEvent Thought(string text, int choice = 0) => new GenerationEvent.ReasoningDelta(choice, text);

    public static GenerationEvent Call(int index, string? id, string? name, string arguments) => new GenerationEvent.ToolCallDelta(0, index, id, name, arguments);

    public static GenerationEvent End(FinishReason reason = FinishReason.Stop, int choice = 0) => new GenerationEvent.ChoiceEnded(choice, reason);

    public static GenerationEvent Used(int prompt, int completion) => new GenerationEvent.UsageReported(new Usage(prompt, completion));

    [GeneratedRegex("(chatcmpl-|cmpl-|msg_|toolu_)[0-9a-f]{32}")]
    private static partial Regex AnswerId();
}
