namespace GenGateway.TestKit.Transcripts;

/// <summary>Where an answer is cut into packets. A plan gives the same cuts for the same answer every time.</summary>
public abstract class PacketPlan
{
    /// <summary>As the recording has them.</summary>
    public static PacketPlan Recorded { get; } = new RecordedPackets();

    /// <summary>All in one.</summary>
    public static PacketPlan Whole { get; } = new EvenPackets(int.MaxValue);

    /// <summary>Byte by byte.</summary>
    public static PacketPlan EveryByte { get; } = new EvenPackets(1);

    /// <summary>Every packet has this many bytes, the last one what is left.</summary>
    public static PacketPlan Every(int bytes) => new EvenPackets(bytes);

    /// <summary>
    /// At places drawn from the seed, and at half of those where a reader stumbles: inside a character of several bytes, between CR and LF,
    /// inside a line that says a chunk's size, between the two line ends of an event.
    /// </summary>
    public static PacketPlan Seeded(int seed) => new SeededPackets(seed);

    public abstract IReadOnlyList<byte[]> Cut(TranscriptExchange exchange);
}
