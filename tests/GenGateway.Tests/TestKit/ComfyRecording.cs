using System.Text.Json;
using System.Text.RegularExpressions;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>A recording of WebSockets and requests beside them, line by line, in the order of their times.</summary>
internal sealed partial class ComfyRecording
{
    private ComfyRecording(IReadOnlyList<ComfyLine> lines, IReadOnlyList<string> promptIds) => (Lines, PromptIds) = (lines, promptIds);

    public IReadOnlyList<ComfyLine> Lines { get; }

    /// <summary>The ids of its prompts, in the order in which they were accepted.</summary>
    public IReadOnlyList<string> PromptIds { get; }

    public static ComfyRecording Load(string name)
    {
        List<ComfyLine> lines = [];
        foreach (var line in File.ReadLines(Path.Combine(Recordings.Folder, name + ".jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            if (json.TryGetProperty("dir", out var direction))
                lines.Add(new ComfyLine(direction.GetString()![0], Text(json, "ws"), Text(json, "conn"), Text(json, "text"), Text(json, "head_hex"), Text(json, "event")));
        }

        var ids = lines.Where(line => line.Direction == '<' && line.Socket.Length == 0).Select(line => Accepted().Match(line.Text)).Where(match => match.Success).Select(match => match.Groups[1].Value);
        return new ComfyRecording(lines, [.. ids]);
    }

    /// <summary>The id in an answer to a prompt.</summary>
    [GeneratedRegex("""\r\n\r\n\{"prompt_id": "([^"]+)", "number""")]
    public static partial Regex Accepted();

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : "";
}
