namespace GenGateway.TestKit.Transcripts;

/// <summary>Packets whose borders a seeded random draws, with a liking for the awkward places.</summary>
internal sealed class SeededPackets(int seed) : PacketPlan
{
    private const int MeanLength = 97;

    public override IReadOnlyList<byte[]> Cut(TranscriptExchange exchange)
    {
        var random = new Random(seed);
        var answer = exchange.Answer;
        List<byte[]> packets = [];
        var from = 0;
        for (var at = 1; at < answer.Length; at++)
        {
            var cuts = IsAwkward(answer, at) ? random.Next(2) == 0 : random.Next(MeanLength) == 0;
            if (!cuts)
                continue;
            packets.Add(answer[from..at]);
            from = at;
        }

        packets.Add(answer[from..]);
        return packets;
    }

    private static bool IsAwkward(byte[] bytes, int at)
    {
        var (before, behind) = (bytes[at - 1], bytes[at]);
        var insideCharacter = (behind & 0xC0) == 0x80;
        var insideLineEnd = before == '\r' && behind == '\n';
        var insideEventEnd = before == '\n' && behind == '\n';
        var insideSize = IsHexDigit(before) && (IsHexDigit(behind) || behind == '\r') && IsLineStart(bytes, at);
        return insideCharacter || insideLineEnd || insideEventEnd || insideSize;
    }

    private static bool IsLineStart(byte[] bytes, int at)
    {
        while (at > 0 && IsHexDigit(bytes[at - 1]))
            at--;
        return at >= 2 && bytes[at - 1] == '\n' && bytes[at - 2] == '\r';
    }

    private static bool IsHexDigit(byte value) => char.IsAsciiHexDigit((char)value);
}
