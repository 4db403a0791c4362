namespace GenGateway.TestKit.Transcripts;

/// <summary>One read of a socket, or a remark of whoever recorded.</summary>
/// <param name="AtMs">Milliseconds since the exchange began.</param>
public sealed record TranscriptEvent(double AtMs, TranscriptDirection Direction, byte[] Bytes, string Remark);
