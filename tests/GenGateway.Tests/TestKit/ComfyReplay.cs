using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenGateway.TestKit.ComfyUi;

namespace GenGateway.Tests.TestKit;

/// <summary>Does at a fake what a recording did at the real server, and compares each frame and each answer. A step of the fake ends when the recording's did.</summary>
internal sealed partial class ComfyReplay(FakeComfyUi fake, ComfyRecording recording, Func<string, string> told) : IAsyncDisposable
{
    private readonly Dictionary<string, ComfyListener> listeners = [];
    private readonly List<string> accepted = [];
    private readonly Queue<string> answers = [];
    private readonly Queue<string> asked = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WarmAsync(cancellationToken);
        fake.Steps.Hold();
        foreach (var (place, line) in recording.Lines.Index())
        {
            switch (line)
            {
                case { Direction: '>', Socket: "text" }:
                    await listeners[line.Connection].SendAsync(line.Text, cancellationToken);
                    break;
                case { Direction: '>', Socket: "close" }:
                    await listeners[line.Connection].CloseAsync(cancellationToken);
                    break;
                case { Direction: '>', Text: var request } when request.Contains("/ws", StringComparison.Ordinal) && request.Contains("Upgrade: websocket", StringComparison.Ordinal):
                    listeners[line.Connection] = await ComfyListener.OpenAsync(fake, request.Split(' ')[1], cancellationToken);
                    break;
                case { Direction: '>' }:
                    if (line.Text.StartsWith("GET /history/", StringComparison.Ordinal) && !recording.Lines.Skip(place).First(next => next is { Direction: '<', Socket: "" }).Text.EndsWith("{}", StringComparison.Ordinal))
                        await EndRunsAsync(cancellationToken);
                    await AskAsync(line.Text, cancellationToken);
                    break;
                case { Direction: '-', Remark: "client drops the TCP connection" }:
                    listeners[line.Connection].Abort();
                    await fake.UntilAsync(seen => seen.Sockets.Count == 0, "the socket is forgotten", cancellationToken);
                    break;
                case { Direction: '<', Socket: "text" or "binary" }:
                    await HearAsync(line, cancellationToken);
                    break;
                case { Direction: '<', Socket: "" } when !line.Text.StartsWith("HTTP/1.1 101", StringComparison.Ordinal):
                    var (question, answer) = (asked.Dequeue(), answers.Dequeue());
                    // What ran before the recording stands there as well.
                    if (!question.Contains("/api/jobs HTTP", StringComparison.Ordinal))
                        Assert.Equal(Same(told(line.Text), recording.PromptIds), Same(told(answer), accepted));
                    break;
            }
        }

        Assert.All(listeners.Values, listener => Assert.False(listener.HasMore));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in listeners.Values)
            await listener.DisposeAsync();
    }

    /// <summary>Runs a graph that leaves in the cache what the recorded server had there.</summary>
    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        if (recording.Lines.FirstOrDefault(line => line.Text.StartsWith("POST /prompt", StringComparison.Ordinal)) is not { } first)
            return;
        var graph = JsonNode.Parse(first.Text.Split("\r\n\r\n", 2)[1])!["prompt"]!.AsObject();
        // A prompt without a client does not say what was cached; there it was all before the sampler.
        var cached = recording.Lines.FirstOrDefault(line => line.Text.Contains("\"execution_cached\"", StringComparison.Ordinal)) is { } told
            ? Cached().Match(told.Text).Groups[1].Value.Split(", ").Select(id => id.Trim('"')).ToArray()
            : ["4", "5", "6", "7"];
        if (cached is [""])
            return;
        if (!cached.Contains("3"))
            graph["3"]!["inputs"]!["seed"] = 4711;
        if (!cached.Contains("5"))
            graph["5"]!["inputs"]!["batch_size"] = 7;
        using var client = new FakeClient(fake.Url);
        await client.PostAsync("/prompt", new JsonObject { ["prompt"] = graph.DeepClone() }.ToJsonString(), cancellationToken);
        await fake.UntilAsync(seen => seen.LastPrompt.IsOver, "the first run is over", cancellationToken);
    }

    /// <summary>What nobody heard the end of has come to it.</summary>
    private async Task EndRunsAsync(CancellationToken cancellationToken)
    {
        fake.Steps.Release();
        await fake.UntilAsync(seen => seen.Prompts.All(prompt => prompt.IsOver), "all have run", cancellationToken);
    }

    private async Task AskAsync(string request, CancellationToken cancellationToken)
    {
        foreach (var (real, own) in recording.PromptIds.Zip(accepted))
            request = request.Replace(real, own, StringComparison.Ordinal);
        var parts = request.Split("\r\n\r\n", 2);
        request = $"{Length().Replace(parts[0], $"Content-Length: {Encoding.UTF8.GetByteCount(parts[1])}")}\r\n\r\n{parts[1]}";
        var answer = Encoding.UTF8.GetString(await RawClient.AskAsync(fake.Url, Encoding.UTF8.GetBytes(request), cancellationToken));
        if (ComfyRecording.Accepted().Match(answer) is { Success: true } match)
            accepted.Add(match.Groups[1].Value);
        asked.Enqueue(request);
        answers.Enqueue(answer);
    }

    private async Task HearAsync(ComfyLine line, CancellationToken cancellationToken)
    {
        // The step whose end is told next may end; the older version tells of an interrupt at the end of a step only.
        if (EndsStep().IsMatch(line.Text) || (fake.Version == ComfyVersion.V0364 && line.Text.Contains("execution_interrupted", StringComparison.Ordinal)))
            fake.Steps.Advance();
        var real = line.Socket == "text" ? line.Text : ComfyListener.Told([.. Convert.FromHexString(line.HeadHex)]);
        Assert.Equal(Same(real, recording.PromptIds), Same(await listeners[line.Connection].NextAsync(cancellationToken), accepted));
    }

    private static string Same(string text, IReadOnlyList<string> ids)
    {
        for (var i = 0; i < ids.Count; i++)
            text = text.Replace(ids[i], $"prompt {i}", StringComparison.Ordinal);
        return Counted().Replace(text, "~");
    }

    [GeneratedRegex("""(?<="(timestamp|create_time|execution_start_time|execution_end_time|priority)": )\d+|(?<=ComfyUI_(temp_[a-z]{5}_)?)\d{5}|(?<=ComfyUI_temp_)[a-z]{5}|(?<=("prompt": |"queue_(running|pending)": \[|]\], )\[)\d+""")]
    private static partial Regex Counted();

    [GeneratedRegex("""execution_cached.*"nodes": \[([^]]*)]""")]
    private static partial Regex Cached();

    [GeneratedRegex("""Content-Length: \d+""")]
    private static partial Regex Length();

    [GeneratedRegex("""progress_state.*"3": \{"value": \d+, "max": \d+, "state": "running"[^}]*}}}}$""")]
    private static partial Regex EndsStep();
}
