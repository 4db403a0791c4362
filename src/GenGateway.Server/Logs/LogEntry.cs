namespace GenGateway.Server.Logs;

/// <summary>One line of the log before it has a form. Never holds a prompt, an answer or a key.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Level">How much it matters.</param>
internal abstract record LogEntry(DateTimeOffset Time, LogLevel Level);
