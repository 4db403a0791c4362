using System.Diagnostics;
using System.Globalization;
using System.Text;
using GenGateway.Backends.Tgi;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Backends.Anthropic;
using GenGateway.Tests.Backends.Ollama;
using GenGateway.Tests.Backends.OpenAi;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends;

/// <summary>The readers of frames, over streams that were recorded, split at random places; <c>bench/fuzz.sh</c> draws many more splits and keeps the counts.</summary>
public sealed class FrameFuzzTests
{
    private const int Sample = 300;

    private static readonly Dictionary<string, Func<List<Reading>>> Readers = new(StringComparer.Ordinal)
    {
        ["OpenAI, translated"] = static () => [.. OpenAi().Select(static recorded => new Reading(recorded.Body, packets => TextAsync(OpenAiLanes.TranslateAsync(OpenAiLanes.Request(recorded)!, packets, stream: true))))],
        ["OpenAI, relayed"] = static () => [.. OpenAi().Select(static recorded => new Reading(recorded.Body, packets => OpenAiLanes.RelayAsync(OpenAiLanes.Request(recorded)!, packets, stream: true)))],
        ["OpenAI's responses, relayed"] = static () => [.. Responses().Select(static body => new Reading(body, static packets => ResponseLanes.ReadAsync(packets, stream: true)))],
        ["Anthropic, translated"] = static () => [.. Anthropic().Select(static recorded => new Reading(recorded.Body, packets => TextAsync(AnthropicLanes.TranslateAsync(packets, stream: true))))],
        ["Anthropic, relayed"] = static () => [.. Anthropic().Select(static recorded => new Reading(recorded.Body, packets => AnthropicLanes.RelayAsync(packets, stream: true)))],
        ["Ollama, translated"] = static () => [.. Ollama().Select(static recorded => new Reading(recorded.Body, packets => TextAsync(OllamaAnswers.ReadAsync(packets, stream: true))))],
        ["Ollama, relayed"] = static () => [.. Ollama().Select(static recorded => new Reading(recorded.Body, static async packets => (await OllamaLanes.RelayAsync(packets)).ToString()))],
        ["TGI"] = static () => [.. new[] { "\n", "\r\n" }.Select(static end => new Reading(Tgi(end), ReadTgiAsync))],
    };

    public static TheoryData<string> Names => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Where_the_packets_end_changes_neither_events_nor_tally(string name)
    {
        var splits = int.TryParse(Environment.GetEnvironmentVariable("GENGATEWAY_FUZZ_SPLITS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : Sample;
        var started = Stopwatch.GetTimestamp();
        var readings = Readers[name]();
        Assert.NotEmpty(readings);
        var unsplit = new List<string>();
        foreach (var reading in readings)
            unsplit.Add(await reading.ReadAsync([reading.Body]));
        long packets = 0;
        for (var seed = 0; seed < splits; seed++)
        {
            var reading = readings[seed % readings.Count];
            byte[][] drawn = [.. Splits.Drawn(reading.Body, new Random(seed))];
            packets += drawn.Length;
            var read = await reading.ReadAsync(drawn);
            if (read != unsplit[seed % readings.Count])
                Assert.Fail($"Split {seed} reads differently: {read}\nUnsplit: {unsplit[seed % readings.Count]}");
        }

        if (Environment.GetEnvironmentVariable("GENGATEWAY_FUZZ_COUNTS") is { Length: > 0 } path)
            await File.WriteAllTextAsync(Path.Combine(path, name), $"| {name} | {readings.Count} | {splits} | {packets} | 0 | {Stopwatch.GetElapsedTime(started).TotalSeconds:0} |\n", TestContext.Current.CancellationToken);
    }

    private static IEnumerable<RecordedAnswer> OpenAi() => RecordedAnswer.Of("ollama", "llama-server", "litellm-proxy")
        .Where(static recorded => recorded is { Status: 200, IsStream: true } && recorded.Target.EndsWith("completions", StringComparison.Ordinal) && OpenAiLanes.Request(recorded) is not null);

    private static IEnumerable<byte[]> Responses() => RecordedAnswer.Of("ollama", "llama-server")
        .Where(static recorded => recorded is { Status: 200, IsStream: true, Target: "/v1/responses" })
        .Select(static recorded => recorded.Body)
        .Append(ResponseStreams.Bytes(ResponseStreams.Rich));

    private static IEnumerable<RecordedAnswer> Anthropic() => RecordedAnswer.Of("ollama", "llama-server", "client-anthropic")
        .Where(static recorded => recorded is { Status: 200, IsStream: true, Target: "/v1/messages" });

    private static IEnumerable<RecordedAnswer> Ollama() => RecordedAnswer.Of("ollama")
        .Where(static recorded => recorded is { Status: 200, IsStream: true, Target: "/api/chat" or "/api/generate" });

    private static async Task<string> TextAsync(Task<AnswerRun> reading)
    {
        var run = await reading;
        return $"{string.Join('\n', run.Events)}\n{run.Tally}";
    }

    // Nobody recorded this server; these are its documented events, with letters of every length.
    private static byte[] Tgi(string end)
    {
        string[] words = ["Hé", "llo ", "日本", "\U0001F600", " \\ud83d\\ude00", "\\n", "."];
        var events = words.Select(static (word, index) => $$$"""{"index":{{{index + 1}}},"token":{"id":{{{index}}},"text":"{{{word}}}","logprob":-0.5,"special":false},"generated_text":null,"details":null}""")
            .Append("""{"index":8,"token":{"id":2,"text":"</s>","logprob":-0.1,"special":true},"generated_text":"Hello","details":{"finish_reason":"eos_token","generated_tokens":8,"input_length":3}}""");
        return Encoding.UTF8.GetBytes(string.Concat(events.Select(json => $":keep-alive{end}{end}data:{json}{end}{end}")));
    }

    private static async Task<string> ReadTgiAsync(IEnumerable<byte[]> packets)
    {
        var request = Decoding.Request(new CompletionSurface(), """{"model":"m","prompt":"Hi","stream":true}""");
        using var attempt = AnswerRun.Attempt(request);
        using var response = new HttpResponseMessage();
        var reader = new TgiReader("upstream", 0, new TextParameters(), response);
        using var call = new TgiStreamCall(response, new PacketStream(packets), attempt, 1 << 20, reader);
        var (all, events) = (new List<GenerationEvent>(), new List<GenerationEvent>());
        while (!reader.IsDone)
        {
            Assert.Null(await call.ReadAsync(events));
            all.AddRange(events);
            events.Clear();
        }

        return string.Join('\n', all) + $"\n{reader.PromptTokens} {reader.CompletionTokens}";
    }

    private sealed record Reading(byte[] Body, Func<IEnumerable<byte[]>, Task<string>> ReadAsync);
}
