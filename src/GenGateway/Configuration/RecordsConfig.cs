namespace GenGateway.Configuration;

/// <summary>Section <c>records</c>: what is kept of every generation.</summary>
/// <param name="Text">What is kept of prompts and answers.</param>
/// <param name="Fsync">Whether every record is forced to the disk before it counts as written.</param>
/// <param name="OnFull">What happens while the journal is full.</param>
/// <param name="JournalMaxBytes">The journal's largest size in bytes.</param>
public sealed record RecordsConfig(RecordText Text, bool Fsync, FullJournal OnFull, long JournalMaxBytes);
