namespace GenGateway.Storage;

/// <summary>The database cannot be used as it is; the start is refused with the message, which says what to do.</summary>
public sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);
