using System.Buffers;
using System.Diagnostics;
using GenGateway.Admission;
using GenGateway.Admission.Limiting;
using GenGateway.Backends.Anthropic;
using GenGateway.Backends.Http;
using GenGateway.Backends.Ollama;
using GenGateway.Backends.OpenAi;
using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Load.Drive;
using GenGateway.Load.Upstream;
using GenGateway.Surfaces.Anthropic;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Microbenchmarks;

/// <summary>Nanoseconds of single parts on one thread, with nothing around them: what a request does once, and what an event does.</summary>
internal static class Parts
{
    private const int Rounds = 7;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(200);

    public static void Run()
    {
        Console.WriteLine("| part | ns, least of seven rounds | bytes allocated |");
        Console.WriteLine("|---|---|---|");
        var body = Body(RequestForm.Chat(stream: true));
        Row("request: peek into 486 bytes", () => BodyPeek.Read(body, OpenAiPeek.Chat));
        Row("request: decode 486 bytes", () => new ChatBody(body).Decode());
        if (!new ChatBody(body).Decode().TryGet(out var decoded, out var failure))
            throw new InvalidOperationException(failure.Message);
        Row("request: encode for Ollama", () => OllamaEncoder.Chat((ChatTask)decoded.Task, 0, Pairing.OllamaModel, stream: true, OllamaSettings.None));
        Row("request: encode for Anthropic", () => AnthropicEncoder.Encode((ChatTask)decoded.Task, Pairing.AnthropicModel, stream: true, AnthropicSettings.None));
        var message = Body(Pairing.AnthropicClient.Request());
        Row("request: decode 486 bytes of Anthropic's", () => new MessagesBody(message).Decode());

        var six = new RatesConfig(1_000_000_000, 1_000_000_000, 1_000_000_000, 1_000_000_000, 1_000_000_000, 1_000_000_000);
        var nobody = new Dictionary<string, RatesConfig>();
        Row("request: admit and settle, nothing limited", AdmissionOf(body, RateLimitConfig.None, null));
        Row("request: admit and settle, all limits of everybody", AdmissionOf(body, new RateLimitConfig(six, RatesConfig.None, nobody), null));
        Row("request: admit and settle, all limits of a key", AdmissionOf(body, RateLimitConfig.None, six));
        Row("request: admit and settle, all limits of an address", AdmissionOf(body, new RateLimitConfig(RatesConfig.None, six, nobody), null));
        Row("request: admit and settle, all limits of everybody and a key", AdmissionOf(body, new RateLimitConfig(six, RatesConfig.None, nobody), six));
        foreach (var policy in Enum.GetValues<BalancingPolicy>())
            Row($"request: choose one of eight endpoints, {policy}", Pool.Pick(policy));

        var tally = new Tally(TimeProvider.System);
        var sse = Payload(AnswerForm.OpenAi);
        Row("relayed event: cut and judge", () => Judge(sse, tally));
        var block = Payload(AnswerForm.Anthropic);
        var state = new MessageState(tally, 0);
        Row("relayed event of Anthropic's: cut and judge", () => Judge(block, state));
        var line = Payload(AnswerForm.Ollama);
        var reader = new LineReader("bench", 0, tally);
        var events = new List<GenerationEvent>();
        var decoder = new AnswerDecoder("bench", tally, choices: 1, echo: null);
        Row("translated event: cut, judge and read OpenAI's", () => Read(sse, tally, decoder));
        var messages = new MessageDecoder("bench", 0);
        Row("translated event: cut, judge and read Anthropic's", () => Read(block, state, messages, events));
        Row("translated event: cut and read Ollama's line", () => Read(line, reader, events));
        var text = events[0];
        var writer = new ChatStream(Stamp.Now("chatcmpl-", TimeProvider.System), Pairing.OpenAiModel, includeUsage: false);
        var output = new ArrayBufferWriter<byte>(4096);
        Row("translated event: write OpenAI's", () =>
        {
            output.ResetWrittenCount();
            writer.Write(text, output);
        });
        var blocks = new MessageStream(new MessagesBody(message), "msg_0123456789abcdef", "bench", Pairing.OpenAiModel);
        Row("translated event: write Anthropic's", () =>
        {
            output.ResetWrittenCount();
            blocks.Write(text, output);
        });
    }

