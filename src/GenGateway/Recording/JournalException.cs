namespace GenGateway.Recording;

/// <summary>The journal cannot be opened; the message names the folder and the way out.</summary>
public sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner);
