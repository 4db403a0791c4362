namespace GenGateway.TestKit.Transcripts;

/// <summary>The packets of the recording.</summary>
internal sealed class RecordedPackets : PacketPlan
{
    public override IReadOnlyList<byte[]> Cut(TranscriptExchange exchange) => exchange.Packets;
}
