using System.Text;

namespace GenGateway.TestKit.Transcripts;

/// <summary>One request of a transcript and what came back, in the packets that were seen.</summary>
/// <param name="Request">The request's bytes.</param>
/// <param name="Packets">The answer, packet by packet.</param>
/// <param name="ServerCloses">The server closed behind it.</param>
/// <param name="ClientCloses">The client closed before the answer was complete.</param>
public sealed record TranscriptExchange(byte[] Request, IReadOnlyList<byte[]> Packets, bool ServerCloses, bool ClientCloses)
{
    public string Method => Encoding.Latin1.GetString(Request).Split(' ', 2)[0];

    public string Target => Encoding.Latin1.GetString(Request).Split(' ', 3)[1];

    /// <summary>The body of the request as it was on the wire.</summary>
    public byte[] RequestBody => After(Request);

    /// <summary>The whole answer: head and body as they were on the wire.</summary>
    public byte[] Answer => [.. Packets.SelectMany(packet => packet)];

    /// <summary>Status line and headers of the answer, without the empty line.</summary>
    public string AnswerHead => Encoding.Latin1.GetString(Answer).Split("\r\n\r\n", 2)[0];

    /// <summary>The answer's body with its transfer coding.</summary>
    public byte[] AnswerBody => After(Answer);

    public int Status => int.Parse(AnswerHead.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] After(byte[] message)
    {
        var end = message.AsSpan().IndexOf("\r\n\r\n"u8);
        return end < 0 ? [] : message[(end + 4)..];
    }
}
