using System.Text;
using System.Text.Json;

namespace GenGateway.TestKit.Transcripts;

/// <summary>A recorded exchange with a real server. The format stands in <c>tests/Fixtures/transcripts/README.md</c>.</summary>
public sealed class Transcript
{
    private Transcript(string name, IReadOnlyList<TranscriptEvent> events)
    {
        Name = name;
        Events = events;
        Exchanges = Split(events);
    }

    public string Name { get; }

    public IReadOnlyList<TranscriptEvent> Events { get; }

    /// <summary>The requests on its connection, one after another.</summary>
    public IReadOnlyList<TranscriptExchange> Exchanges { get; }

    public TranscriptExchange First => Exchanges[0];

    public static Transcript Load(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        List<TranscriptEvent> events = [];
        foreach (var line in File.ReadLines(file))
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            if (json.TryGetProperty("dir", out var direction))
                events.Add(Read(json, direction.GetString()!, $"{file}: {line}"));
        }

        return new Transcript(name, events);
    }

    private static TranscriptEvent Read(JsonElement json, string direction, string where)
    {
        byte[] bytes = [];
        if (json.TryGetProperty("text", out var text))
            bytes = Encoding.UTF8.GetBytes(text.GetString()!);
        else if (json.TryGetProperty("b64", out var base64))
            bytes = base64.GetBytesFromBase64();
        else if (direction != "-")
            throw new InvalidDataException($"This line holds no bytes: {where}");
        return new TranscriptEvent(
            json.TryGetProperty("t_ms", out var at) ? at.GetDouble() : 0,
            direction switch
            {
                ">" => TranscriptDirection.ToServer,
                "<" => TranscriptDirection.ToClient,
                "-" => TranscriptDirection.Remark,
                _ => throw new InvalidDataException($"Nobody knows the direction '{direction}': {where}"),
            },
            bytes,
            json.TryGetProperty("event", out var remark) ? remark.ToString() : "");
    }

    private static List<TranscriptExchange> Split(IReadOnlyList<TranscriptEvent> events)
    {
        List<TranscriptExchange> exchanges = [];
        List<byte> request = [];
        List<byte[]> packets = [];
        string remarks = "";
        foreach (var item in events)
        {
            if (item.Direction == TranscriptDirection.ToServer && packets.Count > 0)
                End();
            if (item.Direction == TranscriptDirection.ToServer)
                request.AddRange(item.Bytes);
            else if (item.Direction == TranscriptDirection.ToClient)
                packets.Add(item.Bytes);
            else
                remarks += item.Remark + "\n";
        }

        End();
        return exchanges;

        void End()
        {
            if (request.Count > 0)
            {
                exchanges.Add(new TranscriptExchange(
                    [.. request],
                    [.. packets],
                    remarks.Contains("server closes", StringComparison.Ordinal),
                    remarks.Contains("client closes", StringComparison.Ordinal)));
            }

            request.Clear();
            packets.Clear();
            remarks = "";
        }
    }
}
