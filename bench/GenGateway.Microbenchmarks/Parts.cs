using System.Diagnostics;
using System.Text;
using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Journey;
using GenGateway.Load.Drive;
using GenGateway.Load.Targets;
using GenGateway.Recording;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Microbenchmarks;

/// <summary>Nanoseconds and bytes allocated of single parts, on one thread. The median of several runs.</summary>
internal static class Parts
{
    private const int Runs = 9;
    private const int PacketFrames = 64;

    public static void Run()
    {
        Console.WriteLine("| part | ns each | bytes allocated each |");
        Console.WriteLine("|---|---|---|");
        Print("request body peeked (486 bytes)", 100_000, PeekBodies);
        Print("event cut from a packet of 64 (180 bytes)", 100_000, CutFrames);
        Print("event read: content, finish, usage", 100_000, ReadChunks);
        using var place = new Workplace();
        using var journal = Journal.Open(new JournalOptions(place.Folder("journal")), TimeProvider.System);
        Print("journal: reservation and settlement, 486 and 581 bytes of text", 20_000, count => Append(journal, count));
    }

    private static string Data { get; } = "{\"id\":\"chatcmpl-0123456789abcdef\",\"created\":1790000000,\"model\":\"bench\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" the quick brown fox\"}}]}";

    private static byte[] Chunk { get; } = Encoding.ASCII.GetBytes(Data);

    private static byte[] Packet { get; } = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"data: {Data}\n\n", PacketFrames)));

    private static byte[] Body { get; } = RequestForm.Chat(stream: false)[^RequestForm.BodyLength..];

    private static byte[] AnswerText { get; } = new byte[581];

    private static void PeekBodies(int count)
    {
        for (var at = 0; at < count; at++)
        {
            if (!BodyPeek.Read(Body, chat: true).TryGet(out _, out var failure))
                throw new InvalidOperationException(failure.Message);
        }
    }

    private static void CutFrames(int count)
    {
        while (count > 0)
        {
            var unread = Packet.AsSpan();
            var cutter = new SseCutter();
            while (cutter.TryCut(unread, isEnd: false, out var frame))
            {
                unread = unread[frame.Length..];
                count--;
            }
        }
    }

    private static void ReadChunks(int count)
    {
        var tally = new Tally(TimeProvider.System);
        for (var at = 0; at < count; at++)
        {
            if (!ChunkReader.TryRead(Chunk, tally, oneChoice: true, out _))
                throw new InvalidOperationException("The event is no JSON.");
        }
    }

    private static void Append(Journal journal, int count)
    {
        for (var at = 0; at < count; at++)
        {
            var id = journal.NextId();
            var now = TimeProvider.System.GetUtcNow();
            journal.Reserve(new Reservation { Id = id, RequestId = "01a1fe8b-52b2-70d8-a324-de39c00cb04b", Surface = "openai.chat", Key = "default", Model = "bench", Backend = "backend-50", Created = now, Prompt = Body }, out _);
            journal.Settle(new Settlement { Id = id, Status = RecordStatus.Succeeded, Created = now, Attempts = 1, PromptTokens = 87, CompletionTokens = 64, DurationMs = 1, Response = AnswerText });
        }
    }

    /// <summary>Measures work that does a thing so often.</summary>
    private static void Print(string name, int count, Action<int> work)
    {
        work(count);
        var nanoseconds = new double[Runs];
        var bytes = 0.0;
        for (var run = 0; run < Runs; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            work(count);
            nanoseconds[run] = Stopwatch.GetElapsedTime(began).TotalNanoseconds / count;
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
        }

        Array.Sort(nanoseconds);
        Console.WriteLine($"| {name} | {nanoseconds[Runs / 2]:0} | {bytes:0.0} |");
    }
}
