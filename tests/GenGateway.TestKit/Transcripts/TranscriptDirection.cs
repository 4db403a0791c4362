namespace GenGateway.TestKit.Transcripts;

/// <summary>Who sent what a line of a transcript holds.</summary>
public enum TranscriptDirection
{
    ToServer,
    ToClient,
    Remark,
}
