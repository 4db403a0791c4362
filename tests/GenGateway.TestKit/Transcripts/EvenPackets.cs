namespace GenGateway.TestKit.Transcripts;

/// <summary>Packets of one size.</summary>
internal sealed class EvenPackets(int size) : PacketPlan
{
    public override IReadOnlyList<byte[]> Cut(TranscriptExchange exchange) => [.. exchange.Answer.Chunk(size)];
}