    // From the gate to the permit that is given back.
    private static Action AdmissionOf(byte[] body, RateLimitConfig limits, RatesConfig? ofKey)
    {
        const string name = "bench";
        var limiter = new Limiter(TimeProvider.System);
        var key = ApiKey.From(new Secret(RequestForm.Key), default).With(name, new KeyEntry(ApiKey.AllScopes, [], null, ofKey, null));
        limiter.Use(limits, new ApiKeySet([key]));
        var gate = new AdmissionGate(limiter);
        if (!BodyPeek.Read(body, OpenAiPeek.Chat).TryGet(out var peeked, out var failure))
            throw new InvalidOperationException(failure.Message);
        var request = new GenerationRequest
        {
            Id = "bench",
            Surface = "openai.chat",
            Caller = new Caller(ofKey is null ? null : name, "192.0.2.17"),
            Capability = Capability.Chat,
            Source = new ChatBody(body),
            Wire = new WireBody(WireProtocol.OpenAiChat, body, peeked, null),
        };
        return () =>
        {
            var admitted = gate.AdmitAsync(request, CancellationToken.None);
            if (!admitted.IsCompletedSuccessfully || !admitted.GetAwaiter().GetResult().TryGet(out var permit, out _) )
                throw new InvalidOperationException("The limits of the bench are too low.");
            permit.Settle();
            if (!permit.DisposeAsync().AsTask().IsCompletedSuccessfully)
                throw new InvalidOperationException("Giving a permit back waits for nobody.");
            permit.Recycle();
        };
    }

    private static void Judge(ReadOnlySpan<byte> frames, Tally tally)
    {
        var cutter = new SseCutter();
        if (!cutter.TryCut(frames, isEnd: false, out var frame) || !ChunkReader.TryRead(frame.DataOf(frames), tally, oneChoice: true, out _))
            throw new InvalidOperationException("The mock's event is none.");
    }

    private static void Judge(ReadOnlySpan<byte> frames, MessageState state)
    {
        var cutter = new SseCutter();
        if (!cutter.TryCut(frames, isEnd: false, out var frame) || !MessageReader.TryReadEvent(frame.DataOf(frames), state, out _))
            throw new InvalidOperationException("The event is none.");
    }

    private static void Read(ReadOnlyMemory<byte> frames, Tally tally, AnswerDecoder decoder)
    {
        decoder.Events.Clear();
        var cutter = new SseCutter();
        if (!cutter.TryCut(frames.Span, isEnd: false, out var frame))
            throw new InvalidOperationException("The mock's event is none.");
        var data = frames.Slice(frame.Data.Start, frame.Data.Length);
        if (!ChunkReader.TryRead(data.Span, tally, oneChoice: true, out _) || decoder.Read(data) is not null || decoder.Events.Count != 1)
            throw new InvalidOperationException("The mock's event is none.");
    }

    private static void Read(ReadOnlyMemory<byte> frames, MessageState state, MessageDecoder decoder, List<GenerationEvent> events)
    {
        events.Clear();
        var cutter = new SseCutter();
        if (!cutter.TryCut(frames.Span, isEnd: false, out var frame))
            throw new InvalidOperationException("The event is none.");
        var data = frames.Slice(frame.Data.Start, frame.Data.Length);
        if (!MessageReader.TryReadEvent(data.Span, state, out var facts) || decoder.ReadEvent(data, facts.Kind, events) is not null || events.Count != 1)
            throw new InvalidOperationException("The event is none.");
    }

    private static void Read(ReadOnlyMemory<byte> lines, LineReader reader, List<GenerationEvent> events)
    {
        events.Clear();
        var cutter = new LineCutter();
        if (!cutter.TryCut(lines.Span, isEnd: false, out var line, out _) || reader.Read(lines[..line], events) is not null)
            throw new InvalidOperationException("The mock's line is none.");
    }

    private static void Row(string name, Action part)
    {
        // The first round compiles; the least of the others is nearest to what the part costs alone.
        Measure(part);
        var (best, bytes) = (double.PositiveInfinity, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var (nanoseconds, allocated) = Measure(part);
            (best, bytes) = (Math.Min(best, nanoseconds), allocated);
        }

        Console.WriteLine($"| {name} | {best:0} | {bytes:0} |");
    }

    private static (double Nanoseconds, double Bytes) Measure(Action part)
    {
        const int Batch = 1000;
        var (began, before, count) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread(), 0L);
        while (Stopwatch.GetElapsedTime(began) < Round)
        {
            for (var run = 0; run < Batch; run++)
                part();
            count += Batch;
        }

        return (Stopwatch.GetElapsedTime(began).TotalNanoseconds / count, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count);
    }

    private static byte[] Body(byte[] request) => request[(request.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];

    // An event as it is inside its HTTP chunk.
    private static byte[] Payload(AnswerForm form) => form.Event[(form.Event.AsSpan().IndexOf("\r\n"u8) + 2)..^2];
}
