namespace GenGateway.TestKit.Transcripts;

/// <summary>One read of a socket, or a remark of whoever recorded.</summary>
/// <param name="AtMs">Milliseconds since the exchange began.</param>
/// <param name="Direction">Who sent it.</param>
/// <param name="Bytes">What was read; empty for a remark.</param>
/// <param name="Remark">What the recorder noted; empty for bytes.</param>
public sealed record TranscriptEvent(double AtMs, TranscriptDirection Direction, byte[] Bytes, string Remark);
